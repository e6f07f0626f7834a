/** Times in the reader's own zone. The page brings them in UTC, and says so. */

export function showLocalTimes(root: Element): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[datetime]:not([data-local])")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.dataset["local"] = "true";
    time.title = time.textContent?.trim() ?? "";
    time.textContent = localTime(moment);
  }
}

/** Such as 2026-11-29 03:49. */
export function localTime(moment: Date, zone?: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    ...(zone ? { timeZone: zone } : {}),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts["year"]}-${parts["month"]}-${parts["day"]} ${parts["hour"]}:${parts["minute"]}`;
}

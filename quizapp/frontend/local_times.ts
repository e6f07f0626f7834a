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

/** Such as 2026-11-29 03:49, which is how times are written in Sweden. */
export function localTime(moment: Date, timeZone?: string): string {
  return moment.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short", ...(timeZone ? { timeZone } : {}) });
}

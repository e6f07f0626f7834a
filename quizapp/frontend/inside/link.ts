/** "Look inside" opens the network with the current controls. Without this script: as in its scenario. */

export function keepKnobsInLinks(): void {
  document.addEventListener(
    "click",
    (event) => {
      const link =
        event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-inside-link]") : null;
      const knobs = link?.closest("[data-lab]")?.querySelector<HTMLFormElement>("form[data-knobs]");
      if (!link || !knobs) return;
      const address = new URL(link.href);
      if (!address.searchParams.has("scenario")) return;
      for (const [name, value] of new FormData(knobs))
        if (name !== "csrf_token") address.searchParams.set(name, String(value).replace(/^"|"$/g, ""));
      link.href = address.href;
    },
    true,
  );
}

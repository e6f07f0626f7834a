/** Offer the browser's time zone where the learner's is asked for; fill it in for who has not chosen one. */

export function offerTimeZone(root: Element): void {
  const field = root.querySelector<HTMLInputElement>("input[data-zone]");
  const offer = root.querySelector<HTMLElement>("[data-zone-offer]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field || !offer || !zone) return;
  const known = [...root.querySelectorAll<HTMLOptionElement>("#zones option")].some((option) => option.value === zone);
  if (!known || zone === field.value) return;
  if (field.closest("[data-detect-zone]")) {
    field.value = zone;
    return;
  }
  const name = offer.querySelector("[data-zone-name]");
  if (name) name.textContent = zone;
  offer.hidden = false;
  offer.querySelector("[data-zone-use]")?.addEventListener("click", () => {
    field.value = zone;
    offer.hidden = true;
    field.focus();
  });
}

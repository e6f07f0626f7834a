/** A click on an axis puts its name where the shape is written. */
export function offerAxes(form: HTMLFormElement): void {
  form.addEventListener("click", (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-axis]") : null;
    const field = form.querySelector<HTMLInputElement>("input[data-shape]");
    if (!button || !field) return;
    const written = field.value.replace(/\)\s*$/, "").trimEnd();
    const before = !written
      ? "("
      : /[(,]$/.test(written)
        ? `${written}${written.endsWith(",") ? " " : ""}`
        : `${written}, `;
    field.value = `${before}${button.dataset["axis"] ?? ""})`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange(field.value.length - 1, field.value.length - 1);
  });
}

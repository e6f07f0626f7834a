/** A field of several names with commas between them: its list suggests the one that is being typed. */

export function suggestEachOfSeveral(): void {
  const listed = new WeakMap<HTMLDataListElement, { value: string; text: string }[]>();

  document.addEventListener("focusin", suggest);
  document.addEventListener("input", suggest);

  function suggest(event: Event): void {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.list) return;
    const list = field.list as HTMLDataListElement;
    const all =
      listed.get(list) ?? [...list.options].map((option) => ({ value: option.value, text: option.textContent ?? "" }));
    listed.set(list, all);
    const { head, taken } = beforeTheLast(field.dataset["picker"] === "several" ? field.value : ""); // one name alone
    list.replaceChildren(
      ...all
        .filter(({ value }) => !taken.has(value))
        .map(({ value, text }) => {
          const option = document.createElement("option");
          option.value = head + value;
          option.textContent = text;
          return option;
        }),
    );
  }
}

/** What stands before the last name, and the names in it. */
export function beforeTheLast(typed: string): { head: string; taken: Set<string> } {
  const end = Math.max(typed.lastIndexOf(","), typed.lastIndexOf("，"));
  if (end < 0) return { head: "", taken: new Set() };
  const names = typed.slice(0, end).split(/[,，]/);
  return {
    head: `${names.map((name) => name.trim()).join(", ")}, `,
    taken: new Set(names.map((name) => name.trim())),
  };
}

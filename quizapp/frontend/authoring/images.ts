/** Inserting an image into a text of the open part: by its button, by dropping a file on the text, or by pasting one. */
import { send } from "../csrf";
import { announce, message } from "../messages";

type Language = "zh" | "en";
interface Answer {
  written?: Record<Language, string>;
  notes?: string[];
  problems?: Record<string, string[]>;
}

const LANGUAGES: readonly Language[] = ["zh", "en"];
const TEXTS = "#question-form fieldset:has(> .author-add-image) textarea";

let lastText = ""; // the text that was used last, by the name of its field
let target: { place: string; language: Language; at: number } | null = null;

export function startImages(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>(".author-add-image") : null;
    if (!button || !dialog()) return;
    event.preventDefault();
    open(textOf(button), null);
  });
  document.addEventListener("focusout", (event) => {
    if (isText(event.target)) lastText = event.target.name;
  });
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
  document.addEventListener("dragover", (event) => {
    if (isText(event.target) && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => take(event, event.dataTransfer));
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches("[data-image-form]")) return;
    if (event.submitter instanceof HTMLButtonElement && event.submitter.value === "cancel") return;
    event.preventDefault();
    void add(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.id === "image-file") showChosen(event.target);
  });
}

function dialog(): HTMLDialogElement | null {
  return document.querySelector<HTMLDialogElement>("#image-dialog");
}

function isText(element: EventTarget | null): element is HTMLTextAreaElement {
  return element instanceof HTMLTextAreaElement && element.matches(TEXTS);
}

/** The text of a button: the one that was used last, or the first of its two languages. */
function textOf(button: HTMLElement): HTMLTextAreaElement | null {
  const texts = [...(button.closest("fieldset")?.querySelectorAll("textarea") ?? [])];
  return texts.find((text) => text.name === lastText) ?? texts[0] ?? null;
}

/** An image among what is pasted or dropped; pasted words stay words, also if a program adds a picture of them. */
function take(event: Event, data: DataTransfer | null): void {
  if (!isText(event.target) || !data || data.types.includes("text/plain")) return;
  const file = [...data.files].find((each) => each.type.startsWith("image/"));
  if (!file) return;
  event.preventDefault();
  lastText = event.target.name;
  const files = new DataTransfer();
  files.items.add(file);
  open(event.target, files.files);
}

function open(text: HTMLTextAreaElement | null, files: FileList | null): void {
  const box = dialog();
  const form = box?.querySelector("form");
  if (!box || !form || !text) return;
  const [, place = "", language = "zh"] = /^(.*)\.(zh|en)$/.exec(text.name) ?? [];
  target = {
    place,
    language: language as Language,
    at: text.name === lastText ? text.selectionEnd : text.value.length,
  };
  form.reset();
  show({});
  const input = form.querySelector<HTMLInputElement>("#image-file");
  if (input && files) input.files = files;
  if (input) showChosen(input);
  box.showModal();
  if (files) form.querySelector<HTMLInputElement>(`[name="description.${language}"]`)?.focus();
}

/** The chosen image, small, as the policy of the page allows it. */
function showChosen(input: HTMLInputElement): void {
  const image = dialog()?.querySelector<HTMLImageElement>("[data-chosen]");
  const file = input.files?.[0];
  if (!image) return;
  image.hidden = true;
  if (!file?.type.startsWith("image/") || file.type === "image/svg+xml") return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    image.src = String(reader.result);
    image.hidden = false;
  });
  reader.readAsDataURL(file);
}

async function add(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("[data-add-image]");
  const address = form.dataset["address"];
  if (!button || !address || button.disabled) return;
  button.disabled = true;
  try {
    const headers = { Accept: "application/json" };
    const answer = await send(address, { method: "POST", headers, body: new FormData(form) });
    const said = (await answer.json()) as Answer;
    if (said.problems) show(said.problems);
    else if (said.written) insert(said.written, said.notes ?? []);
    else show({ file: [message("image_failed")] });
  } catch {
    show({ file: [message("image_failed")] });
  } finally {
    button.disabled = false;
  }
}

function show(problems: Record<string, string[]>): void {
  for (const place of dialog()?.querySelectorAll<HTMLElement>("[data-problems-of]") ?? []) {
    const said = problems[place.dataset["problemsOf"] ?? ""] ?? [];
    place.textContent = said.join(" ");
    place.hidden = said.length === 0;
  }
}

/** At the caret of the text, and at the end of the text in the other language. */
function insert(written: Record<Language, string>, notes: string[]): void {
  dialog()?.close();
  if (!target) return;
  for (const language of LANGUAGES) {
    const text = document.querySelector<HTMLTextAreaElement>(`[name="${target.place}.${language}"]`);
    if (!text) continue;
    const isHere = language === target.language;
    const at = isHere ? target.at : text.value.length;
    const before = text.value.slice(0, at).trimEnd();
    const after = text.value.slice(at).trimStart();
    text.value = [before, written[language], after].filter(Boolean).join("\n\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    if (isHere) text.focus();
  }
  announce([message("image_added"), ...notes].join(" "));
}

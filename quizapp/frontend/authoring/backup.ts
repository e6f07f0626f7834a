/** What is typed and not yet saved is kept in this browser, with the revision that it belongs to. */

interface Backup {
  revision: string;
  fields: [string, string][];
}

const NOT_TYPED = new Set([
  "csrf_token",
  "part",
  "part_revision",
  "seen",
  "action",
  "preview_language",
  "send_to",
  "note",
]);

/** The fields of a part as they are now, as one text that can be compared. */
export function valuesOf(form: HTMLFormElement): string {
  return JSON.stringify(typedIn(form));
}

/** Keep the fields as they are now. */
export function keepBackup(form: HTMLFormElement): void {
  const backup: Backup = { revision: revisionField(form)?.value ?? "", fields: typedIn(form) };
  try {
    localStorage.setItem(backupOf(form), JSON.stringify(backup));
  } catch {
    // Storage is blocked or full: the server has all but the last second.
  }
}

/** The part has been saved. */
export function forgetBackup(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // There is nothing to forget.
  }
}

/** Put back what was typed before and never saved. Returns whether that changed anything. */
export function restoreBackup(form: HTMLFormElement): boolean {
  const backup = read(form);
  if (!backup || JSON.stringify(backup.fields) === valuesOf(form)) return false;
  const values = new Map(backup.fields);
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = values.has(field.name);
    else if (isWritten(field) && values.has(field.name)) field.value = values.get(field.name) ?? "";
  }
  const revision = revisionField(form);
  if (revision) revision.value = backup.revision;
  return true;
}

function typedIn(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)]
    .filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
}

function read(form: HTMLFormElement): Backup | null {
  try {
    const found = JSON.parse(localStorage.getItem(backupOf(form)) ?? "null") as Partial<Backup> | null;
    return found && Array.isArray(found.fields) && typeof found.revision === "string" ? (found as Backup) : null;
  } catch {
    return null;
  }
}

/** The name under which the fields of a form are kept. */
export function backupOf(form: HTMLFormElement): string {
  return `question:${form.dataset["question"]}:${form.dataset["part"]}`;
}

function revisionField(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>("[name=part_revision]");
}

function isWritten(field: Element): field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  const isOne =
    field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
  return isOne && !NOT_TYPED.has(field.name);
}

/** Ask before a page with unsaved typing in its editor is left: by a link, a closed tab or another language. */

/** What htmx tells of a request that is over. */
interface AfterRequest {
  successful?: boolean;
  requestConfig?: { formData?: FormData };
}

export function guardUnsavedWork(): void {
  let isUnsaved = false;
  const isOfEditor = (target: EventTarget | null): boolean =>
    target instanceof Element && target.closest("#question-form") !== null;

  document.addEventListener("input", (event) => {
    if (isOfEditor(event.target)) isUnsaved = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful } = (event as CustomEvent<AfterRequest>).detail;
    const action = requestConfig?.formData?.get("action");
    if (successful && (action === "save" || action === "publish")) isUnsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved && document.querySelector("#question-form")) event.preventDefault();
  });
}

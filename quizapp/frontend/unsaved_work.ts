/** Ask for confirmation before unsaved work is lost by following a link, closing the tab, or changing the language. */

/** The details of htmx's event after a request. */
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
    if (!successful || typeof action !== "string" || action === "show") return;
    isUnsaved = action !== "save" && action !== "publish";
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved && document.querySelector("#question-form")) event.preventDefault();
  });
}

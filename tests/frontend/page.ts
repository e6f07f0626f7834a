/** The parts of a page that the code needs, without a browser: its messages, its theme, its events. */
import { forgetMessages } from "../../quizapp/frontend/messages";

class Page extends EventTarget {
  readonly documentElement = { dataset: {} as Record<string, string>, lang: "en" };
  hidden = false;

  constructor(private readonly messages: Record<string, string>) {
    super();
  }

  querySelectorAll(selector: string): { textContent: string }[] {
    return selector === "script[data-messages]" ? [{ textContent: JSON.stringify(this.messages) }] : [];
  }

  querySelector(): null {
    return null;
  }
}

/** Message templates by name; a missing message shows its name, as in a browser. */
export function openPage(messages: Record<string, string> = {}): Page {
  const page = new Page(messages);
  Object.assign(globalThis, { document: page });
  forgetMessages();
  return page;
}

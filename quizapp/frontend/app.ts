/** What every page needs; a lab is fetched only where there is one. */
import htmx from "htmx.org";

import { watchConnection } from "./connection";
import { openDrawers } from "./drawer";
import { enhanceItems } from "./items/items";
import { forgetMessages } from "./messages";
import { offerThemes } from "./theme_choice";

async function wake(root: Element): Promise<void> {
  forgetMessages();
  enhanceItems(root);
  if (!root.querySelector("[data-lab], [data-first-minute]")) return;
  const lab = await import("./lab");
  lab.startLabs(root);
}

offerThemes();
watchConnection();
openDrawers();
void wake(document.body);
htmx.onLoad((element) => {
  if (element !== document.body && element instanceof Element) void wake(element.parentElement ?? element);
});

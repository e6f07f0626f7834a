/** After a prediction is submitted, its networks train in the lab; the result comes hidden and is shown when they finish. */
import { openLab } from "../../frontend/drawer";
import { registerKind } from "../../frontend/items/kinds";
import { announce, message } from "../../frontend/messages";

const MILLISECONDS_TO_WAIT = 20_000;

registerKind({ afterAnswer: unfoldAfterRun });

export function unfoldAfterRun(item: HTMLElement): boolean {
  const result = item.querySelector<HTMLElement>("[data-after-run]");
  const link = item.querySelector<HTMLAnchorElement>("a[data-own-run]");
  const drawer = document.querySelector<HTMLElement>("[data-drawer]");
  if (!result) return false;
  const score = item.querySelector<HTMLElement>(".item-score");
  const show = (): void => {
    for (const part of [result, score]) if (part) part.hidden = false;
  };
  if (!link || !drawer) {
    show();
    return false;
  }
  const waiting = document.createElement("p");
  waiting.className = "unfolding";
  waiting.textContent = message("prediction.running");
  result.before(waiting);

  const unfold = (): void => {
    clearTimeout(timer);
    drawer.removeEventListener("runover", unfold);
    waiting.remove();
    show();
    if (result.isConnected) announce(score?.textContent?.trim() ?? "");
  };
  const timer = setTimeout(unfold, MILLISECONDS_TO_WAIT);
  drawer.addEventListener("runover", unfold);
  void openLab(link, drawer);
  return true;
}

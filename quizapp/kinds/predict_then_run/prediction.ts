/** After a prediction is submitted, its networks train in the lab; the result is shown when they finish. */
import { openLab } from "../../frontend/drawer";
import { registerKind } from "../../frontend/items/kinds";
import { announce, message } from "../../frontend/messages";

const MILLISECONDS_TO_WAIT = 20_000;

registerKind({ afterAnswer: unfoldAfterRun });

export function unfoldAfterRun(item: HTMLElement): boolean {
  const result = item.querySelector<HTMLElement>("[data-after-run]");
  const link = item.querySelector<HTMLAnchorElement>("a[data-run-it]");
  const drawer = document.querySelector<HTMLElement>("[data-drawer]");
  if (!result || !link || !drawer) return false;
  const waiting = document.createElement("p");
  waiting.className = "unfolding";
  waiting.textContent = message("prediction.running");
  result.before(waiting);
  const score = item.querySelector<HTMLElement>(".item-score");
  for (const part of [result, score]) if (part) part.hidden = true;

  const unfold = (): void => {
    clearTimeout(timer);
    drawer.removeEventListener("runover", unfold);
    waiting.remove();
    for (const part of [result, score]) if (part) part.hidden = false;
    if (result.isConnected) announce(score?.textContent?.trim() ?? "");
  };
  const timer = setTimeout(unfold, MILLISECONDS_TO_WAIT);
  drawer.addEventListener("runover", unfold);
  void openLab(link, drawer);
  return true;
}

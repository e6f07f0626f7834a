/** The bundle of every page; that of the lab is loaded only if the page has a lab. */
import htmx from "htmx.org";

import { startEditor } from "./authoring/editor";
import { startImages } from "./authoring/images";
import { watchConnection } from "./connection";
import { keepForms } from "./drafts";
import { openDrawers, reopenDrawer } from "./drawer";
import { startExam } from "./exams/exam";
import { startInside } from "./inside/inside";
import { keepKnobsInLinks } from "./inside/link";
import { startTimers } from "./interview_timer";
import { copyMark, openLinkedItems } from "./items/folds";
import { enhanceItems, focusItem } from "./items/items";
import { keepPlaceOverLanguages, returnAfterSignIn } from "./language_choice";
import { startLive } from "./live";
import { showLocalTimes } from "./local_times";
import { forgetMessages } from "./messages";
import { startRooms } from "./mock_interview";
import { installWorker } from "./offline/install";
import { startOfflineReviews } from "./offline/offline_page";
import { sendOfflineAnswers } from "./offline/sync";
import { followOncallKeys } from "./oncall";
import { offerPasskeys } from "./passkeys";
import { offerPlaying, playImages } from "./played_images";
import { offerPrinting } from "./printing";
import { listenForShortcuts } from "./shortcuts";
import { offerThemes } from "./theme_choice";
import { offerTimeZone } from "./time_zone";
import { letWidePartsScroll, showCurrentTab } from "./wide_parts";

/** A refused form comes back as a page: its first error is what the reader should see. */
function showFirstError(): void {
  const field = document.querySelector<HTMLElement>("main [aria-invalid=true]");
  const place = field ?? document.querySelector<HTMLElement>("main .field-error:not([hidden])");
  if (!place || place.closest("[data-settings]:not([open])")) return;
  place.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

async function wake(root: Element): Promise<void> {
  forgetMessages();
  enhanceItems(root);
  offerPlaying(root);
  letWidePartsScroll(root);
  showCurrentTab(root);
  showLocalTimes(root);
  keepForms(root);
  startTimers(root);
  offerTimeZone(root);
  offerPasskeys(root);
  startExam(root);
  startRooms(root);
  startLive(root);
  for (const place of root.querySelectorAll<HTMLElement>("[data-inside]")) startInside(place);
  for (const place of root.querySelectorAll<HTMLElement>("[data-offline-reviews]")) startOfflineReviews(place);
  if (!root.querySelector("[data-lab], [data-first-minute], [data-all-seeds], [data-map]")) return;
  const lab = await import("./lab");
  lab.startLabs(root);
}

offerThemes();
watchConnection();
openDrawers();
void reopenDrawer();
keepKnobsInLinks();
keepPlaceOverLanguages();
returnAfterSignIn();
startEditor();
startImages();
playImages();
listenForShortcuts();
openLinkedItems();
installWorker();
sendOfflineAnswers();
followOncallKeys();
offerPrinting();
void wake(document.body).then(() => {
  showFirstError();
  document.dispatchEvent(new Event("scriptsready"));
});
htmx.onLoad((element) => {
  if (element === document.body || !(element instanceof HTMLElement)) return;
  void wake(element.parentElement ?? element);
  if (!element.matches("article.item")) return;
  copyMark(element);
  focusItem(element);
});

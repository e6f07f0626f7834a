/** The page of reviews that were taken along: one exercise at a time, its answer kept here, its grade once it is sent. */
import { message } from "../messages";
import type { QueuedAnswer, Settled } from "./queue";
import { queue, sync } from "./sync";

type Packed = Pick<QueuedAnswer, "item" | "variant" | "newest_review" | "title">;

export function startOfflineReviews(page: HTMLElement): void {
  if (page.dataset["awake"]) return;
  page.dataset["awake"] = "true";
  const items = [...page.querySelectorAll<HTMLElement>("[data-offline-item]")];
  const cells = [...page.querySelectorAll<HTMLAnchorElement>(".strip-cell")];

  const variantOf = (item: HTMLElement): string => packedOf(item).variant;
  const answered = (item: HTMLElement): boolean =>
    queue.waiting().some((each) => each.variant === variantOf(item)) ||
    queue.settled().some((each) => each.answer.variant === variantOf(item) && each.outcome.status !== "refused");

  const show = (position: number, focus: boolean): void => {
    items.forEach((item, index) => {
      item.hidden = index !== position;
    });
    cells.forEach((cell, index) => {
      if (index === position) cell.setAttribute("aria-current", "step");
      else cell.removeAttribute("aria-current");
    });
    cells[position]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focus) items[position]?.focus({ preventScroll: true });
  };
  const draw = (): void => {
    for (const [index, item] of items.entries()) drawItem(item, cells[index]);
    drawState(page, items.length > 0 && items.every(answered));
    drawDecisions(page, draw);
    drawSent(page);
  };
  const next = (from: number): void => {
    const order = [...items.keys()].map((index) => (from + 1 + index) % items.length);
    const open = order.find((index) => !answered(items[index] as HTMLElement));
    show(open ?? from, true);
  };

  cells.forEach((cell, index) => {
    cell.addEventListener("click", (event) => {
      event.preventDefault();
      show(index, true);
    });
  });
  items.forEach((item, index) => {
    const form = item.querySelector("form");
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      if ((event as SubmitEvent).submitter?.hasAttribute("data-move")) return;
      queue.replace(answerIn(form, packedOf(item)));
      draw();
      next(index);
      void sync();
    });
  });
  document.addEventListener("offlinesettled", () => {
    const isOfThisPage = items.some(answered);
    const isTouched = items.some((item) => item.querySelector("form")?.dataset["touched"]);
    if (isOfThisPage || isTouched) draw();
    else location.reload(); // drawn before these answers came: what they were to is no longer due
  });
  page.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest<HTMLElement>("form") : null;
    if (form) form.dataset["touched"] = "true";
  });
  page.querySelector("[data-offline-clear]")?.addEventListener("click", () => {
    for (const each of stored()) queue.dismiss(each.answer.key);
    draw();
  });
  draw();
  if (items.length)
    show(
      Math.max(
        0,
        items.findIndex((item) => !answered(item)),
      ),
      false,
    );
}

function packedOf(item: HTMLElement): Packed {
  const form = item.querySelector<HTMLElement>("[data-offline-form]");
  return {
    ...JSON.parse(form?.dataset["offlineForm"] ?? "{}"),
    title: form?.dataset["offlineQuestion"] ?? "",
  } as Packed;
}

function answerIn(form: HTMLFormElement, packed: Packed): QueuedAnswer {
  const entries = [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const textOf = (name: string): string => entries.find((entry) => entry[0] === name)?.[1] ?? "";
  return {
    ...packed,
    key: crypto.randomUUID(),
    answered_at: new Date().toISOString(),
    seconds: textOf("seconds") ? Number(textOf("seconds")) : null,
    confidence: textOf("confidence") ? Number(textOf("confidence")) : null,
    used_hint: form.querySelector("details.hint[data-opened], details.hint[open]") !== null,
    counts_anyway: false,
    fields: entries.filter(([name]) => name === "answer" || name.startsWith("answer.")),
  };
}

function drawItem(item: HTMLElement, cell: HTMLAnchorElement | undefined): void {
  const { variant } = packedOf(item);
  const isWaiting = queue.waiting().some((each) => each.variant === variant);
  const settled = queue.settled().find((each) => each.answer.variant === variant);
  const form = item.querySelector("form");
  const kept = item.querySelector<HTMLElement>("[data-offline-kept]");
  if (form) form.hidden = isWaiting || (settled !== undefined && settled.outcome.status !== "refused");
  if (!kept) return;
  kept.hidden = !isWaiting && !settled;
  kept.replaceChildren(settled ? wordsOf(settled) : message("offline.kept"));
  if (settled?.outcome.address) kept.append(" ", linkTo(settled.outcome.address));
  if (cell) cell.dataset["state"] = settled ? outcomeMark(settled) : isWaiting ? "answered" : "open";
}

function outcomeMark({ outcome }: Settled): string {
  if (outcome.status === "refused" || outcome.score === undefined) return "refused";
  return outcome.score > 0.999 ? "right" : outcome.score > 0 ? "partly" : "wrong";
}

function wordsOf({ outcome }: Settled): string {
  if (outcome.status === "refused") return message("offline.refused", { reason: outcome.message ?? "" });
  const score = percent(outcome.score ?? 0);
  if (outcome.status === "elsewhere") {
    return message("offline.elsewhere", { when: dayOf(outcome.reviewed_at ?? ""), score });
  }
  return outcome.due
    ? message("offline.graded", { score, due: dayOf(`${outcome.due}T12:00`) })
    : message("offline.graded.only", { score });
}

function stored(): Settled[] {
  return queue.settled().filter((each) => each.outcome.status === "stored");
}

function drawSent(page: HTMLElement): void {
  const section = page.querySelector<HTMLElement>("[data-offline-sent]");
  const list = page.querySelector<HTMLElement>("[data-offline-sent-list]");
  if (!section || !list) return;
  section.hidden = !stored().length;
  list.replaceChildren(
    ...stored().map((each) => {
      const entry = document.createElement("li");
      const title = document.createElement("strong");
      title.textContent = each.answer.title ?? "";
      entry.append(title, " ", wordsOf(each));
      if (each.outcome.address) entry.append(" ", linkTo(each.outcome.address));
      return entry;
    }),
  );
}

function drawState(page: HTMLElement, isDone: boolean): void {
  const state = page.querySelector<HTMLElement>("[data-offline-state]");
  if (!state) return;
  const waiting = queue.waiting().length;
  const said = [
    isDone ? message("offline.done") : "",
    waiting ? message("offline.waiting", { count: waiting }) : "",
  ].filter(Boolean);
  state.hidden = !said.length;
  state.textContent = said.join(" ");
}

/** What the learner is asked about: answers to cards that were reviewed elsewhere, and answers that were refused. */
function drawDecisions(page: HTMLElement, drawAll: () => void): void {
  const section = page.querySelector<HTMLElement>("[data-offline-decisions]");
  const list = page.querySelector<HTMLElement>("[data-offline-list]");
  if (!section || !list) return;
  const onPage = [...page.querySelectorAll<HTMLElement>("[data-offline-item]")].map((item) => packedOf(item).variant);
  const open = queue.settled().filter(({ answer, outcome }) => {
    return outcome.status === "elsewhere" || (outcome.status === "refused" && !onPage.includes(answer.variant));
  });
  section.hidden = !open.length;
  list.replaceChildren(
    ...open.map((each) => {
      const entry = document.createElement("li");
      const said = document.createElement("p");
      said.append(wordsOf(each));
      if (each.outcome.address) said.append(" ", linkTo(each.outcome.address));
      const actions = document.createElement("div");
      actions.className = "actions";
      const settle = (counts: boolean): void => {
        queue.again(each.answer.key, counts);
        drawAll();
        void sync();
      };
      const leave = (): void => {
        queue.dismiss(each.answer.key);
        drawAll();
      };
      const isRefused = each.outcome.status === "refused";
      actions.append(
        button(message(isRefused ? "offline.again" : "offline.count"), () => settle(!isRefused)),
        button(message(isRefused ? "offline.discard" : "offline.leave"), leave),
      );
      entry.append(said, actions);
      return entry;
    }),
  );
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function linkTo(address: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = message("offline.open");
  return link;
}

function percent(score: number): string {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(score);
}

function dayOf(moment: string): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" }).format(new Date(moment));
}

/** What is typed in an exam: kept until the server has acknowledged it, sent in order, and never sent as newer than it is. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { bodyOf, SaveQueue } from "../../quizapp/frontend/exams/save_queue";
import { type Listener, Sender } from "../../quizapp/frontend/exams/sender";
import { Network } from "./network";
import { openPage } from "./page";

let network: Network;

beforeEach(() => {
  network = new Network();
  openPage();
});

afterEach(() => network.close());

/** What a browser keeps between its pages. full: whether it takes nothing more. */
class Kept implements Storage {
  readonly entries = new Map<string, string>();
  isFull = false;

  get length(): number {
    return this.entries.size;
  }
  key(place: number): string | null {
    return [...this.entries.keys()][place] ?? null;
  }
  getItem(name: string): string | null {
    return this.entries.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    if (this.isFull) throw new Error("QuotaExceededError");
    this.entries.set(name, value);
  }
  removeItem(name: string): void {
    this.entries.delete(name);
  }
  clear(): void {
    this.entries.clear();
  }
}

function typed(answer: string, change: object = {}): Parameters<SaveQueue["put"]>[1] {
  return { seen: 0, typedWithLeft: 100, fields: [["answer", answer]], isFlagged: null, seconds: 3, ...change };
}

function answersOf(queue: SaveQueue): string[] {
  return queue.waiting().map(({ position, entry }) => `${position}:${entry.fields.map(([, value]) => value).join()}`);
}

function stored(position: number, device = "page", outcome = "stored"): Response {
  const answer = { position, revision: 1, device, isAnswered: true, isFlagged: false };
  return Response.json({ outcome, secondsLeft: 50, problem: null, ...answer });
}

function sender(queue: SaveQueue): { told: string[]; sender: Sender } {
  const told: string[] = [];
  const listener: Listener = {
    saved: ({ position }, { outcome }) => told.push(`${outcome} ${position}`),
    refused: ({ position }) => told.push(`refused ${position}`),
    troubled: (trouble) => trouble && told.push(trouble),
    over: () => told.push("over"),
  };
  return { told, sender: new Sender("/exams/sittings/s", queue, listener) };
}

test("a later page of the exam finds what an earlier one could not send, and a new sitting does not", () => {
  const storage = new Kept();
  new SaveQueue(storage, "s", "before").put(1, typed("a"));
  const after = new SaveQueue(storage, "s", "after");
  after.put(2, typed("b"));
  assert.deepEqual(answersOf(after), ["1:a", "2:b"]);
  assert.ok(after.waitsFor(1));
  assert.deepEqual(answersOf(new SaveQueue(storage, "another", "after")), []);
  after.forgetAll();
  assert.equal(storage.length, 0);
});

test("what is typed while a save is on its way stays when that save is acknowledged", () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a"));
  const [first] = queue.waiting();
  queue.put(1, typed("ab"));
  assert.ok(first);
  queue.acknowledge(first);
  assert.deepEqual(answersOf(queue), ["1:ab"]);
  assert.equal(queue.waiting()[0]?.entry.sequence, 2);
});

test("a flag or the time spent goes along with an answer that waits, and does not make it look newer", () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a", { seen: 4 }));
  queue.put(1, typed("", { typedWithLeft: null, fields: [], isFlagged: true, seen: 9, seconds: 7 }));
  const entry = queue.waiting()[0]?.entry;
  assert.ok(entry);
  assert.deepEqual(Object.fromEntries(bodyOf(entry)), {
    answer: "a",
    device: "page",
    sequence: "2",
    seen: "4",
    seconds: "7.0",
    flagged: "yes",
    typed: "1",
    left: "100.00",
  });
  queue.put(2, typed("", { typedWithLeft: null, fields: [], isFlagged: false }));
  const flag = queue.waiting()[1]?.entry;
  assert.ok(flag);
  assert.equal(bodyOf(flag).get("typed"), null); // the server leaves the answer as it is
});

test("where the browser keeps nothing, or no more, the page itself does", () => {
  const full = new Kept();
  full.isFull = true;
  for (const storage of [null, full]) {
    const queue = new SaveQueue(storage, "s", "page");
    queue.put(1, typed("a"));
    queue.put(2, typed("b"));
    assert.deepEqual(answersOf(queue), ["1:a", "2:b"]);
    for (const each of queue.waiting()) queue.acknowledge(each);
    assert.deepEqual(answersOf(queue), []);
  }
});

test("something unreadable in the storage loses nothing else", () => {
  const storage = new Kept();
  storage.setItem("exam:s:broken", "{");
  const queue = new SaveQueue(storage, "s", "page");
  queue.put(1, typed("a"));
  assert.deepEqual(answersOf(queue), ["1:a"]);
});

test("answers are sent one after the other, those of an earlier page first, each until it is acknowledged", async () => {
  const storage = new Kept();
  new SaveQueue(storage, "s", "before").put(2, typed("old"));
  const queue = new SaveQueue(storage, "s", "page");
  queue.put(1, typed("a"));
  network.answers = [stored(2, "before"), stored(1)];
  const { told, sender: sending } = sender(queue);
  assert.equal(await sending.flush(), true);
  assert.deepEqual(
    network.asked.map((each) => each.replace(/.*items\/(\d) answer=(\w+).*/, "$1 $2")),
    ["2 old", "1 a"],
  );
  assert.deepEqual(told, ["stored 2", "stored 1"]);
});

test("a lost connection keeps everything and is tried again by itself, and at once when the network is back", async () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a"));
  const { told, sender: sending } = sender(queue);
  assert.equal(await sending.flush(), false); // no answer at all
  network.answers = [new Response("", { status: 503 })];
  await network.wait(1000);
  assert.deepEqual(answersOf(queue), ["1:a"]);
  assert.deepEqual(told, ["offline", "offline"]);
  network.answers = [stored(1)];
  dispatchEvent(new Event("online"));
  await network.wait(100);
  assert.deepEqual(answersOf(queue), []);
  assert.equal(told.at(-1), "stored 1");
});

test("an answer that came back broken is sent again: the server knows its number", async () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a"));
  network.answers = [new Response("<html>"), stored(1, "page", "repeated")];
  const { told, sender: sending } = sender(queue);
  await sending.flush();
  await network.wait(15_000);
  assert.deepEqual(told, ["offline", "repeated 1"]);
  const numbers = network.asked.map((each) => new URLSearchParams(each.split(" ")[2]).get("sequence"));
  assert.deepEqual(numbers, ["1", "1"]);
});

test("someone who was signed out keeps what was typed, and is told so", async () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a"));
  network.answers = [new Response("", { status: 403 })];
  const { told, sender: sending } = sender(queue);
  assert.equal(await sending.flush(), false);
  assert.deepEqual(told, ["signed out"]);
  assert.deepEqual(answersOf(queue), ["1:a"]);
});

test("an answer that the server refuses holds up no other", async () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("far too long"));
  queue.put(2, typed("b"));
  network.answers = [new Response("", { status: 413 }), stored(2)];
  const { told, sender: sending } = sender(queue);
  assert.equal(await sending.flush(), true);
  assert.deepEqual(told, ["refused 1", "stored 2"]);
});

test("after the end nothing more is sent", async () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a"));
  queue.put(2, typed("b"));
  network.answers = [new Response("", { status: 409 })];
  const { told, sender: sending } = sender(queue);
  await sending.flush();
  assert.deepEqual(told, ["over"]);
  assert.equal(network.asked.length, 1);
});

test("what is typed while a save is on its way is sent right after it", async () => {
  const queue = new SaveQueue(new Kept(), "s", "page");
  queue.put(1, typed("a"));
  let answer: (response: Response) => void = () => undefined;
  network.answers = [new Promise((resolve) => (answer = resolve)), stored(1)];
  const { sender: sending } = sender(queue);
  const first = sending.flush();
  queue.put(1, typed("ab"));
  assert.equal(await sending.flush(), false); // one at a time
  answer(stored(1));
  assert.equal(await first, true);
  assert.equal(network.asked.length, 2);
  assert.match(network.asked[1] ?? "", /answer=ab/);
});

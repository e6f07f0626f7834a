/** Answers given without a network: sent once, in order, and not forgotten before the server has said what became of them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { OfflineQueue, type Outcome, type QueuedAnswer } from "../../quizapp/frontend/offline/queue";

const STORED: Outcome = { status: "stored", score: 1 };

function memory(): { getItem: (name: string) => string | null; setItem: (name: string, value: string) => void } {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

function answer(name: string): QueuedAnswer {
  return {
    key: name,
    item: "an-item",
    variant: `variant-${name}`,
    newest_review: null,
    answered_at: "2026-11-29T10:00:00Z",
    seconds: null,
    confidence: null,
    used_hint: false,
    counts_anyway: false,
    fields: [["answer", name]],
  };
}

test("answers are sent in the order in which they were given, and each leaves the queue once", async () => {
  const queue = new OfflineQueue(memory());
  for (const name of ["a", "b", "c"]) queue.replace(answer(name));
  const sent: string[] = [];
  const count = await queue.send(async ({ key }) => {
    sent.push(key);
    return STORED;
  });
  assert.equal(count, 3);
  assert.deepEqual(sent, ["a", "b", "c"]);
  assert.deepEqual(queue.waiting(), []);
  assert.equal(queue.settled().length, 3);
});

test("what cannot be sent stays, and so does all that comes after it", async () => {
  const queue = new OfflineQueue(memory());
  for (const name of ["a", "b", "c"]) queue.replace(answer(name));
  await queue.send(async ({ key }) => (key === "b" ? null : STORED));
  assert.deepEqual(
    queue.waiting().map((each) => each.key),
    ["b", "c"],
  );
});

test("a variant is answered once, unless its answer was refused", async () => {
  const queue = new OfflineQueue(memory());
  queue.replace(answer("a"));
  queue.replace({ ...answer("a"), key: "again" });
  assert.equal(queue.waiting().length, 1);
  await queue.send(async () => ({ status: "refused", message: "not a number" }));
  queue.replace({ ...answer("a"), key: "again" });
  assert.deepEqual(
    queue.waiting().map((each) => each.key),
    ["again"],
  );
  assert.deepEqual(queue.settled(), []);
});

test("an answer to a card that was reviewed elsewhere is sent again when it is to count", async () => {
  const queue = new OfflineQueue(memory());
  queue.replace(answer("a"));
  await queue.send(async () => ({ status: "elsewhere", score: 1 }));
  queue.again("a", true);
  assert.equal(queue.settled().length, 0);
  assert.equal(queue.waiting()[0]?.counts_anyway, true);
});

test("storage that was damaged holds no answers", () => {
  const broken = { getItem: () => "{", setItem: () => undefined };
  assert.deepEqual(new OfflineQueue(broken).waiting(), []);
});

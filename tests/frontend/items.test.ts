/** Help with answering an item: drafts, and shapes entered by clicking. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { draftFrom, newest } from "../../quizapp/frontend/drafts";
import { asClock, secondsOf } from "../../quizapp/frontend/interview_timer";
import { typedAmong } from "../../quizapp/frontend/typed_fields";
import { withAxis } from "../../quizapp/kinds/tensor_shape/shape";

test("of a form only what a person fills in is kept", () => {
  const form = new FormData();
  for (const [name, value] of [
    ["csrf_token", "x"],
    ["answer", "b"],
    ["answer.gap", "2"],
    ["variant", "y"],
    ["answer", "c"],
  ]) {
    form.append(name as string, value as string);
  }
  assert.deepEqual(typedAmong(form), [
    ["answer", "b"],
    ["answer.gap", "2"],
    ["answer", "c"],
  ]);
});

test("what was kept comes back as it was", () => {
  const fields = typedAmong([
    ["answer", '梯度 "爆炸"'],
    ["answer.a", ""],
  ]);
  assert.deepEqual(draftFrom(JSON.stringify({ at: 5, fields })), { at: 5, fields });
  assert.deepEqual(draftFrom('{"at": 5, "fields": []}'), { at: 5, fields: [] });
});

test("what is no draft is none", () => {
  for (const text of [
    null,
    "",
    "{",
    "{}",
    "null",
    "7",
    '["answer"]',
    '[["answer"]]',
    '[["a","b","c"]]',
    '{"at":1,"fields":[["a"]]}',
  ]) {
    assert.equal(draftFrom(text), null, String(text));
  }
});

test("what was typed last counts, here or in another browser", () => {
  const [early, late] = [1, 2].map((at) => ({ at, fields: [] }));
  assert.equal(newest(early ?? null, late ?? null), late);
  assert.equal(newest(late ?? null, early ?? null), late);
  assert.equal(newest(null, early ?? null), early);
  assert.equal(newest(null, null), null);
});

test("a clock that runs counts what it had before", () => {
  assert.equal(secondsOf({ before: 3000, since: 10_000 }, 12_000), 5);
  assert.equal(secondsOf({ before: 3000, since: null }, 12_000), 3);
  assert.equal(asClock(125.9), "2:05");
});

test("an axis is added at the end, however much of the shape is written", () => {
  const wanted = "(time, batch, 64)";
  for (const shape of ["(time, batch)", "(time, batch", "(time, batch,", "(time, batch, ", "(time, batch ) "]) {
    assert.equal(withAxis(shape, "64"), wanted, shape);
  }
  assert.deepEqual(
    ["", " ", "(", "()"].map((shape) => withAxis(shape, "time")),
    Array(4).fill("(time)"),
  );
});

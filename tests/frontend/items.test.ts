/** Help with answering an item: drafts, and shapes entered by clicking. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { answersAmong, draftFrom } from "../../quizapp/frontend/items/draft";
import { withAxis } from "../../quizapp/kinds/tensor_shape/shape";

test("of a form only what answers the item is kept", () => {
  const form = new FormData();
  for (const [name, value] of [
    ["csrf", "x"],
    ["answer", "b"],
    ["answer.gap", "2"],
    ["answers", "y"],
    ["answer", "c"],
  ]) {
    form.append(name as string, value as string);
  }
  assert.deepEqual(answersAmong(form), [
    ["answer", "b"],
    ["answer.gap", "2"],
    ["answer", "c"],
  ]);
});

test("what was kept comes back as it was", () => {
  const fields = answersAmong([
    ["answer", '梯度 "爆炸"'],
    ["answer.a", ""],
  ]);
  assert.deepEqual(draftFrom(JSON.stringify(fields)), fields);
  assert.deepEqual(draftFrom("[]"), []);
});

test("what is no draft is none", () => {
  for (const text of [null, "", "{", "{}", "null", "7", '["answer"]', '[["answer"]]', '[["a","b","c"]]']) {
    assert.equal(draftFrom(text), null, String(text));
  }
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

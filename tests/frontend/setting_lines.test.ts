/** Settings and names that the editor suggests: between lines of text and fields, and of several names the last. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { beforeTheLast } from "../../quizapp/frontend/authoring/claims_picker";
import { linesOf, textOf } from "../../quizapp/frontend/authoring/setting_lines";

test("lines become fields and the same lines again", () => {
  const text = "clip.kind: norm\nclip.threshold: 1.0\npenalty: null";
  const lines = linesOf(text);
  assert.deepEqual(lines?.[1], { name: "clip.threshold", value: "1.0" });
  assert.equal(textOf(lines ?? []), text);
  assert.deepEqual(linesOf(""), []);
  assert.equal(textOf([{ name: "", value: "" }]), "");
});

test("a text that is more than lines stays a text", () => {
  for (const text of ["{clip.kind: norm}", "clip:\n  kind: norm", "clip.kind: {a: b}", "just words"]) {
    assert.equal(linesOf(text), null, text);
  }
});

test("the name that is being typed follows those before the last comma", () => {
  assert.deepEqual(beforeTheLast("cla"), { head: "", taken: new Set() });
  assert.deepEqual(beforeTheLast("one,two , th"), { head: "one, two, ", taken: new Set(["one", "two"]) });
  assert.equal(beforeTheLast("甲，乙").head, "甲, ");
});

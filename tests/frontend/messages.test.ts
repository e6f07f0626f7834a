import assert from "node:assert/strict";
import { test } from "node:test";

import { hasMessage, message } from "../../quizapp/frontend/messages";
import { openPage } from "./page";

test("placeholders are filled in, and one without a value stays to be seen", () => {
  openPage({ "queue.many": "{before} before you, {seconds} s" });
  assert.equal(message("queue.many", { before: 2, seconds: 7 }), "2 before you, 7 s");
  assert.equal(message("queue.many", { before: 2 }), "2 before you, {seconds} s");
});

test("a missing message shows its name", () => {
  openPage({ known: "so" });
  assert.equal(message("unknown.name"), "unknown.name");
  assert.deepEqual([hasMessage("known"), hasMessage("unknown.name")], [true, false]);
});

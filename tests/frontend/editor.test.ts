/** The editor keeps what is typed while an entry of a list is added, moved, or removed. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { nameAfter } from "../../quizapp/frontend/authoring/typing";

const OPTION = (index: number, rest = "text.zh"): string => `items.1.options.${index}.${rest}`;

test("an added entry comes last, so every field keeps its name", () => {
  assert.equal(nameAfter(OPTION(0), "add:items.1.options"), OPTION(0));
  assert.equal(nameAfter("title.zh", "add:items:numeric"), "title.zh");
});

test("removing an entry renames the fields after it, and its own are gone", () => {
  assert.equal(nameAfter(OPTION(0), "remove:items.1.options.1"), OPTION(0));
  assert.equal(nameAfter(OPTION(1), "remove:items.1.options.1"), null);
  assert.equal(nameAfter(OPTION(2), "remove:items.1.options.1"), OPTION(1));
  assert.equal(nameAfter("items.2.id", "remove:items.0"), "items.1.id");
});

test("two entries that change places exchange their names", () => {
  assert.equal(nameAfter(OPTION(2), "up:items.1.options.2"), OPTION(1));
  assert.equal(nameAfter(OPTION(1), "up:items.1.options.2"), OPTION(2));
  assert.equal(nameAfter(OPTION(0), "down:items.1.options.0"), OPTION(1));
  assert.equal(nameAfter(OPTION(3), "down:items.1.options.0"), OPTION(3));
});

test("fields of another list with a similar name are not renamed", () => {
  assert.equal(nameAfter("items.10.options.2.id", "remove:items.1.options.0"), "items.10.options.2.id");
  assert.equal(nameAfter("items.1.options_more.2.id", "remove:items.1.options.0"), "items.1.options_more.2.id");
});

/** Times in the reader's zone, over midnight and over a change to daylight saving time. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { localTime } from "../../quizapp/frontend/local_times";

test("a time late in the day in UTC is early on the next day in Shanghai", () => {
  assert.equal(localTime(new Date("2026-11-28T19:49:00Z"), "Asia/Shanghai"), "2026-11-29 03:49");
});

test("midnight is 00:00", () => {
  assert.equal(localTime(new Date("2026-11-28T16:00:00+00:00"), "Asia/Shanghai"), "2026-11-29 00:00");
});

test("daylight saving time is that of the day", () => {
  assert.equal(localTime(new Date("2026-03-08T12:00:00Z"), "America/New_York"), "2026-03-08 08:00");
  assert.equal(localTime(new Date("2026-03-07T12:00:00Z"), "America/New_York"), "2026-03-07 07:00");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { percent, shown, tick } from "../../quizapp/frontend/numbers";

test("numbers of an everyday size are written out with three digits", () => {
  assert.deepEqual(
    [0, 1, 0.25, 12.345, 1234.5, 99_999, -0.5].map((each) => shown(each)),
    ["0", "1", "0.25", "12.3", "1230", "100000", "-0.5"],
  );
  assert.equal(shown(Math.PI, 5), "3.1416");
});

test("large and small numbers are powers of ten with at most two digits", () => {
  assert.equal(shown(1e5), "10⁵");
  assert.equal(shown(0.0001), "10⁻⁴");
  assert.equal(shown(2.345e-7), "2.3×10⁻⁷");
  assert.equal(shown(-4.2e12), "−4.2×10¹²");
  assert.equal(shown(7.7e8, 1), "8×10⁸");
});

test("what rounds up to the next power of ten is that power", () => {
  assert.equal(shown(9.99e6), "10⁷");
  assert.equal(shown(9.99e-7), "10⁻⁶");
});

test("what is no finite number is NaN", () => {
  assert.deepEqual(
    [null, undefined, Number.NaN, Infinity, -Infinity].map((each) => shown(each)),
    Array(5).fill("NaN"),
  );
});

test("the ticks of a logarithmic axis are plain from a hundredth to a thousand, and powers beyond", () => {
  assert.deepEqual([1e-3, 0.01, 1, 1000, 1e4, 1e-12].map(tick), ["10⁻³", "0.01", "1", "1000", "10⁴", "10⁻¹²"]);
  assert.equal(tick(10 ** 4.5), "32000");
});

test("a share is a whole percentage", () => {
  assert.deepEqual([0, 0.004, 0.125, 0.996, 1].map(percent), ["0%", "0%", "13%", "100%", "100%"]);
});

/** The axes of the charts: steps, decades, and the selected step. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Cursor } from "../../quizapp/frontend/charts/cursor";
import { decadeLabel, decades, exponent } from "../../quizapp/frontend/charts/decades";
import { type AxisMode, timeScale } from "../../quizapp/frontend/charts/time_scale";

const MODES: AxisMode[] = ["log", "linear"];

test("each step has its own place, from 0 to 1, and each place leads back to its step", () => {
  for (const mode of MODES) {
    for (const steps of [1, 2, 7, 200, 5000]) {
      const scale = timeScale(steps, mode);
      assert.equal(scale.at(0), 0);
      assert.equal(scale.at(scale.last), 1);
      for (let step = 0; step < steps; step += 1) {
        assert.equal(scale.stepAt(scale.at(step)), step, `${mode} ${steps}`);
        if (step) assert.ok(scale.at(step) > scale.at(step - 1));
      }
    }
  }
});

test("a logarithmic axis gives the first steps more room than the last", () => {
  const scale = timeScale(1000, "log");
  assert.ok(scale.at(10) > 0.3 && scale.at(10) < 0.4);
  assert.equal(timeScale(1001, "linear").at(10), 0.01);
});

test("the ticks are round steps within the axis, each once and in order", () => {
  for (const mode of MODES) {
    for (const steps of [1, 3, 10, 60, 200, 999, 20_000]) {
      const { ticks, last } = timeScale(steps, mode);
      assert.equal(ticks[0], 0);
      assert.ok(ticks.every((tick) => tick <= last));
      assert.deepEqual(
        ticks,
        [...new Set(ticks)].sort((a, b) => a - b),
      );
      assert.ok(ticks.length <= 20, `${mode} ${steps}: ${ticks.join()}`);
    }
  }
  assert.deepEqual(timeScale(200, "log").ticks, [0, 1, 2, 5, 10, 20, 50, 100, 199]);
  assert.deepEqual(timeScale(61, "linear").ticks, [0, 10, 20, 30, 40, 50, 60]);
});

test("a step beyond the axis has a place beyond it", () => {
  for (const mode of MODES) assert.ok(timeScale(100, mode).at(150) > 1);
});

test("the axis of decades holds all positive numbers, in whole decades and few ticks", () => {
  for (const values of [[0.5], [1, 10], [3e-9, 2e7], [0.011, 0.9, 35], [1e-30, 1e30]]) {
    const { min, max, interval } = decades(values);
    assert.ok(10 ** min <= Math.min(...values) && 10 ** max >= Math.max(...values));
    assert.ok([min, max, interval].every(Number.isInteger));
    assert.equal((max - min) % interval, 0);
    assert.ok((max - min) / interval <= 6);
  }
});

test("zeros, negative numbers and gaps do not count on an axis of decades", () => {
  assert.deepEqual(decades([null, undefined, 0, -5, 2, 30]), decades([2, 30]));
  assert.deepEqual(decades([null, 0]), { min: -2, max: 1, interval: 1 });
  assert.deepEqual([exponent(100), exponent(0), exponent(-1), exponent(null)], [2, null, null, null]);
  assert.equal(decadeLabel(-2), "0.01");
});

test("a single spike stays on the axis", () => {
  const level = Array.from({ length: 100 }, (_, step) => 1 + 0.1 * Math.sin(step));
  assert.ok(decades(level.map((value, step) => (step === 50 ? 1e12 : value))).max >= 12);
});

test("the cursor follows the run until someone moves it, and stays within what is known", () => {
  let moves = 0;
  const cursor = new Cursor(() => (moves += 1));
  cursor.extend(10);
  assert.equal(cursor.step, 10);
  cursor.moveTo(4);
  cursor.extend(20);
  assert.equal(cursor.step, 4);
  cursor.moveTo(99);
  assert.equal(cursor.step, 20);
  cursor.moveTo(-3);
  assert.equal(cursor.step, 0);
  cursor.follow();
  assert.equal(cursor.step, 20);
  cursor.extend(-1);
  assert.equal(cursor.step, 0);
  assert.equal(moves, 3);
});

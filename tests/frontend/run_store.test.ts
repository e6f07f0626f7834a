/** The data of a run on a page: its rows, its result, the end of its numbers, the remaining time. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { FrameEvent, ResultEvent } from "#schemas";

import { RunStore } from "../../quizapp/frontend/lab/run_store";
import { stopOf } from "../../quizapp/frontend/lab/stops";
import { TimeLeft } from "../../quizapp/frontend/lab/time_left";
import { openPage } from "./page";

function frame(experiment: number, step: number, rows: FrameEvent["rows"], steps = 10): FrameEvent {
  return { experiment, step, steps, rows };
}

function result(experiment: number, more: Partial<ResultEvent> = {}): ResultEvent {
  return { experiment, first_nonfinite_step: null, steps_done: 10, seconds: 1, layer_names: [], symptoms: [], ...more };
}

function storeOf(...frames: FrameEvent[]): RunStore {
  const store = new RunStore(["baseline", "treated"], 10);
  for (const each of frames) store.add(each);
  return store;
}

test("frames add up, each to its own arm", () => {
  const store = storeOf(frame(0, 2, { loss: [1, 2] }), frame(1, 1, { loss: [9] }), frame(0, 3, { loss: [3] }));
  assert.deepEqual(store.arms[0]?.numbers("loss"), [1, 2, 3]);
  assert.deepEqual(store.arms[1]?.numbers("loss"), [9]);
  assert.deepEqual([store.last, store.step], [2, 3]);
});

test("numbers asked for while a run grows are those of the whole", () => {
  const store = storeOf(frame(0, 1, { loss: [1] }));
  assert.deepEqual(store.arms[0]?.numbers("loss"), [1]);
  store.add(frame(0, 2, { loss: [null] }));
  assert.deepEqual(store.arms[0]?.numbers("loss"), [1, null]);
  assert.deepEqual(store.arms[0]?.numbers("metric"), []);
});

test("a column of parts has the norm of the whole where it is a norm, else its largest part", () => {
  const rows = {
    layer_gradient_norm: [
      [3, 4],
      [3, null],
    ],
    update_ratio: [
      [0.1, 0.7],
      [null, 0.2],
      [null, null],
    ],
  };
  const arm = storeOf(frame(0, 3, rows)).arms[0];
  assert.deepEqual(arm?.numbers("layer_gradient_norm"), [5, null]);
  assert.deepEqual(arm?.numbers("update_ratio"), [0.7, 0.2, null]);
  assert.deepEqual(arm?.matrix("layer_gradient_norm")[0], [3, 4]);
});

test("a single number for each step is a matrix of one column", () => {
  assert.deepEqual(storeOf(frame(0, 2, { loss: [1, null] })).arms[0]?.matrix("loss"), [[1], [null]]);
});

test("progress is the mean of all arms, and one that stopped early is done", () => {
  const store = storeOf(frame(0, 5, { loss: [1] }), frame(1, 1, { loss: [1] }));
  assert.equal(store.progress, 0.3);
  store.conclude(result(1, { steps_done: 1 }));
  assert.equal(store.progress, 0.75);
  assert.equal(new RunStore(["one"], 5).progress, 0);
});

test("started anew, nothing of before is left but the labels", () => {
  const store = storeOf(frame(0, 5, { loss: [1] }, 40));
  assert.equal(store.plannedSteps, 40);
  store.clear();
  assert.deepEqual(
    [store.last, store.plannedSteps, store.arms.map((arm) => arm.label)],
    [-1, 40, ["baseline", "treated"]],
  );
});

test("an event of an experiment that is not shown changes nothing", () => {
  const store = storeOf(frame(7, 5, { loss: [1] }));
  store.conclude(result(7));
  assert.equal(store.last, -1);
});

test("a curve ends at its first number that was not finite", () => {
  openPage({ "stop.loss": "the loss", "stop.overflow": "an overflow", "stop.weights": "weights after {step}" });
  const arm = storeOf(frame(0, 3, { loss: [1, null, null], gradient_norm: [1, 2, null] })).arms[0];
  assert.ok(arm);
  assert.deepEqual(stopOf(arm, "loss"), { step: 1, reason: "the loss" });
  assert.deepEqual(stopOf(arm, "gradient_norm"), { step: 2, reason: "an overflow" });
});

test("or after the step whose weights were not finite", () => {
  openPage({ "stop.weights": "weights after {step}" });
  const store = storeOf(frame(0, 3, { loss: [1, 2, 3] }));
  store.conclude(result(0, { first_nonfinite_step: 2 }));
  assert.ok(store.arms[0] && store.arms[1]);
  assert.deepEqual(stopOf(store.arms[0], "loss"), { step: 3, reason: "weights after 2" });
  assert.equal(stopOf(store.arms[1], "loss"), null);
});

test("gaps in what is measured at some steps only are no end", () => {
  const arm = storeOf(frame(0, 3, { spectral_radius: [1, null, 2] })).arms[0];
  assert.ok(arm);
  assert.equal(stopOf(arm, "spectral_radius", true), null);
});

test("the time left goes by the pace since what had been there before came in", () => {
  const left = new TimeLeft();
  left.note(100, 0.4);
  left.note(100.2, 0.5); // everything at once: it was computed before
  assert.equal(left.seconds(100.8, 0.51), null);
  left.note(102.2, 0.6);
  assert.ok(Math.abs((left.seconds(102.2, 0.6) ?? 0) - 8) < 1e-9);
});

test("nothing is said of a run that is soon over, nor before its first number, nor after a new start", () => {
  const left = new TimeLeft();
  assert.equal(left.seconds(5, 0.9), null);
  left.note(5, 0);
  assert.equal(left.seconds(5.9, 0.9), null);
  assert.ok(left.seconds(5.9, 0.1));
  left.forget();
  assert.equal(left.seconds(5.9, 0.1), null);
});

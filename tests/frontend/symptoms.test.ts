/** The symptoms of a run, in words and on the time axis; the prediction of theory, and the home page's experiment. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { SymptomShown } from "#schemas";

import { timeScale } from "../../quizapp/frontend/charts/time_scale";
import { median, outcome } from "../../quizapp/frontend/lab/first_guess";
import { Arm } from "../../quizapp/frontend/lab/run_store";
import { symptomEvidence, symptomName } from "../../quizapp/frontend/lab/symptoms";
import { theoryOf, theorySentences } from "../../quizapp/frontend/lab/theory_line";
import { marksAt } from "../../quizapp/frontend/lab/timeline";
import { openPage } from "./page";

function symptom(more: Partial<SymptomShown>): SymptomShown {
  const plain = {
    code: "loss_nan" as const,
    first_step: 4,
    evidence: "As found.",
    values: {},
    threshold: 1,
    source: "",
  };
  return { ...plain, follows: null, variant: null, ...more };
}

function armWith(rows: Arm["rows"] = {}, layerNames: string[] = []): Arm {
  const arm = new Arm("Baseline");
  Object.assign(arm.rows, rows);
  arm.result = {
    experiment: 0,
    first_nonfinite_step: null,
    steps_done: 9,
    seconds: 1,
    layer_names: layerNames,
    symptoms: [],
  };
  return arm;
}

test("the evidence has its numbers, shares in percent and layers by name", () => {
  openPage({
    "symptom.dead_units": "Dead units",
    "evidence.dead_units": "{share} of {layer} from {step} on, over {threshold}",
  });
  const found = symptom({ code: "dead_units", values: { share: 0.5, layer: 1 }, threshold: 0.25 });
  assert.equal(symptomName(found), "Dead units");
  assert.equal(symptomEvidence(found, armWith({}, ["hidden 1", "output"])), "50% of output from 4 on, over 0.25");
});

test("layers have their names in the reader's language", () => {
  openPage({
    "evidence.dead_units": "{share} of {layer}",
    "layer.hidden": "第 {number} 隐藏层",
    "layer.output": "输出层",
  });
  const names = ["hidden_1", "output", "unknown_1"];
  const evidence = (layer: number) =>
    symptomEvidence(symptom({ code: "dead_units", values: { share: 0.5, layer } }), armWith({}, names));
  assert.deepEqual([0, 1, 2].map(evidence), ["50% of 第 1 隐藏层", "50% of 输出层", "50% of unknown_1"]);
});

test("the sentence fits what grew: over training, up to an overflow, through time, or through layers", () => {
  openPage({
    "evidence.gradient_growth.training": "training {growth}",
    "evidence.gradient_growth.overflow": "overflow",
    "evidence.gradient_growth.time": "time",
    "evidence.gradient_growth.layers": "layers",
  });
  const growth = (values: SymptomShown["values"]): SymptomShown => symptom({ code: "gradient_growth", values });
  assert.equal(symptomEvidence(growth({ growth: 2e8 }), armWith()), "training 2×10⁸");
  assert.equal(symptomEvidence(growth({ growth: null }), armWith()), "overflow");
  assert.equal(symptomEvidence(growth({}), armWith({ time_gradient_norm: [] })), "time");
  assert.equal(symptomEvidence(growth({}), armWith()), "layers");
});

test("the sentence is the one that the simulator chose, with its own numbers", () => {
  openPage({
    "evidence.gradient_growth.start": "at the start {size}",
    "evidence.gradient_growth.layers": "layers",
    "evidence.updates_clipped": "{share} clipped to {kept}",
  });
  const start = symptom({ code: "gradient_growth", values: { size: 250 }, variant: "start" });
  assert.equal(symptomEvidence(start, armWith({ time_gradient_norm: [] })), "at the start 250");
  const clipped = symptom({ code: "updates_clipped", values: { share: 1, kept: 0.2 }, variant: "" });
  assert.equal(symptomEvidence(clipped, armWith()), "100% clipped to 0.2");
});

test("a symptom without words of its own shows those it came with, and what it follows from", () => {
  openPage({ "symptom.weights_nan": "NaN weights", "symptoms.follows": "It follows from: {name}." });
  assert.equal(symptomEvidence(symptom({}), armWith()), "As found.");
  assert.equal(
    symptomEvidence(symptom({ follows: "weights_nan" }), armWith()),
    "As found. It follows from: NaN weights.",
  );
});

test("marks stand at their steps, in order, and never on each other", () => {
  const scale = timeScale(101, "linear");
  assert.deepEqual(marksAt([50, 90], scale, 1000), [511, 911]);
  const crowded = marksAt([10, 10, 11, 100, 300], scale, 1000);
  assert.equal(crowded[0], 111);
  for (let mark = 1; mark < crowded.length; mark += 1) {
    assert.ok((crowded[mark] as number) - (crowded[mark - 1] as number) > 18, crowded.join());
  }
  const atTheEnd = marksAt([99, 99, 99], scale, 1000);
  assert.ok((atTheEnd[2] as number) < 1016 && (atTheEnd[1] as number) - (atTheEnd[0] as number) > 18);
  assert.deepEqual(marksAt([], scale, 1000), []);
});

test("theory is drawn in the unit of what was measured last", () => {
  const arm = armWith({ layer_gradient_norm: [[8, 3, 2]] });
  arm.prediction = { run: "", experiment: 0, column: "layer_gradient_norm", relative: [4, 2, 1] };
  assert.deepEqual(theoryOf(arm, "layer_gradient_norm"), { values: [8, 4, 2], ratio: 4, measured: 4 });
  assert.equal(theoryOf(arm, "time_gradient_norm"), null);
  arm.rows["layer_gradient_norm"] = [];
  assert.equal(theoryOf(arm, "layer_gradient_norm"), null);
});

test("two arms that begin alike are one sentence, others are one each", () => {
  openPage({ "theory.layers": "{predicted} against {measured}" });
  const arms = [armWith({ layer_gradient_norm: [[8, 2]] }), armWith({ layer_gradient_norm: [[8, 2]] })] as [Arm, Arm];
  for (const arm of arms) arm.prediction = { run: "", experiment: 0, column: "layer_gradient_norm", relative: [5, 1] };
  assert.deepEqual(theorySentences(arms, "layer_gradient_norm"), ["5 against 4"]);
  arms[1].rows["layer_gradient_norm"] = [[6, 2]];
  assert.deepEqual(theorySentences(arms, "layer_gradient_norm"), ["Baseline: 5 against 4", "Baseline: 5 against 3"]);
  arms[0].prediction = null;
  assert.deepEqual(theorySentences(arms, "layer_gradient_norm"), ["Baseline: 5 against 3"]);
});

test("a guess is judged by the loss at the step asked for", () => {
  assert.equal(outcome([10, 9, 7.9], 2), "lower");
  assert.equal(outcome([10, 9, 8], 2), "same");
  assert.equal(outcome([10, 900, 1e9], 2), "same");
  assert.equal(outcome([10, 9, null], 2), "nan");
  assert.equal(outcome([10], 2), "nan");
  assert.equal(outcome([], 2), "nan");
});

test("the median counts what is not finite as the largest", () => {
  assert.equal(median([3, null, 1]), 3);
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median([null, null, 1]), Infinity);
  assert.equal(median([]), Infinity);
});

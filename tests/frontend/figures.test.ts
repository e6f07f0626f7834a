/** The parts of figures before they are drawn: points, marks, ordered lines, tables, an unrolled network. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { UnrolledShown } from "#schemas";

import { marks, points } from "../../quizapp/frontend/charts/marks";
import { timeScale } from "../../quizapp/frontend/charts/time_scale";
import { stepsShown, tabbed } from "../../quizapp/frontend/lab/figure_table";
import { grown } from "../../quizapp/frontend/lab/growth";
import { inOrder } from "../../quizapp/frontend/unrolled/shape_table";
import { bestGuesses } from "../../quizapp/frontend/unrolled/unrolled";
import { openPage } from "./page";

const SCALE = timeScale(101, "linear");
const MARKING = { symbol: "circle", size: 7, color: "black", most: 12, endsEarly: false };

function markedSteps(count: number, more: Partial<typeof MARKING> = {}): number[] {
  const places = Array.from({ length: count }, () => 1);
  const { data } = marks(places, SCALE, { ...MARKING, ...more });
  return (data as ([number, number] | { value: [number, number] })[]).map((each) =>
    SCALE.stepAt((Array.isArray(each) ? each : each.value)[0]),
  );
}

test("a line's points are its places on both axes, and a gap is no number", () => {
  const { data } = points([0.5, null, -2], SCALE);
  assert.deepEqual([...(data as unknown as Float64Array)], [0, 0.5, 0.01, Number.NaN, 0.02, -2]);
});

test("all of a few points are marked; of many the ends, and few between", () => {
  assert.deepEqual(markedSteps(5), [0, 1, 2, 3, 4]);
  const many = markedSteps(100);
  assert.ok(many.includes(0) && many.includes(99) && many.length <= 14, many.join());
  assert.deepEqual(markedSteps(100, { most: 0 }), []);
});

test("a line after which nothing follows ends with a cross", () => {
  const { data } = marks([1, 2, null], SCALE, { ...MARKING, endsEarly: true });
  const [first, last, ...rest] = data as [unknown, { value: number[]; symbol: string }];
  assert.deepEqual([first, last.value, rest], [[0, 1], [0.01, 2], []]);
  assert.match(last.symbol, /^path:/);
});

test("lines come in the order of their growth, those without one last", () => {
  openPage();
  Object.assign(globalThis, { matchMedia: () => ({ matches: false }) });
  const lines = grown(
    [
      [1, 1, null, 4],
      [9, 2, null, 1],
      [null, 3, null, 1],
    ],
    ["a", "b", "c", "d"],
  );
  assert.deepEqual(
    lines.map(({ name, growth }) => [name, growth]),
    [
      ["a", 9],
      ["b", 3],
      ["d", 0.25],
      ["c", Number.NaN],
    ],
  );
  assert.deepEqual(lines[0]?.values, [1, 9, null]);
});

test("of more lines than can be told apart some are chosen, the ends among them", () => {
  const names = Array.from({ length: 50 }, (_, part) => String(part));
  const chosen = grown([names.map(() => 1)], names).map((line) => Number(line.name));
  assert.equal(chosen.length, 12);
  assert.ok(chosen.includes(0) && chosen.includes(49));
});

test("a table shows every so many steps and the last; copied it has all of them in full digits", () => {
  openPage({ "chart.step": "step" });
  assert.deepEqual(stepsShown(8, 3), [0, 3, 6, 7]);
  assert.deepEqual(stepsShown(0, 1), []);
  const columns = [
    { title: "A", values: [0.123456789, null, 3] },
    { title: "B", values: [1] },
  ];
  assert.equal(tabbed(columns, 3), "step\tA\tB\n0\t0.123456789\t1\n1\tNaN\t\n2\t3\t");
});

test("the best guesses of an output are the words with the largest shares", () => {
  const unrolled = { outputs: [[0.1, 0.6, null, 0.3]], output_words: ["a", "b", "c"] } as unknown as UnrolledShown;
  assert.deepEqual(bestGuesses(unrolled, 0, 2), [
    { word: "b", share: 0.6 },
    { word: "3", share: 0.3 },
  ]);
  assert.deepEqual(bestGuesses(unrolled, 9, 2), []);
});

test("arrays are listed in the order in which the numbers flow", () => {
  const names = ["target", "o", "V", "c", "s2", "W2", "b2", "U2", "s1", "b1", "W1", "U1", "x"];
  assert.deepEqual(
    inOrder(names.map((name) => [name, 0])).map(([name]) => name),
    ["x", "U1", "W1", "b1", "s1", "U2", "W2", "b2", "s2", "V", "c", "o", "target"],
  );
});

/** Settings as typed, the button that makes a run fit the limits, and the URL that names a run. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { ProblemDetails } from "#schemas";

import { Nearest } from "../../quizapp/frontend/lab/nearest";
import { addressOfRun } from "../../quizapp/frontend/lab/page_address";
import { documentOf, same, type TypedSetting } from "../../quizapp/frontend/lab/setting_values";
import { openPage } from "./page";

function typed(path: string, text: string, kind: string, isOptional = false): TypedSetting {
  return { path, text, kind, isOptional };
}

test("settings are grouped as an experiment has them", () => {
  const document = documentOf([
    typed("network.kind", "lstm", "choice"),
    typed("network.init.gain", "1.5", "number"),
    typed("network.residual", "true", "switch"),
    typed("network.masked", "false", "switch"),
    typed("steps", "200", "integer"),
  ]);
  const network = { kind: "lstm", init: { gain: 1.5 }, residual: true, masked: false };
  assert.deepEqual(document, { network, steps: 200 });
});

test("a group that is not chosen is absent, and nothing typed is null where that is allowed", () => {
  const document = documentOf([
    typed("clip.kind", "", "choice"),
    typed("penalty.kind", "l2", "choice"),
    typed("penalty.on", "", "choice"),
    typed("truncate", " ", "integer", true),
  ]);
  assert.deepEqual(document, { penalty: { kind: "l2", on: null }, truncate: null });
});

test("what was typed as a number is one, and all else is left for the server to refuse", () => {
  for (const [text, kind, value] of [
    [" 1e-3 ", "number", 0.001],
    ["-.5", "number", -0.5],
    ["3.", "number", 3],
    ["+12", "integer", 12],
    ["1.5", "integer", "1.5"],
    ["0x10", "number", "0x10"],
    ["Infinity", "number", "Infinity"],
    ["fast", "number", "fast"],
    ["", "number", ""],
  ] as const) {
    assert.deepEqual(documentOf([typed("value", text, kind)]), { value }, text);
  }
});

test("two ways to write a number are the same setting; no number is not zero", () => {
  assert.ok(same("1", "1.0") && same(" lstm", "lstm") && same("1e-3", "0.001") && same("", " "));
  assert.ok(!same("", "0") && !same("lstm", "gru") && !same("1", "2"));
});

/** The parts of the button that are used. */
class Button extends EventTarget {
  hidden = true;
  textContent = "";
}

function nearestWith(...places: Record<string, number>[]): { button: Button; nearest: Nearest; runs: string[] } {
  openPage({ "nearest.use": "{setting}: {value}" });
  const [button, runs] = [new Button(), [] as string[]];
  const turned = places.map((values) => ({
    label: (path: string) => (path in values ? path.toUpperCase() : null),
    atMost: (path: string, most: number) => (values[path] = Math.min(values[path] ?? most, most)),
  }));
  const root = { querySelector: () => button } as unknown as Element;
  const nearest = new Nearest(
    root,
    () => turned,
    () => runs.push(JSON.stringify(places)),
  );
  return { button, nearest, runs };
}

function refusal(nearest: ProblemDetails["nearest"]): ProblemDetails {
  return { type: "about:blank", title: "", status: 413, detail: "", errors: [], nearest };
}

test("the button takes the nearest setting that fits and runs, where that setting can be turned", () => {
  const { button, nearest, runs } = nearestWith({ steps: 9 }, { "network.width": 64, steps: 9 });
  nearest.show(refusal({ field: "network.width", value: 32 }));
  assert.deepEqual([button.hidden, button.textContent], [false, "NETWORK.WIDTH: 32"]);
  button.dispatchEvent(new Event("click"));
  assert.deepEqual(runs, ['[{"steps":9},{"network.width":32,"steps":9}]']);
});

test("the button is not there where nothing fits, nor for what cannot be turned on this page", () => {
  const { button, nearest, runs } = nearestWith({ steps: 9 });
  nearest.show(refusal({ field: "steps", value: 3 }));
  assert.equal(button.hidden, false);
  for (const problem of [refusal({ field: "batch_size", value: 2 }), refusal(null), null]) {
    nearest.show(problem);
    assert.equal(button.hidden, true);
  }
  button.dispatchEvent(new Event("click"));
  assert.deepEqual(runs, []);
});

test("the page's address names the run and the settings it is of, beside what it named before", () => {
  const fields: [string, string][] = [
    ["gain", "1.7"],
    ["language", '"zh"'],
  ];
  const address = new URL(addressOfRun("http://host/lab/mlp?gain=1&lang=en#loss", fields, "abc"));
  assert.deepEqual(Object.fromEntries(address.searchParams), { gain: "1.7", lang: "en", language: '"zh"', run: "abc" });
  assert.equal(address.hash, "#loss");
  assert.equal(addressOfRun(address.href, [["gain", "5"]], "abc"), address.href);
  const moved = new URL(addressOfRun(address.href, [["gain", "5"]], null)); // and not run yet
  assert.deepEqual([moved.searchParams.get("gain"), moved.searchParams.get("run")], ["5", "abc"]);
});

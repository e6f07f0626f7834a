/** One run from its request to its end, and its status line. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { EndEvent, ProblemDetails, ResultEvent, RunShown, StandingEvent } from "#schemas";

import { LiveRun } from "../../quizapp/frontend/lab/live_run";
import { RunStore } from "../../quizapp/frontend/lab/run_store";
import { stateInWords } from "../../quizapp/frontend/lab/status";
import { Network, Stream } from "./network";
import { openPage } from "./page";

let network: Network;
let store: RunStore;
let run: LiveRun;
let states: string[];

beforeEach(() => {
  openPage({
    "state.running": "{step} of {steps}",
    "state.left": "{seconds} s left",
    "state.finished": "done in {seconds} s",
    "state.stored": "computed before",
    "state.refused": "refused: {reason}",
    "state.not_cancelled": "goes on: {reason}",
    "queue.next": "next, in {seconds} s",
    "queue.nobody": "no worker",
    "queue.many": "{before} before it, {seconds} s",
  });
  network = new Network();
  states = [];
  store = new RunStore(["baseline"], 5);
  run = new LiveRun(store, () => states.push(run.state));
});

afterEach(() => {
  run.leave();
  network.close();
});

function accepted(status: number, more: Partial<RunShown> = {}): Response {
  return Response.json({ id: "abc", status: "queued", experiments: [{ steps: 40 }], ...more }, { status });
}

function refused(status: number, detail: string): Response {
  const problem: ProblemDetails = { type: "", title: "No", status, detail, errors: [], nearest: null };
  return Response.json(problem, { status });
}

function stand(standing: StandingEvent): void {
  Stream.latest.send("standing", "", standing);
}

function frame(sequence: number, step: number, losses: (number | null)[]): void {
  Stream.latest.send("frame", `1.${sequence}`, { experiment: 0, step, steps: 40, rows: { loss: losses } });
}

function finish(sequence: number): void {
  const result: ResultEvent = {
    experiment: 0,
    first_nonfinite_step: null,
    steps_done: 40,
    seconds: 1.5,
    layer_names: [],
    symptoms: [],
  };
  Stream.latest.send("result", `1.${sequence}`, result);
  Stream.latest.send("end", "", { status: "finished", error: null } satisfies EndEvent);
}

test("a run waits, trains and ends, and the page says so", async () => {
  network.answers = [accepted(202)];
  await run.start({ scenario: "mlp-nan-loss" });
  assert.deepEqual(network.asked, ['POST /api/v1/runs?lang=en {"scenario":"mlp-nan-loss"}']);
  stand({ status: "queued", queued_before: 2, expected_wait_seconds: 9 });
  assert.equal(stateInWords(run), "2 before it, 9 s");
  await network.wait(4_000);
  assert.equal(stateInWords(run), "2 before it, 5 s");
  stand({ status: "queued", queued_before: 2, expected_wait_seconds: null });
  assert.equal(stateInWords(run), "no worker");
  stand({ status: "running", queued_before: null, expected_wait_seconds: null });
  frame(1, 2, [5, 4]);
  assert.equal(stateInWords(run), "2 of 40");
  finish(2);
  assert.deepEqual(store.arms[0]?.numbers("loss"), [5, 4]);
  assert.equal(stateInWords(run), "done in 1.5 s");
  assert.deepEqual([...new Set(states)], ["starting", "queued", "running", "finished"]);
});

test("the time left is told once the pace is known", async () => {
  network.answers = [accepted(202)];
  await run.start({ scenario: "x" });
  frame(1, 0, []);
  await network.wait(2_000);
  frame(2, 10, [1]);
  assert.equal(stateInWords(run), "10 of 40 · 6 s left");
});

test("what was computed before is followed without a stream, and said to be so", async () => {
  network.answers = [accepted(200, { status: "finished" })];
  void run.start({ scenario: "x" });
  await network.wait(100);
  assert.equal(Stream.opened.length, 0);
  assert.equal(run.isStored, true);
  assert.match(network.asked.at(-1) ?? "", /^\/api\/v1\/runs\/abc\/events\/so-far\?lang=en$/);
});

test("a refusal has its reason and its problem; one of the server is a failure", async () => {
  network.answers = [refused(413, "too many steps")];
  await run.start({ experiments: [] });
  assert.equal(stateInWords(run), "refused: too many steps");
  assert.equal(run.problem?.status, 413);
  network.answers = [refused(500, "")];
  await run.start({ experiments: [] });
  assert.deepEqual([run.state, run.reason], ["failed", "No"]);
});

test("without a network it is asked for again until it is there", async () => {
  network.answers = [null, null, accepted(202)];
  void run.start({ scenario: "x" });
  await network.wait(500);
  assert.equal(run.state, "offline");
  await network.wait(7_000);
  assert.deepEqual([run.state, network.asked.length], ["queued", 3]);
});

test("an answer to a request that was given up changes nothing", async () => {
  network.answers = [accepted(202, { id: "first" }), accepted(202, { id: "second" })];
  const first = run.start({ scenario: "x" });
  const second = run.start({ scenario: "y" });
  await Promise.all([first, second]);
  assert.deepEqual([run.id, Stream.opened.length], ["second", 1]);
});

test("a run that started anew begins from nothing", async () => {
  network.answers = [accepted(202)];
  await run.start({ scenario: "x" });
  frame(1, 2, [5, 4]);
  Stream.latest.send("frame", "2.1", { experiment: 0, step: 1, steps: 40, rows: { loss: [7] } });
  assert.deepEqual(store.arms[0]?.numbers("loss"), [7]);
});

test("a cancelled run is asked to stop, and ends when the server says so", async () => {
  network.answers = [accepted(202), new Response()];
  await run.start({ scenario: "x" });
  await run.cancel();
  assert.equal(network.asked.at(-1), "DELETE /api/v1/runs/abc?lang=en");
  assert.equal(stateInWords(run), "state.cancelling");
  Stream.latest.send("end", "", { status: "cancelled", error: null } satisfies EndEvent);
  assert.equal(run.state, "cancelled");
});

test("a server that did not hear it is asked to stop the run again, until the run is over", async () => {
  network.answers = [accepted(202), null, new Response("", { status: 503 }), new Response()];
  await run.start({ scenario: "x" });
  await run.cancel();
  await network.wait(3000);
  assert.equal(stateInWords(run), "state.cancelling");
  await network.wait(3000);
  await network.wait(30_000);
  assert.equal(network.asked.filter((asked) => asked.startsWith("DELETE")).length, 3);
});

test("who may not stop a run reads why, and sees it go on", async () => {
  network.answers = [accepted(202), refused(403, "not yours")];
  await run.start({ scenario: "x" });
  await run.cancel();
  assert.equal(stateInWords(run), "goes on: not yours");
  finish(1);
  Stream.latest.send("end", "", { status: "finished", error: null } satisfies EndEvent);
  assert.equal(run.state, "finished");
});

/** The events of a run over connections that break: by stream, and by polling. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import type { EventList } from "#schemas";

import { EventOrder } from "../../quizapp/frontend/lab/event_order";
import { followEvents } from "../../quizapp/frontend/lab/event_source";
import { Network, Stream } from "./network";
import { openPage } from "./page";

let said: string[];
let network: Network;
let page: ReturnType<typeof openPage>;
let stop: () => void = () => undefined;

function follow(isWhole = false): void {
  stop = followEvents((name, after) => `/${name}?after=${after}`, isWhole, {
    restarted: () => said.push("restarted"),
    event: (name, data) => said.push(`${name} ${data}`),
    standing: ({ status, queued_before }) => said.push(`${status} ${queued_before}`),
    ended: ({ status, error }) => said.push(`${status} ${error}`),
    disconnected: (isForGood) => said.push(isForGood ? "lost" : "offline"),
  });
}

function soFar(status: EventList["status"], ...ids: string[]): Response {
  const events = ids.map((id) => ({ id, event: "frame" as const, data: id }));
  return Response.json({
    status,
    error: null,
    queued_before: null,
    expected_wait_seconds: null,
    events,
  } satisfies EventList);
}

beforeEach(() => {
  page = openPage();
  network = new Network();
  said = [];
});

afterEach(() => {
  stop();
  network.close();
});

test("what comes twice or too late is old, and a new attempt starts over", () => {
  const order = new EventOrder();
  const taken = ["1.1", "1.2", "1.2", "1.1", "1.3", "2.1", "1.4", "2.2"].map((each) => order.take(each));
  assert.deepEqual(taken, ["new", "new", "old", "old", "new", "restarted", "old", "new"]);
  assert.equal(order.position, "2.2");
});

test("a later attempt is no new start for who has seen none", () => {
  const order = new EventOrder();
  assert.equal(order.position, "0.0");
  assert.equal(order.take("3.1"), "new");
});

test("events are passed on in order, and the end ends it", async () => {
  follow();
  Stream.latest.send("standing", "", { status: "queued", queued_before: 2 });
  Stream.latest.send("frame", "1.1", "a");
  Stream.latest.send("frame", "1.1", "a");
  Stream.latest.send("result", "1.2", "b");
  Stream.latest.send("end", "", { status: "finished", error: null });
  assert.deepEqual(said, ["queued 2", 'frame "a"', 'result "b"', "finished null"]);
  assert.equal(Stream.latest.readyState, Stream.CLOSED);
  await network.wait(120_000);
  assert.equal(Stream.opened.length, 1);
});

test("a stream that is silent for too long is opened anew after the last event", async () => {
  follow();
  Stream.latest.send("frame", "1.7", "a");
  await network.wait(30_000);
  assert.equal(Stream.opened.length, 1);
  await network.wait(10_000);
  assert.deepEqual(
    Stream.opened.map((each) => each.address),
    ["/events?after=0.0", "/events?after=1.7"],
  );
  assert.equal(Stream.opened[0]?.readyState, Stream.CLOSED);
});

test("a sign of life keeps a stream that has no news", async () => {
  follow();
  for (let quarter = 0; quarter < 20; quarter += 1) {
    await network.wait(15_000);
    Stream.latest.send("standing", "", { status: "running", queued_before: null });
  }
  assert.equal(Stream.opened.length, 1);
});

test("back on the network it is opened at once, and after a long sleep when it is looked at", async () => {
  follow();
  await network.wait(1_000);
  globalThis.dispatchEvent(new Event("online"));
  assert.equal(Stream.opened.length, 2);
  network.now += 20_000;
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(Stream.opened.length, 2);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(Stream.opened.length, 3);
});

test("an interruption that the browser mends itself is only told", () => {
  follow();
  Stream.latest.fail(false);
  assert.deepEqual(said, ["offline"]);
  assert.deepEqual(network.asked, []);
});

test("where there is no stream to spare, the server is asked again and again until the end", async () => {
  network.answers = [soFar("running", "1.1", "1.2"), soFar("running"), soFar("finished", "1.2", "1.3")];
  follow();
  Stream.latest.fail(true);
  await network.wait(2_000);
  assert.deepEqual(network.asked, ["/events/so-far?after=0.0", "/events/so-far?after=1.2", "/events/so-far?after=1.2"]);
  assert.deepEqual(said, ["frame 1.1", "frame 1.2", "running null", "frame 1.3", "finished null"]);
});

test("what is over is asked for once, without a stream", async () => {
  network.answers = [soFar("finished", "2.1")];
  follow(true);
  await network.wait(60_000);
  assert.deepEqual([said, network.asked.length, Stream.opened.length], [["frame 2.1", "finished null"], 1, 0]);
});

test("no answer, an answer cut short and a busy server are asked again; a run that is gone is lost", async () => {
  network.answers = [
    null,
    new Response('{"events": ['),
    new Response("", { status: 503 }),
    new Response("", { status: 404 }),
  ];
  follow(true);
  await network.wait(5_000);
  assert.deepEqual(said, ["offline", "offline", "offline", "lost"]);
  assert.equal(network.asked.length, 4);
});

test("a run that was given up starts over in the page, too", async () => {
  network.answers = [soFar("running", "1.1"), soFar("finished", "2.1")];
  follow(true);
  await network.wait(1_000);
  assert.deepEqual(said, ["frame 1.1", "restarted", "frame 2.1", "finished null"]);
});

test("once stopped, nothing is asked or told any more", async () => {
  network.answers = [soFar("running", "1.1"), soFar("running", "1.2")];
  follow(true);
  await network.wait(200);
  stop();
  await network.wait(60_000);
  assert.deepEqual([said, network.asked.length], [["frame 1.1"], 1]);
});

test("an answer that comes after the stop says nothing", async () => {
  let answer: (response: Response) => void = () => undefined;
  network.answers = [new Promise<Response>((resolve) => (answer = resolve))];
  follow(true);
  await network.wait(100);
  stop();
  answer(soFar("finished", "1.1"));
  await network.wait(1_000);
  assert.deepEqual(said, []);
});

/** The timing of drawing: slow enough to follow, and rarely enough for the machine. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Pace } from "../../quizapp/frontend/lab/pace";
import { soon } from "../../quizapp/frontend/lab/redraw";

let now = 0;

function pass(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 1) {
    now += 1;
    mock.timers.tick(1);
  }
}

beforeEach(() => {
  now = 0;
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => now);
  Object.assign(globalThis, {
    matchMedia: () => ({ matches: false }),
    requestAnimationFrame: (draw: () => void) => setTimeout(draw, 1),
  });
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("the first steps come one by one, a quarter of a second each; later ones faster", () => {
  const [pace, shown] = [new Pace(), [] as number[]];
  pace.start(
    () => 200,
    () => shown.push(pace.step),
  );
  assert.deepEqual(shown, [1]);
  pass(1_000);
  assert.deepEqual(shown, [1, 2, 3, 4]);
  pass(6_000);
  assert.equal(pace.step, 200);
  assert.deepEqual(
    shown,
    [...shown].sort((a, b) => a - b),
  );
});

test("no step is shown before it is there, and with less motion all that is there comes at once", () => {
  let [ready, shows] = [3, 0];
  const pace = new Pace();
  pace.start(
    () => ready,
    () => (shows += 1),
  );
  pass(5_000);
  assert.deepEqual([pace.step, shows], [3, 3]);
  Object.assign(globalThis, { matchMedia: () => ({ matches: true }) });
  ready = 150;
  pace.start(
    () => ready,
    () => (shows += 1),
  );
  assert.deepEqual([pace.step, shows], [150, 4]);
});

test("it has settled once all that there is was shown", async () => {
  const pace = new Pace();
  pace.start(
    () => 4,
    () => undefined,
  );
  let isSettled = false;
  const settled = pace.settled(() => 4).then(() => (isSettled = true));
  for (let turn = 0; turn < 100 && !isSettled; turn += 1) {
    assert.ok(pace.step < 4 || turn < 99);
    pass(10);
    await Promise.resolve();
    await Promise.resolve();
  }
  await settled;
  assert.equal(pace.step, 4);
});

test("what is asked for in one burst is drawn once, and soon", () => {
  let drawings = 0;
  const draw = soon(() => (drawings += 1));
  for (let request = 0; request < 50; request += 1) draw();
  pass(40);
  assert.equal(drawings, 1);
  pass(5_000);
  assert.equal(drawings, 1);
});

test("however often it is asked for, drawing takes at most a third of the time", () => {
  let drawings = 0;
  const draw = soon(() => {
    drawings += 1;
    now += 100; // as long as it takes
  });
  const start = now;
  while (now - start < 10_000) {
    draw();
    pass(1);
  }
  assert.ok(drawings >= 20 && drawings <= 34, String(drawings));
});

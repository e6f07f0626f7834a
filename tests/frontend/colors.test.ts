/** The colors of heatmaps and of lines. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { diverging, VIRIDIS, viridis } from "../../quizapp/frontend/charts/color_map";
import { commonRange, shadesOf } from "../../quizapp/frontend/charts/heat_range";

test("viridis runs from its dark violet to its yellow, ever lighter", () => {
  assert.deepEqual(
    [viridis(0), viridis(1), viridis(-3), viridis(7)],
    [
      [68, 1, 84],
      [253, 231, 36],
      [68, 1, 84],
      [253, 231, 36],
    ],
  );
  const lightness = Array.from({ length: 101 }, (_, share) => {
    const [red, green, blue] = viridis(share / 100);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  for (let share = 1; share < lightness.length; share += 1) {
    assert.ok((lightness[share] as number) > (lightness[share - 1] as number), String(share));
  }
});

test("as pixels it has 256 shades, all opaque", () => {
  assert.equal(VIRIDIS.length, 256);
  const bytes = new Uint8Array(VIRIDIS.buffer);
  assert.deepEqual([...bytes.slice(0, 4)], [68, 1, 84, 255]);
  assert.ok(bytes.every((byte, index) => index % 4 !== 3 || byte === 255));
});

test("signed numbers are blue below zero and orange above, the stronger the larger", () => {
  assert.match(diverging(-1), / 250\)$/);
  assert.match(diverging(0.2), / 50\)$/);
  assert.equal(diverging(5), diverging(1));
  assert.match(diverging(0), /^oklch\(0\.970 0\.000 /);
});

test("the range of a heatmap leaves out a hundredth at either end, zeros and gaps", () => {
  const column = Array.from({ length: 1000 }, (_, index) => [index + 1]);
  const { low, high } = commonRange([column, [[1e30], ...Array(50).fill([0]), [null]]]);
  assert.ok(low >= 5 && low <= 20, String(low));
  assert.ok(high >= 980 && high <= 1000, String(high));
});

test("numbers that hardly differ get a range with room, and none at all some range", () => {
  assert.deepEqual(commonRange([[[3], [3]]]), { low: 2, high: 4.5 });
  assert.deepEqual(commonRange([[[null]], []]), { low: 0.1, high: 10 });
});

test("a number has the shade of its place in the range, the ends beyond it", () => {
  const shade = shadesOf({ low: 0.01, high: 100 }, true, 256);
  assert.deepEqual([0.01, 1, 100].map(shade), [0, 128, 255]);
  assert.deepEqual([1e-9, 0, -4, 1e9].map(shade), [0, 0, 0, 255]);
  assert.equal(shadesOf({ low: 0, high: 1 }, false, 256)(0.5), 128);
  assert.equal(shadesOf({ low: 2, high: 2 }, true, 256)(2), 0);
});

/** The unrolled graph: words below, hidden states in the middle, outputs above; U, W and V on the arrows. */
import type { UnrolledShown } from "#schemas";

import { diverging } from "../charts/color_map";
import { message } from "../messages";
import { percent, shown } from "../numbers";
import { svg } from "../svg";
import { bestGuesses } from "./unrolled";

const LEFT = 86;
const STRIP = 108;
const BETWEEN = 40;
const PER_ROW = 8;
const CELL = STRIP / PER_ROW;
const OUTPUT_TOP = 8;
const OUTPUT_HEIGHT = 78;
const GAP = 48;

type Cells = (number | null)[];

/** Fill the available width, within limits; a long sequence is wider than its container. */
export function drawGraph(unrolled: UnrolledShown, room: number): SVGSVGElement {
  const count = Math.max(1, unrolled.words.length);
  const column = Math.min(STRIP + 2.4 * BETWEEN, Math.max(STRIP + BETWEEN, (room - LEFT - 8) / count));
  const layers = unrolled.states.length;
  const units = unrolled.states[0]?.[0]?.length ?? 0;
  const stateHeight = gridHeight(units);
  const inputHeight = gridHeight(unrolled.inputs[0]?.length ?? 0);
  const stateTop = (layer: number): number =>
    OUTPUT_TOP + OUTPUT_HEIGHT + GAP + (layers - 1 - layer) * (stateHeight + GAP);
  const inputTop = stateTop(0) + stateHeight + GAP;
  const height = inputTop + inputHeight + 46;
  const width = LEFT + count * column - (column - STRIP) + 8;
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "graph" });
  picture.append(arrowHead());
  const outputOffset = unrolled.words.length - unrolled.outputs.length;

  unrolled.words.forEach((word, time) => {
    const left = LEFT + time * column;
    const middle = left + STRIP / 2;
    picture.append(
      cells(unrolled.inputs[time] ?? [], left, inputTop, "cell-input"),
      svg("text", { x: middle, y: inputTop + inputHeight + 20, class: "graph-word", "text-anchor": "middle" }, word),
      svg(
        "text",
        { x: middle, y: inputTop + inputHeight + 37, class: "graph-note", "text-anchor": "middle" },
        `x${subscript(time)}`,
      ),
    );
    for (let layer = 0; layer < layers; layer += 1) {
      const top = stateTop(layer);
      const below = layer === 0 ? inputTop : stateTop(layer - 1);
      const name = layers > 1 ? String(layer + 1) : "";
      picture.append(
        cells(unrolled.states[layer]?.[time + 1] ?? [], left, top, "cell-state"),
        arrow(middle, below - 4, middle, top + stateHeight + 5, `U${name}`, [middle + 7, below - GAP / 2 + 4]),
        svg("text", { x: left, y: top - 5, class: "graph-note" }, `s${subscript(time)}`),
        stateArrow(time, left, top + stateHeight / 2, column, name),
      );
    }
    if (time >= outputOffset) {
      const top = stateTop(layers - 1);
      picture.append(
        arrow(middle, top - 4, middle, OUTPUT_TOP + OUTPUT_HEIGHT + 5, "V", [middle + 7, top - GAP / 2 + 4]),
        output(unrolled, time - outputOffset, left, time),
      );
    }
  });
  return picture;
}

function stateArrow(time: number, left: number, y: number, column: number, name: string): SVGGElement {
  if (time > 0)
    return arrow(left - column + STRIP + 4, y, left - 4, y, `W${name}`, [left - (column - STRIP) / 2 - 8, y - 7]);
  const start = arrow(left - 36, y, left - 4, y, `W${name}`, [left - 27, y - 7]);
  start.append(svg("text", { x: left - 40, y: y + 4, class: "graph-note", "text-anchor": "end" }, "s₋₁ = 0"));
  return start;
}

function cells(values: Cells, left: number, top: number, className: string): SVGGElement {
  const group = svg("g", { class: className });
  const columns = Math.min(PER_ROW, values.length);
  const indent = (STRIP - columns * CELL) / 2;
  values.forEach((value, index) => {
    const [column, row] = [index % PER_ROW, Math.floor(index / PER_ROW)];
    const cell = svg("rect", {
      x: left + indent + column * CELL + 0.5,
      y: top + row * CELL + 0.5,
      width: CELL - 1.5,
      height: CELL - 1.5,
      rx: 1.5,
      class: value ? "cell" : "cell cell-zero",
    });
    if (value) cell.setAttribute("fill", diverging(value));
    cell.append(svg("title", {}, message("unrolled.cell", { unit: index, value: shown(value) })));
    group.append(cell);
  });
  return group;
}

function output(unrolled: UnrolledShown, index: number, left: number, time: number): SVGGElement {
  const group = svg("g", { class: "graph-output" });
  const target = unrolled.target_words[index] ?? "";
  bestGuesses(unrolled, index, 3).forEach((guess, rank) => {
    const y = OUTPUT_TOP + rank * 19;
    const isTarget = guess.word === target;
    group.append(
      svg("rect", {
        x: left,
        y,
        width: Math.max(1, guess.share * STRIP),
        height: 16,
        "data-share": guess.share,
        "data-whole": STRIP,
        class: isTarget ? "bar bar-target" : "bar",
      }),
      svg("text", { x: left + 3, y: y + 12, class: "graph-guess" }, `${guess.word}${isTarget ? " ✓" : ""}`),
      svg("text", { x: left + STRIP, y: y + 12, class: "graph-share", "text-anchor": "end" }, percent(guess.share)),
    );
  });
  group.append(
    svg(
      "text",
      { x: left, y: OUTPUT_TOP + OUTPUT_HEIGHT - 4, class: "graph-note" },
      `o${subscript(time)} · ${message("unrolled.target", { word: target })}`,
    ),
  );
  return group;
}

function arrow(x1: number, y1: number, x2: number, y2: number, name: string, at: [number, number]): SVGGElement {
  const group = svg("g", { class: `arrow arrow-${name[0]?.toLowerCase() ?? ""}` });
  group.append(
    svg("line", { x1, y1, x2, y2, "marker-end": "url(#arrow-head)" }),
    svg("text", { x: at[0], y: at[1], class: "arrow-name" }, name),
  );
  return group;
}

function arrowHead(): SVGDefsElement {
  const definitions = svg("defs");
  const marker = svg("marker", {
    id: "arrow-head",
    viewBox: "0 0 8 8",
    refX: 6,
    refY: 4,
    markerWidth: 7,
    markerHeight: 7,
    orient: "auto",
  });
  marker.append(svg("path", { d: "M0 0L8 4L0 8z", class: "arrow-head" }));
  definitions.append(marker);
  return definitions;
}

function gridHeight(count: number): number {
  return Math.ceil(count / PER_ROW) * CELL;
}

function subscript(time: number): string {
  return [...String(time)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}

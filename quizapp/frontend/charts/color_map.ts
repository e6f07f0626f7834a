/** Viridis: perceptually uniform, and readable with color blindness and in grayscale. */

const STOPS: readonly [number, number, number][] = [
  [68, 1, 84],
  [71, 39, 119],
  [62, 73, 137],
  [48, 103, 141],
  [37, 130, 142],
  [30, 157, 136],
  [53, 183, 120],
  [109, 206, 88],
  [180, 221, 43],
  [253, 231, 36],
];

export function viridis(share: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const below = Math.min(STOPS.length - 2, Math.floor(place));
  const part = place - below;
  const [first, second] = [STOPS[below], STOPS[below + 1]] as [[number, number, number], [number, number, number]];
  return first.map((channel, index) => Math.round(channel + part * ((second[index] ?? 0) - channel))) as [
    number,
    number,
    number,
  ];
}

/** The same color map in 256 shades, as pixels of an image. */
export const VIRIDIS = Uint32Array.from({ length: 256 }, (_, shade) => {
  const [red, green, blue] = viridis(shade / 255);
  return new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer)[0] as number;
});

/** For signed numbers between -1 and 1: from blue through the background color to orange. */
export function diverging(value: number): string {
  const share = Math.min(1, Math.abs(value));
  const [hue, chroma] = value < 0 ? [250, 0.13] : [50, 0.15];
  return `oklch(${(0.97 - 0.42 * share).toFixed(3)} ${(chroma * share).toFixed(3)} ${hue})`;
}

/** For lines on the page's background: the same order of hues, with enough contrast to be visible. */
export function lineColor(share: number): string {
  const [from, to] = matchesDark() ? [0.32, 0.97] : [0.03, 0.78];
  return `rgb(${viridis(from + share * (to - from)).join(" ")})`;
}

function matchesDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

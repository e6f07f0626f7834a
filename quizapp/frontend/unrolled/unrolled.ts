/** A recurrent network unrolled on one sequence, as the API gives it. */

export interface Unrolled {
  words: string[];
  inputs: (number | null)[][];
  /** layers × (time + 1) × units; the first of each layer is the state before the first word */
  states: (number | null)[][][];
  outputs: (number | null)[][];
  targets: number[];
  target_words: string[];
  output_words: string[];
  shapes: Record<string, [string, number][]>;
}

export interface UnrolledRun {
  experiments: { before: Unrolled; after: Unrolled }[];
}

export interface Guess {
  word: string;
  share: number;
}

export function bestGuesses(unrolled: Unrolled, output: number, count: number): Guess[] {
  const shares = (unrolled.outputs[output] ?? []).map((share) => share ?? 0);
  const ranked = shares.map((share, index) => ({ share, word: unrolled.output_words[index] ?? String(index) }));
  return ranked.sort((a, b) => b.share - a.share).slice(0, count);
}

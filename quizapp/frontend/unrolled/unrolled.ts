/** A recurrent network unrolled on one sequence, as returned by the API. */

import type { UnrolledShown } from "#schemas";

export interface Guess {
  word: string;
  share: number;
}

export function bestGuesses(unrolled: UnrolledShown, output: number, count: number): Guess[] {
  const shares = (unrolled.outputs[output] ?? []).map((share) => share ?? 0);
  const ranked = shares.map((share, index) => ({ share, word: unrolled.output_words[index] ?? String(index) }));
  return ranked.sort((a, b) => b.share - a.share).slice(0, count);
}

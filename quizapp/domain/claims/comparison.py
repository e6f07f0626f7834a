"""Compare a new tally with its record: the rule of `quizapp content verify`.

A record states which of its seeds support the claim. Seeds are a sample, so a count alone proves little. Which
comparison is right depends on the seeds of the new run:

- Recorded seeds, run again. They are not a second sample: with the same simulator, NumPy, BLAS kernel, and processor
  family, every seed must give the recorded result, and one that does not shows that the program has changed.
  Elsewhere rounding differs, and with it the outcome of a run close to a border; if nothing else differs, such a seed
  flips one way as easily as the other. So the seeds that flipped are compared by McNemar's exact test. (Fisher's test,
  which assumes independent samples, has less power.)
- Fresh seeds. Both counts are independent samples, compared by Fisher's exact test. If only some of the seeds were
  recorded, only those are compared.

The count is incompatible with the record if p < 0.01. The result has moved if the new count gives another leaning by
the rule of `verdicts`; this is not checked with fewer seeds than were recorded, since fewer seeds alone can change a
leaning. Either fails. A record of fewer than 100 seeds fails only by the first rule: it is under-recorded, its
leaning may depend on a single seed, and it should be recorded again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizapp.domain.claims.claim import RecordedRun
from quizapp.domain.claims.exact_tests import fisher_p_value, mcnemar_p_value
from quizapp.domain.claims.verification import Tally

SIGNIFICANCE = 0.01  # a correct verdict fails by chance at most once in a hundred tests
PairedOrNot = Literal["pairs", "samples"]


@dataclass(frozen=True)
class Comparison:
    """The comparison of a tally with the record of its test.

    compared: recorded seeds run again, or samples of different seeds. turned: the seeds run again that gave another
    result. p_value: of McNemar's test for pairs, of Fisher's test for samples. has_moved: whether the new count gives
    another leaning. gives_same_bits: whether both computing environments are guaranteed to give the same bits.
    """

    compared: PairedOrNot
    turned: tuple[int, ...]
    p_value: float
    has_moved: bool
    is_under_recorded: bool
    gives_same_bits: bool

    @property
    def is_incompatible(self) -> bool:
        return self.p_value < SIGNIFICANCE

    @property
    def fails(self) -> bool:
        return self.is_incompatible or (self.has_moved and not self.is_under_recorded)

    @property
    def has_program_changed(self) -> bool:
        """Whether seeds flipped that rounding cannot explain: the program changed under the same version."""
        return self.gives_same_bits and bool(self.turned)


def compare(record: RecordedRun, tally: Tally) -> Comparison:
    recorded = dict(record.marks)
    pairs = [
        (seed, recorded[seed], is_now)
        for seed, is_now in zip(tally.seeds, tally.is_as_claimed, strict=True)
        if seed in recorded
    ]
    turned = [(seed, is_now) for seed, was, is_now in pairs if was != is_now]
    has_enough_seeds = len(tally.seeds) >= record.seeds
    return Comparison(
        compared="pairs" if pairs else "samples",
        turned=tuple(seed for seed, _ in turned),
        p_value=_p_of_pairs([is_now for _, is_now in turned]) if pairs else _p_of_samples(record, tally),
        has_moved=has_enough_seeds and tally.leaning != record.leaning,
        is_under_recorded=record.is_under_recorded,
        gives_same_bits=bool(
            record.computed_by
            and tally.computed_by
            and record.computed_by.gives_same_bits_as(tally.computed_by)
        ),
    )


def _p_of_pairs(turned_to: Sequence[bool]) -> float:
    gained = sum(turned_to)
    return mcnemar_p_value(gained, len(turned_to) - gained)


def _p_of_samples(record: RecordedRun, tally: Tally) -> float:
    return fisher_p_value(record.as_claimed, record.seeds, tally.count, len(tally.seeds))

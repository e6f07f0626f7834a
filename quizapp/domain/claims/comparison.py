"""Does what came out now fit what was recorded? The rule of `quizapp content verify`.

A record holds in which of its seeds a test was as claimed. Seeds are a sample, so a count alone proves little; which
comparison is right depends on the seeds that were run now:

- Recorded seeds, run again. They are no second sample: with the same simulator, NumPy, BLAS kernel and processor
  family every seed must come out as recorded, and one that does not shows that the program has changed. Elsewhere
  rounding differs, and with it the end of a run on a border; if nothing else differs, such a seed turns one way as
  easily as the other. So the seeds that turned are compared by McNemar's exact test. (Fisher's, which takes two samples
  for independent, would see less in them.)
- Fresh seeds. Both counts are samples of their own, compared by Fisher's exact test. Where some seeds were recorded
  and others not, the recorded ones are compared.

The count is incompatible with the record if p < 0.01. Beside that, the verdict has moved if the new count leans another
way by the rule of `verdicts`; with fewer seeds than were recorded a leaning may be lost for that alone, so it is not
looked at. Either fails, but for a record of fewer than 100 seeds only the first does: it is under-recorded, its leaning
may turn on a single seed, and it should be recorded anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizapp.domain.claims.claim import Record
from quizapp.domain.claims.exact_tests import fisher_p_value, mcnemar_p_value
from quizapp.domain.claims.verification import Tally

SIGNIFICANCE = 0.01  # a verdict that holds fails by chance once in a hundred tests, at most
PairedOrNot = Literal["pairs", "samples"]


@dataclass(frozen=True)
class Comparison:
    """How a tally stands to the record of its test.

    compared: recorded seeds run again, or samples of different seeds. turned: of the seeds run again, those that
    came out otherwise. p_value: of McNemar's test of pairs, of Fisher's of samples. has_moved: whether the verdict's
    interval lies elsewhere. gives_same_bits: whether both were computed by what is bound to give the same bits.
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
        """Seeds turned where that cannot be rounding: the simulator computes otherwise under the same version."""
        return self.gives_same_bits and bool(self.turned)


def compare(record: Record, tally: Tally) -> Comparison:
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


def _p_of_samples(record: Record, tally: Tally) -> float:
    return fisher_p_value(record.as_claimed, record.seeds, tally.count, len(tally.seeds))

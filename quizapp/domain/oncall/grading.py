"""When a case is valid, and when a fix works: by how many of twenty seeds learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import simulator

SEEDS = 20
WORKS_FROM = 16  # of the seeds, for a fix to count
HEALTHY_FROM = 19  # of the seeds, for the network without the cause, so that chance does not decide
FIXED_FROM = 18  # of the seeds, for the fix that removes the cause
FAILS_UP_TO = 2  # of the seeds, for the network with the cause

# Only what an outcome needs.
_PROBES = simulator.ProbeSettings(
    layers=True, units=False, time=True, weights=False, updates=False, clipping=False, activations=False
)


def on_seeds(experiment: simulator.Experiment, first_seed: int) -> list[simulator.Experiment]:
    """The experiment with twenty seeds from this one on."""
    return [
        experiment.model_copy(update={"seed": first_seed + more, "probes": _PROBES}) for more in range(SEEDS)
    ]


def learned(outcomes: Sequence[simulator.Outcome]) -> int:
    return sum(outcome.code == "healthy" for outcome in outcomes)


def count_learned(experiment: simulator.Experiment, first_seed: int) -> int:
    """Of twenty seeds, computed now."""
    return learned(
        [simulator.outcome_of(trace) for trace in simulator.run_many(on_seeds(experiment, first_seed))]
    )


def works(count: int) -> bool:
    return count >= WORKS_FROM


def is_valid(*, failing: int = 0, healthy: int = SEEDS, fixed: int = SEEDS) -> bool:
    """Whether a case is fair, by how many of twenty seeds learn: with the cause, without it, and with its fix."""
    return failing <= FAILS_UP_TO and healthy >= HEALTHY_FROM and fixed >= FIXED_FROM


@dataclass(frozen=True)
class Grade:
    """knows_cause: whether the planted cause was named. learned: of twenty seeds, with the named fix. has_overspent:
    whether measuring used the minutes kept for the proof.
    """

    WORKS_FROM: ClassVar[int] = WORKS_FROM

    knows_cause: bool
    learned: int
    has_overspent: bool = False

    @property
    def is_fixed(self) -> bool:
        return works(self.learned)

    @property
    def is_solved(self) -> bool:
        """Both count: a fix that works by chance is not a diagnosis, and a diagnosis without a fix helps nobody."""
        return self.knows_cause and self.is_fixed

    @property
    def score(self) -> float:
        """The cause is worth 0.6, a fix that works 0.4."""
        return 0.6 * self.knows_cause + 0.4 * self.is_fixed

"""Surveys: plans and results of many experiments of which only the outcome is kept.

A plan states which experiments run, in which order; everything shown follows from the plan and the outcomes.
"""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import simulator
from quizapp.domain.claims.verdicts import Interval, wilson_interval
from quizapp.domain.experiments.costs import total_cost
from quizapp.domain.experiments.remedies import REMEDIES, DoesNotApply, Remedy
from quizapp.errors import Invalid, Problem

REMEDY_SEEDS = 8
REMEDY_SECONDS = 6.0  # by estimates
LONGER_THAN_ESTIMATED = (
    1.5  # at most, on an idle core: estimates ignore stacking, and networks that overflow end early
)
FINALISTS = 5
PAIR_SEEDS = 20
SHARE_THAT_TELLS = 0.1  # of a batch of runs, whose pace then predicts the rest
ROUND_STEPS = (1, 1.5, 2, 3, 5, 7)
FEWEST_STEPS = 40  # with fewer, an outcome cannot be determined

Outcomes = Mapping[int, simulator.Outcome]  # by position in the plan, as far as known


@dataclass(frozen=True)
class Treatment:
    """A fix (None: unchanged), its experiment, and the positions of its seeds in the plan."""

    remedy: Remedy | None
    experiment: simulator.Experiment
    positions: range


@dataclass(frozen=True)
class RemedyPlan:
    experiments: tuple[simulator.Experiment, ...]
    treatments: tuple[Treatment, ...]
    left_out: tuple[tuple[Remedy, DoesNotApply], ...]  # each with the reason why it does not apply


@dataclass(frozen=True)
class Finding:
    """The result of one fix: outcomes by seed (None: not known yet), and its time relative to the original run."""

    treatment: Treatment
    outcomes: tuple[simulator.Outcome | None, ...]
    relative_cost: float

    @property
    def known(self) -> list[simulator.Outcome]:
        return [outcome for outcome in self.outcomes if outcome is not None]

    @property
    def healthy(self) -> int:
        return sum(outcome.code == "healthy" for outcome in self.known)

    @property
    def level(self) -> float | None:
        """The median of the final levels of the loss."""
        return statistics.median(outcome.level for outcome in self.known) if self.known else None


def fixed(experiment: simulator.Experiment, remedy: Remedy) -> simulator.Experiment:
    """The experiment with a fix. Raises Invalid, naming `remedy`, if the fix changes nothing here."""
    try:
        return remedy.applied_to(experiment)
    except DoesNotApply as why:
        raise Invalid([Problem("remedy", why.reason, why.values)]) from None


def plan_remedies(
    original: simulator.Experiment, seconds: float = REMEDY_SECONDS, remedies: Sequence[Remedy] = REMEDIES
) -> RemedyPlan:
    """The original network and each fix that applies, with the same eight seeds.

    The steps of all are reduced equally to fit the given seconds.
    """
    applied: list[tuple[Remedy | None, simulator.Experiment]] = [(None, original)]
    left_out = []
    for remedy in remedies:
        try:
            applied.append((remedy, remedy.applied_to(original)))
        except DoesNotApply as reason:
            left_out.append((remedy, reason))
    steps = fitting_steps([each for _, each in applied] * REMEDY_SEEDS, seconds)
    treatments: list[Treatment] = []
    experiments: list[simulator.Experiment] = []
    for tried, experiment in applied:
        first = len(experiments)
        experiments += with_seeds(experiment, REMEDY_SEEDS, steps)
        treatments.append(Treatment(tried, experiment, range(first, len(experiments))))
    return RemedyPlan(tuple(experiments), tuple(treatments), tuple(left_out))


def findings(plan: RemedyPlan, outcomes: Outcomes) -> list[Finding]:
    """The fixes, best first: by number of seeds that learn, then by the median level of the loss, then by cost.

    The original network is ranked among them.
    """
    original_cost = simulator.estimate_cost(plan.treatments[0].experiment).seconds
    found = [
        Finding(
            treatment,
            tuple(outcomes.get(position) for position in treatment.positions),
            simulator.estimate_cost(treatment.experiment).seconds / original_cost,
        )
        for treatment in plan.treatments
    ]
    return sorted(found, key=lambda each: (-each.healthy, each.level or 0.0, each.relative_cost))


def finalists(found: Sequence[Finding]) -> list[Remedy]:
    """The fixes of the best findings, worth more updates when the first round had to be shortened."""
    return [finding.treatment.remedy for finding in found if finding.treatment.remedy][:FINALISTS]


def plan_seeds(arms: Sequence[simulator.Experiment]) -> tuple[simulator.Experiment, ...]:
    """Each experiment with 20 seeds, its own first; arm after arm."""
    return tuple(each for arm in arms for each in with_seeds(arm, PAIR_SEEDS, arm.steps))


@dataclass(frozen=True)
class SeedCount:
    """The number of seeds of one arm that learn, with Wilson's interval; for two arms, where the second ended lower."""

    outcomes: tuple[simulator.Outcome | None, ...]
    count: int
    interval: Interval | None


def count_seeds(arms: int, outcomes: Outcomes) -> list[SeedCount]:
    """One count for each arm."""
    counts = []
    for arm in range(arms):
        found = tuple(outcomes.get(arm * PAIR_SEEDS + seed) for seed in range(PAIR_SEEDS))
        known = [outcome for outcome in found if outcome is not None]
        healthy = sum(outcome.code == "healthy" for outcome in known)
        interval = wilson_interval(healthy, len(known)) if known else None
        counts.append(SeedCount(found, healthy, interval))
    return counts


def count_lower(outcomes: Outcomes) -> tuple[int, int]:
    """The number of pairs in which the loss of the second arm ended lower, and the number of pairs known so far."""
    pairs = [(outcomes.get(seed), outcomes.get(PAIR_SEEDS + seed)) for seed in range(PAIR_SEEDS)]
    known = [(first, second) for first, second in pairs if first is not None and second is not None]
    return sum(second.level < first.level for first, second in known), len(known)


def longest_seconds(experiments: Sequence[simulator.Experiment]) -> float:
    """How long a batch of runs takes at most, alone on this machine."""
    return LONGER_THAN_ESTIMATED * total_cost(experiments).seconds


def seconds_left(estimated: float, elapsed: float, share: float) -> float:
    """How long a batch of runs still takes: by its pace, once that says more than the estimate."""
    if share >= SHARE_THAT_TELLS:
        return elapsed * (1.0 - share) / share
    return max(estimated - elapsed, estimated * (1.0 - share) / 2)


def with_seeds(experiment: simulator.Experiment, count: int, steps: int) -> list[simulator.Experiment]:
    """The experiment with that many seeds, its own first, recording only what outcomes need."""
    lighter = experiment.probes.model_copy(update={"units": False, "activations": False})
    return [
        experiment.model_copy(
            update={"seed": experiment.seed + more, "steps": min(steps, experiment.steps), "probes": lighter}
        )
        for more in range(count)
    ]


def fitting_steps(experiments: Iterable[simulator.Experiment], seconds: float) -> int:
    """The estimated number of updates of all that fit into the seconds, at least the number an outcome needs.

    One of a few round numbers: the plan must be the same when the speed of the machine is measured again.
    """
    experiments = list(experiments)
    steps = max(experiment.steps for experiment in experiments)
    fitting = steps * seconds / total_cost(experiments).seconds
    return steps if fitting >= steps else max(FEWEST_STEPS, _round_down(fitting))


def _round_down(steps: float) -> int:
    """The largest of the round numbers 1, 1.5, 2, 3, 5, 7 times a power of ten that is not above."""
    power: float = 10.0 ** math.floor(math.log10(max(1.0, steps)))
    return int(max(each for each in ROUND_STEPS if each * power <= max(1.0, steps)) * power)

"""Surveys: many experiments of which only the outcome is kept, planned and read here.

A plan says which experiments are run, in which order; from it and the outcomes everything shown follows.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import simulator
from quizapp.domain.claims.verdicts import Interval, wilson_interval
from quizapp.domain.experiments.costs import total_cost
from quizapp.domain.experiments.remedies import REMEDIES, DoesNotApply, Remedy

DOCTOR_SEEDS = 8
DOCTOR_SECONDS = 6.0  # by estimate, which knows nothing of stacks: some four in fact
FINALISTS = 5
PAIR_SEEDS = 20
FEWEST_STEPS = 40  # below this no outcome can be told

Outcomes = Mapping[
    int, simulator.Outcome
]  # by the experiment's position in the plan, as far as they are known


@dataclass(frozen=True)
class Treatment:
    """A remedy (None: left as it is), the experiment it makes, and where its seeds stand in the plan."""

    remedy: Remedy | None
    experiment: simulator.Experiment
    positions: range


@dataclass(frozen=True)
class DoctorPlan:
    experiments: tuple[simulator.Experiment, ...]
    treatments: tuple[Treatment, ...]
    left_out: tuple[tuple[Remedy, str], ...]  # with the reason why it does not apply


@dataclass(frozen=True)
class Finding:
    """What one treatment came to: outcomes by seed (None: not known yet) and its cost in time of the sick run's."""

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
        """The median level the loss ended at."""
        return statistics.median(outcome.level for outcome in self.known) if self.known else None


def plan_doctor(
    sick: simulator.Experiment, seconds: float = DOCTOR_SECONDS, remedies: Sequence[Remedy] = REMEDIES
) -> DoctorPlan:
    """The sick network and each of the remedies that applies, from the same eight seeds.

    Steps are cut, for all alike, to what fits into so many seconds.
    """
    applied: list[tuple[Remedy | None, simulator.Experiment]] = [(None, sick)]
    left_out = []
    for remedy in remedies:
        try:
            applied.append((remedy, remedy.applied_to(sick)))
        except DoesNotApply as reason:
            left_out.append((remedy, reason.reason))
    steps = fitting_steps([each for _, each in applied] * DOCTOR_SEEDS, seconds)
    treatments: list[Treatment] = []
    experiments: list[simulator.Experiment] = []
    for tried, experiment in applied:
        first = len(experiments)
        experiments += with_seeds(experiment, DOCTOR_SEEDS, steps)
        treatments.append(Treatment(tried, experiment, range(first, len(experiments))))
    return DoctorPlan(tuple(experiments), tuple(treatments), tuple(left_out))


def findings(plan: DoctorPlan, outcomes: Outcomes) -> list[Finding]:
    """The treatments, best first: by seeds cured, then by the median level of the loss, then by cost.

    The sick network itself stands where it belongs among them.
    """
    sick_cost = simulator.estimate_cost(plan.treatments[0].experiment).seconds
    found = [
        Finding(
            treatment,
            tuple(outcomes.get(position) for position in treatment.positions),
            simulator.estimate_cost(treatment.experiment).seconds / sick_cost,
        )
        for treatment in plan.treatments
    ]
    return sorted(found, key=lambda each: (-each.healthy, each.level or 0.0, each.relative_cost))


def finalists(found: Sequence[Finding]) -> list[Remedy]:
    """The remedies of the best findings: what is worth more updates, when a first round had to be cut short."""
    return [finding.treatment.remedy for finding in found if finding.treatment.remedy][:FINALISTS]


def plan_seeds(arms: Sequence[simulator.Experiment]) -> tuple[simulator.Experiment, ...]:
    """Each experiment from twenty seeds, its own first; arm after arm."""
    return tuple(each for arm in arms for each in with_seeds(arm, PAIR_SEEDS, arm.steps))


@dataclass(frozen=True)
class SeedCount:
    """How many seeds of one arm are healthy, with Wilson's interval; of two arms, where the second ended lower."""

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
    """Of the pairs known so far: in how many the second arm's loss ended lower; and how many are known."""
    pairs = [(outcomes.get(seed), outcomes.get(PAIR_SEEDS + seed)) for seed in range(PAIR_SEEDS)]
    known = [(first, second) for first, second in pairs if first is not None and second is not None]
    return sum(second.level < first.level for first, second in known), len(known)


def with_seeds(experiment: simulator.Experiment, count: int, steps: int) -> list[simulator.Experiment]:
    """The experiment from so many seeds, its own first, recording only what outcomes are told by."""
    lighter = experiment.probes.model_copy(update={"units": False, "activations": False})
    return [
        experiment.model_copy(
            update={"seed": experiment.seed + more, "steps": min(steps, experiment.steps), "probes": lighter}
        )
        for more in range(count)
    ]


def fitting_steps(experiments: Iterable[simulator.Experiment], seconds: float) -> int:
    """How many updates of all of them fit into so many seconds, by estimate; never fewer than an outcome needs."""
    experiments = list(experiments)
    steps = max(experiment.steps for experiment in experiments)
    whole = total_cost(experiments).seconds
    return max(FEWEST_STEPS, min(steps, int(steps * seconds / whole)))

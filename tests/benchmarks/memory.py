"""Spaced repetition, on synthetic learners whose memory is known: reaching a date, and predicting recall."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import Pool
from os import cpu_count

from quizapp.domain.scheduling import policy
from quizapp.domain.scheduling.feasibility import find_ways_out
from quizapp.domain.scheduling.plan import make_plan
from tests.benchmarks.due_list import due_list_promises
from tests.promises import Promise
from tests.quizapp.domain.scheduling.simulated_learners import (
    Outcome,
    Setting,
    practice_at,
    practice_by_plan,
    rmse_of_bins,
)
from tests.quizapp.domain.scheduling.test_plan import TODAY, deck

LEARNERS = 1000
QUICK_LEARNERS = 50
SPREADS = (0.0, 0.1)  # of the parameters of a learner’s memory
RETENTIONS = (0.88, 0.89, 0.9, 0.91, 0.92)
PLANNED_CARDS = 2000
TOPICS = tuple(f"topic-{number}" for number in range(4))


@dataclass(frozen=True)
class Practiced:
    """All learners under one schedule."""

    schedule: str
    outcomes: list[Outcome]

    @property
    def share(self) -> float:
        """Of all cards, those that are recalled with at least 0.9 on the date."""
        return sum(outcome.share_recalled for outcome in self.outcomes) / len(self.outcomes)

    @property
    def reviews(self) -> float:
        return sum(outcome.review_count for outcome in self.outcomes) / len(self.outcomes)

    @property
    def busiest(self) -> float:
        return max(outcome.busiest_seconds for outcome in self.outcomes)

    @property
    def rmse(self) -> float:
        return rmse_of_bins([each for outcome in self.outcomes for each in outcome.reviews])

    @property
    def line(self) -> str:
        return (
            f"{self.schedule:16}  cards at 0.9 {self.share:7.2%}  reviews {self.reviews:6.1f}  "
            f"busiest day {self.busiest / 60:4.0f} min  RMSE(bins) {self.rmse:.4f}"
        )


def practice(spread: float, learners: int) -> list[Practiced]:
    """By the plan first, then at each constant retention."""
    setting = Setting(spread=spread)
    with Pool(cpu_count()) as pool:
        planned = pool.starmap(practice_by_plan, [(seed, setting) for seed in range(learners)], chunksize=10)
        found = [Practiced("plan", planned)]
        for retention in RETENTIONS:
            arguments = [(retention, seed, setting) for seed in range(learners)]
            constant = pool.starmap(practice_at, arguments, chunksize=10)
            found.append(Practiced(f"retention {retention}", constant))
    return found


def memory_promises(spread: float, practiced: list[Practiced]) -> Iterator[Promise]:
    planned, *constant = practiced
    who = f"{len(planned.outcomes)} learners, parameters spread by {spread:.0%}"
    yield Promise(
        f"{who}: 95% of cards are at 0.9 on the date", f"{planned.share:.2%}", planned.share >= 0.95
    )
    enough = [each for each in constant if each.share >= planned.share]
    same = (
        min(enough, key=lambda each: each.reviews) if enough else max(constant, key=lambda each: each.share)
    )
    ratio = planned.reviews / same.reviews
    yield Promise(
        f"{who}: at most 85% of the reviews of constant retention reaching the same",
        f"{ratio:.1%} of {same.schedule}, which reaches {same.share:.2%}",
        ratio <= 0.85,
    )
    cap = Setting().cap_seconds
    yield Promise(f"{who}: no day exceeds the cap", f"{planned.busiest / 60:.0f} min", planned.busiest <= cap)
    yield Promise(
        f"{who}: RMSE(bins) of predicted recall is at most 0.05", f"{planned.rmse:.4f}", planned.rmse <= 0.05
    )


def planning_promises() -> Iterator[Promise]:
    cards = deck(PLANNED_CARDS, topics=len(TOPICS))
    for days in (10, 60, 180):
        policy.forget_policies()
        started = time.process_time()
        make_plan(cards, (), TODAY, TODAY + timedelta(days=days), 3600.0)
        seconds = time.process_time() - started
        yield Promise(
            f"{PLANNED_CARDS} cards are planned to a date {days} days away in 1 s of processor time",
            f"{seconds:.2f} s, with the policy made from nothing",
            seconds <= 1.0,
            decides=False,
        )
    for days, minutes in ((30, 30), (60, 30), (180, 15)):
        policy.forget_policies()
        on, cap = TODAY + timedelta(days=days), 60.0 * minutes
        started = time.process_time()
        plan = make_plan(cards, (), TODAY, on, cap)
        ways_out = find_ways_out(cards, (), TOPICS, TODAY, on, cap)
        seconds = time.process_time() - started
        yield Promise(
            f"{PLANNED_CARDS} cards do not fit into {minutes} min a day for {days} days, which is known with the ways "
            "out in 1 s of processor time",
            f"{seconds:.2f} s, with the policies made from nothing; {len(plan.missed)} missed, {ways_out}",
            seconds <= 1.0 and not plan.is_feasible,
            decides=False,
        )


def memory(learners: int) -> Iterator[tuple[str, list[Promise]]]:
    """Lines of a table with the promises they are judged by."""
    for spread in SPREADS:
        practiced = practice(spread, learners)
        yield "\n".join(each.line for each in practiced), list(memory_promises(spread, practiced))
    yield "", [*planning_promises(), *due_list_promises()]

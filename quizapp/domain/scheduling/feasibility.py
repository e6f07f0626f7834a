"""What would make an infeasible plan feasible: more minutes a day, a later date, or fewer topics; each tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from quizapp.domain.scheduling.cards import Card
from quizapp.domain.scheduling.due import SECONDS_PER_MINUTE
from quizapp.domain.scheduling.plan import Plan, Unseen, make_plan
from quizapp.domain.scheduling.policy import LONGEST_HORIZON

MOST_MINUTES = 24 * 60
MINUTES_TRIED = 4  # times
LATER_BY = (1.25, 1.5, 2.0, 3.0)  # times the days until the date


@dataclass(frozen=True)
class WaysOut:
    """Each of them alone makes the plan feasible; None if that does not, or was not found to.

    topics: those to keep, as many of the learner’s first ones as possible.
    """

    minutes_a_day: int | None
    later_date: date | None
    topics: tuple[str, ...] | None


def find_ways_out(
    cards: Sequence[Card],
    unseen: Sequence[Unseen],
    topics: Sequence[str],
    today: date,
    on: date,
    cap_seconds: float,
) -> WaysOut:
    """topics: in the learner’s order."""

    def is_feasible(on: date, cap: float, kept: Sequence[str]) -> bool:
        some = [card for card in cards if card.topic in kept]
        rest = [each for each in unseen if each.topic in kept]
        return make_plan(some, rest, today, on, cap).is_feasible

    return WaysOut(
        minutes_a_day=_fewest_minutes(cap_seconds, lambda cap: make_plan(cards, unseen, today, on, cap)),
        later_date=_earliest_date(today, on, lambda later: is_feasible(later, cap_seconds, topics)),
        topics=_most_topics(topics, lambda kept: is_feasible(on, cap_seconds, kept)),
    )


def _fewest_minutes(cap_seconds: float, plan_with: Callable[[float], Plan]) -> int | None:
    """To within a few minutes, between the cap and what an unlimited plan would take on its busiest day."""
    unlimited = plan_with(MOST_MINUTES * SECONDS_PER_MINUTE)
    if not unlimited.is_feasible:
        return None
    low = int(cap_seconds / SECONDS_PER_MINUTE)
    high = max(low + 1, ceil(unlimited.busiest_seconds / SECONDS_PER_MINUTE))
    # The mean load is the least that can suffice.
    low = max(
        low, int(sum(day.seconds for day in unlimited.days) / len(unlimited.days) / SECONDS_PER_MINUTE) - 1
    )
    for _ in range(MINUTES_TRIED):
        middle = (low + high) // 2
        if middle <= low:
            break
        if plan_with(middle * SECONDS_PER_MINUTE).is_feasible:
            high = middle
        else:
            low = middle
    return high


def _earliest_date(today: date, on: date, is_feasible: Callable[[date], bool]) -> date | None:
    for times in LATER_BY:
        days = ceil((on - today).days * times)
        if 0 < days <= LONGEST_HORIZON and is_feasible(today + timedelta(days=days)):
            return today + timedelta(days=days)
    return None


def _most_topics(
    topics: Sequence[str], is_feasible: Callable[[Sequence[str]], bool]
) -> tuple[str, ...] | None:
    for count in range(len(topics) - 1, 0, -1):
        if is_feasible(topics[:count]):
            return tuple(topics[:count])
    return None

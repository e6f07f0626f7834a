"""What would make an infeasible plan feasible: more minutes a day, a later date, or fewer topics; each tried."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.due import SECONDS_PER_MINUTE
from quizapp.domain.scheduling.plan import FirstReviews, Plan, Unseen, is_feasible_within, plan_within
from quizapp.domain.scheduling.policy import LONGEST_HORIZON

MOST_MINUTES = 24 * 60
MINUTES_TRIED = 3  # times
LATER_BY = (1.25, 1.5, 2.0, 3.0)  # times the days until the date
LEAST_SHARE_NEEDED = 0.8  # of the time of an unlimited plan: with less, no plan is tried


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
    """topics: in the learner’s order. Only what the time of an unlimited plan does not rule out is tried."""
    first = FirstReviews.of(cards, today, on)
    unlimited = plan_within(first, unseen, MOST_MINUTES * SECONDS_PER_MINUTE)
    needed = sum(day.seconds for day in unlimited.days)
    of_topics = _seconds_by_topic(unlimited, cards, unseen)

    def has_time(on: date, cap: float, kept: Sequence[str] = topics) -> bool:
        least = LEAST_SHARE_NEEDED * min(needed, sum(of_topics.get(topic, 0.0) for topic in kept))
        return least <= cap * (on - today).days

    def is_feasible(cap: float, kept: Sequence[str] = topics) -> bool:
        some = first if kept is topics else first.of_topics(kept)
        rest = [each for each in unseen if each.topic in kept]
        return has_time(on, cap, kept) and is_feasible_within(some, rest, cap)

    def is_feasible_on(later: date) -> bool:
        return has_time(later, cap_seconds) and is_feasible_within(
            FirstReviews.of(cards, today, later), unseen, cap_seconds
        )

    return WaysOut(
        minutes_a_day=_fewest_minutes(unlimited, needed, cap_seconds, is_feasible),
        later_date=_earliest_date(today, on, is_feasible_on),
        topics=_most_topics(topics, lambda kept: is_feasible(cap_seconds, kept)),
    )


def _seconds_by_topic(plan: Plan, cards: Sequence[Card], unseen: Sequence[Unseen]) -> dict[str, float]:
    """What the planned reviews and first answers of each topic take."""
    known: dict[Concept, Card | Unseen] = {card.concept: card for card in cards}
    known.update({each.concept: each for each in unseen})
    found: dict[str, float] = {}
    for day in plan.days:
        for concept in (*day.reviews, *day.first_answers):
            each = known[concept]
            found[each.topic] = found.get(each.topic, 0.0) + each.seconds
    return found


def _fewest_minutes(
    unlimited: Plan, needed: float, cap_seconds: float, is_feasible: Callable[[float], bool]
) -> int | None:
    """To within some minutes, between the mean and the busiest day of an unlimited plan."""
    if not unlimited.is_feasible:
        return None
    mean = needed / len(unlimited.days)
    low = int(max(cap_seconds, LEAST_SHARE_NEEDED * mean) / SECONDS_PER_MINUTE)
    high = max(low + 1, ceil(unlimited.busiest_seconds / SECONDS_PER_MINUTE))
    for step in range(MINUTES_TRIED):
        middle = round((low * 3 + high) / 4) if step == 0 else (low + high) // 2
        if not low < middle < high:
            break
        if is_feasible(middle * SECONDS_PER_MINUTE):
            high = middle
        else:
            low = middle
    return high


def _earliest_date(today: date, on: date, is_feasible: Callable[[date], bool]) -> date | None:
    """The first of some later dates that is feasible, which all later ones then are too."""
    days = (ceil((on - today).days * times) for times in LATER_BY)
    dates = [today + timedelta(days=each) for each in days if (on - today).days < each <= LONGEST_HORIZON]
    place = bisect_left(dates, True, key=is_feasible)
    return dates[place] if place < len(dates) else None


def _most_topics(
    topics: Sequence[str], is_feasible: Callable[[Sequence[str]], bool]
) -> tuple[str, ...] | None:
    for count in range(len(topics) - 1, 0, -1):
        if is_feasible(topics[:count]):
            return tuple(topics[:count])
    return None

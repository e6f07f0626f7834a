"""What to review today, in which order, and what the coming days bring."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from quizapp.domain.scheduling.cards import Card, Concept

SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True)
class DueList:
    """cards: for today, in order. beyond_cap: due, but left for another day by the daily minutes. apart: due, but
    left for tomorrow because a sibling has its turn today.
    """

    cards: tuple[Card, ...]
    beyond_cap: tuple[Card, ...] = ()
    apart: tuple[Card, ...] = ()

    @property
    def seconds(self) -> float:
        return sum(card.seconds for card in self.cards)

    @cached_property
    def of_exercises(self) -> "DueList":
        """Without the on-call cases."""
        return DueList(tuple(card for card in self.cards if not card.is_of_cause))

    @cached_property
    def of_cases(self) -> "DueList":
        """The on-call cases alone."""
        return DueList(tuple(card for card in self.cards if card.is_of_cause))


@dataclass(frozen=True)
class DayLoad:
    """overdue_seconds: of those that were due before; only today has some."""

    day: date
    cards: int
    seconds: float
    overdue_seconds: float = 0.0


def due_list(cards: Iterable[Card], day: date, cap_seconds: float, spent_seconds: float = 0.0) -> DueList:
    """The cards due on this day, those that are closest to being forgotten first, within what is left of the cap."""
    due = [card for card in cards if card.memory.due <= day]
    return select_within_cap(due, cards_reviewed_on(cards, day), day, cap_seconds, spent_seconds)


def cards_reviewed_on(cards: Iterable[Card], day: date) -> frozenset[Concept]:
    return frozenset(card.concept for card in cards if card.memory.day >= day)


def select_within_cap(
    due: Iterable[Card],
    reviewed_today: frozenset[Concept],
    day: date,
    cap_seconds: float,
    spent_seconds: float = 0.0,
    urgency: Callable[[Card], float] | None = None,
) -> DueList:
    """urgency: the greater, the sooner; by default, the probability of having forgotten."""
    rank = urgency or (lambda card: 1.0 - card.recall_on(day))
    in_order = sorted(due, key=lambda card: (-rank(card), card.memory.due, card.concept))
    return choose_within_cap(in_order, reviewed_today, cap_seconds, spent_seconds)


def choose_within_cap(
    in_order: Iterable[Card],
    reviewed_today: frozenset[Concept],
    cap_seconds: float,
    spent_seconds: float = 0.0,
) -> DueList:
    """What fits into the rest of the cap, of cards that are in order."""
    chosen: list[Card] = []
    beyond: list[Card] = []
    apart: list[Card] = []
    taken, room = set(reviewed_today), cap_seconds - spent_seconds
    for card in in_order:
        if card.siblings & taken:
            apart.append(card)
        elif card.seconds > room:
            beyond.append(card)
        else:
            chosen.append(card)
            taken.add(card.concept)
            room -= card.seconds
    return DueList(tuple(chosen), tuple(beyond), tuple(apart))


def forecast(cards: Sequence[Card], today: date, days: int) -> list[DayLoad]:
    """The reviews of each of the coming days if every due card is reviewed and recalled; what is overdue is today’s."""
    by_day: dict[date, list[Card]] = {today + timedelta(days=offset): [] for offset in range(days)}
    for card in cards:
        day = max(card.memory.due, today)
        if day in by_day:
            by_day[day].append(card)
    return [
        DayLoad(
            day,
            len(some),
            sum(card.seconds for card in some),
            sum(card.seconds for card in some if card.memory.due < today),
        )
        for day, some in by_day.items()
    ]


def usual_seconds(times: Sequence[float], default: float) -> float:
    """The median of a learner’s times, once there are three."""
    if len(times) < 3:
        return default
    ordered = sorted(times)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2

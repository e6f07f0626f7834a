"""The rules of an exam: its exercises, its time, and who may take it how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from quizapp.domain.text import ContentModel, Slug

MOST_ITEMS = 60
MOST_MINUTES = 480
MOST_ATTEMPTS = 20
LONGEST_GRACE_SECONDS = 3600
USUAL_GRACE_SECONDS = 120

Level = Literal[1, 2, 3]


class Filter(ContentModel):
    """So many exercises of these topics and levels; of all if none is named."""

    topics: tuple[Slug, ...] = Field(default=(), max_length=20)
    levels: tuple[Level, ...] = Field(default=(), max_length=3)
    count: int = Field(ge=1, le=MOST_ITEMS)

    def accepts(self, topic: str, level: int) -> bool:
        return (not self.topics or topic in self.topics) and (not self.levels or level in self.levels)


class FixedSet(ContentModel):
    """The same exercises for everybody, each with numbers of its own."""

    kind: Literal["fixed"] = "fixed"
    items: tuple[Slug, ...] = Field(min_length=1, max_length=MOST_ITEMS)


class DrawnSet(ContentModel):
    """Exercises that are drawn for each sitting."""

    kind: Literal["drawn"] = "drawn"
    filters: tuple[Filter, ...] = Field(min_length=1, max_length=20)

    @property
    def count(self) -> int:
        return sum(each.count for each in self.filters)


class ExamRules(ContentModel):
    """attempts: how often one learner may take it; None for as often as they like. grace_seconds: for which answers
    are still accepted after the end, since a connection may be lost then. opens_at, closes_at: when it can be taken.
    """

    selection: Annotated[FixedSet | DrawnSet, Field(discriminator="kind")]
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    attempts: int | None = Field(default=None, ge=1, le=MOST_ATTEMPTS)
    grace_seconds: int = Field(default=USUAL_GRACE_SECONDS, ge=0, le=LONGEST_GRACE_SECONDS)
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None

    @property
    def item_count(self) -> int:
        is_fixed = isinstance(self.selection, FixedSet)
        return len(self.selection.items) if is_fixed else self.selection.count  # type: ignore[union-attr]


RULES = TypeAdapter(ExamRules)


@dataclass(frozen=True)
class Allowance:
    """What differs for one learner: more time, or another window, as an assignment gives it."""

    extra_seconds: int = 0
    attempts: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


AS_FOR_EVERYBODY = Allowance()


@dataclass(frozen=True)
class Window:
    """When an exam can be begun. At its end, everybody has to be done."""

    opens_at: datetime | None
    closes_at: datetime | None

    def state_at(self, moment: datetime) -> Literal["early", "open", "past"]:
        if self.opens_at is not None and moment < self.opens_at:
            return "early"
        return "past" if self.closes_at is not None and moment >= self.closes_at else "open"


def window_of(rules: ExamRules, allowance: Allowance = AS_FOR_EVERYBODY) -> Window:
    return Window(allowance.opens_at or rules.opens_at, allowance.closes_at or rules.closes_at)


def attempts_of(rules: ExamRules, allowance: Allowance = AS_FOR_EVERYBODY) -> int | None:
    return rules.attempts if allowance.attempts is None else allowance.attempts


def end_of_sitting(
    rules: ExamRules, started_at: datetime, allowance: Allowance = AS_FOR_EVERYBODY
) -> datetime:
    """After the minutes of the exam, with the learner’s extra time; not after its window."""
    end = started_at + timedelta(minutes=rules.minutes, seconds=allowance.extra_seconds)
    closes_at = window_of(rules, allowance).closes_at
    return end if closes_at is None else min(end, closes_at)


@dataclass(frozen=True)
class Clock:
    """The time of one sitting, by the clock of the server."""

    started_at: datetime
    closes_at: datetime
    grace_seconds: int

    @property
    def accepts_until(self) -> datetime:
        return self.closes_at + timedelta(seconds=self.grace_seconds)

    def accepts(self, moment: datetime) -> bool:
        return moment <= self.accepts_until

    def seconds_left(self, moment: datetime) -> float:
        """Until the end, without the grace period; never negative."""
        return max(0.0, (self.closes_at - moment).total_seconds())

    def seconds_late(self, moment: datetime) -> float:
        """After the grace period."""
        return max(0.0, (moment - self.accepts_until).total_seconds())


def share_out(count: int, names: Sequence[str]) -> dict[str, int]:
    """As evenly as possible, the first ones getting what is left over; those that get nothing are left out."""
    each, over = divmod(count, len(names))
    shares = {name: each + (position < over) for position, name in enumerate(names)}
    return {name: share for name, share in shares.items() if share}

"""From the attempts of a learner at an assignment to its score, always worked out again, never stored.

Each answer is worth its score, less what the late rule takes off for the days after the due time; nothing after the
closing time. An attempt is worth the mean of its answers, an exercise without an answer 0. Which attempt counts, the
rules say: the best, the last, or the first. An attempt that is not handed in counts, as it stands, from the due time
on.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from quizapp.domain.classes.rules import AssignmentRules
from quizapp.domain.classes.times import days_after


class State(enum.StrEnum):
    """Of an assignment for a learner. MISSING: the due time has passed without an answer."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    STARTED = "started"
    GRADING = "grading"
    DONE = "done"
    MISSING = "missing"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Allowance:
    """What differs for one learner. attempts: in place of the assignment’s. extra_minutes: in an exam."""

    extra_minutes: int = 0
    attempts: int | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    is_excused: bool = False


@dataclass(frozen=True)
class Terms:
    """The rules of an assignment as they are for one learner. zone: of the class, whose days count as late days."""

    rules: AssignmentRules
    zone: str
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    attempts: int | None
    extra_minutes: int = 0
    is_excused: bool = False

    def state_at(self, moment: datetime) -> Literal["early", "open", "past"]:
        if self.opens_at is not None and moment < self.opens_at:
            return "early"
        return "past" if self.closes_at is not None and moment >= self.closes_at else "open"

    def is_due(self, moment: datetime) -> bool:
        """Whether the due time has passed, or, without one, the closing time."""
        last = self.due_at or self.closes_at
        return last is not None and moment > last

    def days_late(self, at: datetime) -> int:
        return days_after(self.due_at, at, self.zone) if self.due_at else 0

    def kept(self, at: datetime) -> float:
        """The share of a score that an answer at this time keeps."""
        if self.closes_at is not None and at > self.closes_at:
            return 0.0
        return max(0.0, 1.0 - (self.rules.late_percent or 0) / 100 * self.days_late(at))


def terms_for(
    rules: AssignmentRules,
    zone: str,
    times: tuple[datetime | None, datetime | None, datetime | None],
    allowance: Allowance | None = None,
) -> Terms:
    """times: opening, due, and closing. Without a late rule, an assignment closes when it is due. A learner’s own due
    time moves the closing time along, if that would come before it.
    """
    own = allowance or Allowance()
    opens_at, due_at, closes_at = times
    due_at = own.due_at or due_at
    if rules.late_percent is None and due_at is not None:
        closes_at = own.closes_at or due_at
    else:
        closes_at = own.closes_at or closes_at
    if closes_at is not None and due_at is not None:
        closes_at = max(closes_at, due_at)
    attempts = rules.attempts if own.attempts is None else own.attempts
    return Terms(rules, zone, opens_at, due_at, closes_at, attempts, own.extra_minutes, own.is_excused)


@dataclass(frozen=True)
class Answered:
    """An answered part of an attempt: an exercise, or a case. score: None until it is graded."""

    score: float | None
    at: datetime


@dataclass(frozen=True)
class Work:
    """One attempt. parts: None for what is not answered. handed_in_at: None as long as it can go on. name: of what its
    page shows. ends_at: of an exam, whose answers are known only then.
    """

    number: int
    name: str
    started_at: datetime
    parts: tuple[Answered | None, ...]
    handed_in_at: datetime | None = None
    ends_at: datetime | None = None

    def is_sat_at(self, moment: datetime) -> bool:
        """Whether it is an exam that is being taken."""
        return self.handed_in_at is None and self.ends_at is not None and moment <= self.ends_at

    @property
    def answered(self) -> tuple[Answered, ...]:
        return tuple(part for part in self.parts if part is not None)

    @property
    def is_graded(self) -> bool:
        return all(part.score is not None for part in self.answered)


@dataclass(frozen=True)
class Marked:
    """An attempt with its score. raw: without what lateness takes off. days_late: of its last answer."""

    work: Work
    raw: float
    score: float
    days_late: int

    @property
    def lost(self) -> float:
        return self.raw - self.score


@dataclass(frozen=True)
class Standing:
    """What an assignment is worth to a learner now. score: None if it does not count yet, or is excused."""

    terms: Terms
    state: State
    marked: tuple[Marked, ...] = ()
    counted: Marked | None = None
    works: tuple[Work, ...] = ()

    @property
    def score(self) -> float | None:
        if self.counted is not None:
            return self.counted.score
        return 0.0 if self.state is State.MISSING else None

    @property
    def is_late(self) -> bool:
        return self.counted is not None and self.counted.days_late > 0

    @property
    def attempts_left(self) -> int | None:
        attempts = self.terms.attempts
        return None if attempts is None else max(0, attempts - len(self.works))


def mark(work: Work, terms: Terms) -> Marked:
    count = max(1, len(work.parts))
    raw = sum(part.score or 0.0 for part in work.answered) / count
    score = sum((part.score or 0.0) * terms.kept(part.at) for part in work.answered) / count
    return Marked(work, raw, score, max((terms.days_late(part.at) for part in work.answered), default=0))


def standing_of(terms: Terms, works: Sequence[Work], moment: datetime) -> Standing:
    """works: in their order."""
    works = tuple(works)
    if terms.is_excused:
        return Standing(terms, State.EXCUSED, tuple(mark(each, terms) for each in works), works=works)
    is_due = terms.is_due(moment)
    counting = [
        work for work in works if work.is_graded and (work.handed_in_at or (is_due and work.answered))
    ]
    marked = tuple(mark(work, terms) for work in counting)
    if counted := _counted(marked, terms):
        return Standing(terms, State.DONE, marked, counted, works)
    return Standing(terms, _state_without_score(terms, works, moment, is_due=is_due), works=works)


def _counted(marked: Sequence[Marked], terms: Terms) -> Marked | None:
    if not marked:
        return None
    if terms.rules.counting == "best":
        return max(marked, key=lambda each: (each.score, -each.work.number))
    return marked[-1] if terms.rules.counting == "last" else marked[0]


def _state_without_score(terms: Terms, works: Sequence[Work], moment: datetime, *, is_due: bool) -> State:
    if any(work.answered and not work.is_graded for work in works):
        return State.GRADING
    if is_due and not any(work.is_sat_at(moment) for work in works):
        return State.MISSING
    if works:
        return State.STARTED
    return State.NOT_OPEN if terms.state_at(moment) == "early" else State.OPEN


@dataclass(frozen=True)
class Total:
    """points, of: what was reached, and what could be reached in the assignments that count by now."""

    points: float
    of: float

    @property
    def share(self) -> float | None:
        return self.points / self.of if self.of else None


def total_of(standings: Iterable[Standing]) -> Total:
    """The weighted sum of the scores that there are."""
    counted = [(each.terms.rules.points, score) for each in standings if (score := each.score) is not None]
    return Total(sum(points * score for points, score in counted), sum(points for points, _ in counted))

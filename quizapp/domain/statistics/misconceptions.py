"""Misconceptions: by claim and week, how many of the first answers to exercises about it were wrong."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

FEWEST_LEARNERS = 5  # before anything is shown: less would tell who answered what
FEWEST_ANSWERS = 5  # before a cell is shaded


@dataclass(frozen=True)
class ClaimAnswer:
    """A learner’s first answer to an exercise about a claim. week: its Monday."""

    learner: Hashable
    claim: str
    week: date
    is_wrong: bool


@dataclass(frozen=True)
class WrongShare:
    wrong: int
    count: int

    @property
    def value(self) -> float | None:
        """None with too few answers."""
        return self.wrong / self.count if self.count >= FEWEST_ANSWERS else None


@dataclass(frozen=True)
class Misconception:
    """cells: by week, in the order of `MisconceptionMap.weeks`."""

    claim: str
    total: WrongShare
    cells: tuple[WrongShare, ...]


@dataclass(frozen=True)
class MisconceptionMap:
    """rows: those with the largest share of wrong answers first; empty with too few learners."""

    weeks: tuple[date, ...]
    rows: tuple[Misconception, ...]
    learners: int


def map_of(answers: Iterable[ClaimAnswer], most_weeks: int = 8) -> MisconceptionMap:
    """Of the last weeks in which somebody answered."""
    every = list(answers)
    learners = len({each.learner for each in every})
    if learners < FEWEST_LEARNERS:
        return MisconceptionMap((), (), learners)
    weeks = tuple(sorted({each.week for each in every})[-most_weeks:])
    recent = [each for each in every if each.week in weeks]
    rows = [_row(claim, recent, weeks) for claim in sorted({each.claim for each in recent})]
    rows.sort(key=lambda row: -(row.total.value if row.total.value is not None else -1.0))
    return MisconceptionMap(weeks, tuple(rows), learners)


def _row(claim: str, answers: list[ClaimAnswer], weeks: tuple[date, ...]) -> Misconception:
    own = [each for each in answers if each.claim == claim]
    return Misconception(
        claim, _share(own), tuple(_share([each for each in own if each.week == week]) for week in weeks)
    )


def _share(answers: list[ClaimAnswer]) -> WrongShare:
    return WrongShare(sum(each.is_wrong for each in answers), len(answers))

"""Topic by skill: how often right at the first try, and which cell would help most."""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from quizapp.domain.progress.answers import Answer, Novelty
from quizapp.domain.progress.shares import Share

TARGET = 0.8
FEWEST_ANSWERS = 3  # of a cell that is proposed
PRIOR_RIGHT, PRIOR_COUNT = 1.6, 2.0  # as if two answers had been as the target has it

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


@dataclass(frozen=True)
class Cell:
    """item_count: of the published bank; 0 if the topic has no item of the skill. sureness: the mean confidence at
    first tries, from 0 to 1; None if never asked.
    """

    share: Share
    item_count: int
    sureness: float | None = None

    @property
    def shortfall(self) -> float:
        """How far below the target, drawn to it while there are few answers."""
        estimate = (self.share.right + PRIOR_RIGHT) / (self.share.count + PRIOR_COUNT)
        return max(0.0, TARGET - estimate)

    @property
    def overconfidence(self) -> float:
        if self.sureness is None or not self.share.count:
            return 0.0
        return max(0.0, self.sureness - self.share.value)

    @property
    def need(self) -> float:
        """What practice would bring: the shortfall and the overconfidence, over all its items, with diminishing
        returns.
        """
        if self.share.count < FEWEST_ANSWERS or not self.item_count:
            return 0.0
        return (self.shortfall + 0.5 * self.overconfidence) * math.sqrt(self.item_count)


@dataclass(frozen=True)
class Matrix(Generic[Row, Column]):
    cells: Mapping[tuple[Row, Column], Cell]

    def row(self, row: Row) -> Cell:
        return _sum(cell for (each, _), cell in self.cells.items() if each == row)

    def column(self, column: Column) -> Cell:
        return _sum(cell for (_, each), cell in self.cells.items() if each == column)

    @property
    def most_helpful(self) -> tuple[Row, Column] | None:
        """The cell whose practice would help most; None if all that were tried are at the target."""
        needed = [place for place, cell in self.cells.items() if cell.need > 0]
        return max(needed, key=lambda place: self.cells[place].need) if needed else None


def matrix_of(
    answers: Iterable[tuple[Answer, Novelty]],
    place_of: Mapping[str, tuple[Row, Column]],
) -> Matrix[Row, Column]:
    """Of the first tries at these items. place_of: the row and column of each item of the bank, by its id."""
    items: dict[tuple[Row, Column], int] = {}
    for place in place_of.values():
        items[place] = items.get(place, 0) + 1
    counts = {place: [0, 0, 0, 0] for place in items}  # right, answers, sum of confidences, their number
    for answer, novelty in answers:
        if answer.item_id not in place_of or novelty is Novelty.AGAIN:
            continue
        found = counts[place_of[answer.item_id]]
        found[0] += answer.is_right
        found[1] += 1
        if answer.confidence is not None:
            found[2] += answer.confidence
            found[3] += 1
    return Matrix(
        {
            place: Cell(Share(right, count), items[place], sure / asked / 100 if asked else None)
            for place, (right, count, sure, asked) in counts.items()
        }
    )


def _sum(cells: Iterable[Cell]) -> Cell:
    share, items = Share(0, 0), 0
    for cell in cells:
        share += cell.share
        items += cell.item_count
    return Cell(share, items)

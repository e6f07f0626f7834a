"""Answers in the order of time, and what each was: new, a fresh variant, a repetition, or the same once more."""

import enum
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

SAME_SITTING = timedelta(hours=12)


class Answer(NamedTuple):
    """concept: what the item asks about. numbers: what was drawn for its variant, in any form that can be compared.

    confidence: how sure the learner was, in percent; None if not asked.
    """

    item_id: str
    concept: Hashable
    numbers: str
    moment: datetime
    is_right: bool
    confidence: int | None = None
    is_second_try: bool = False


class Novelty(enum.Enum):
    NEW = "new"  # the first answer about its concept
    FRESH = "fresh"  # the concept was asked before, but not with this item and these numbers
    REPEATED = "repeated"  # this item with these numbers was answered before
    AGAIN = "again"  # a second try, or the same once more in the same sitting


def with_novelty(answers: Iterable[Answer]) -> Iterator[tuple[Answer, Novelty]]:
    """Each answer, in the order of time, with what it was. All but AGAIN are first tries."""
    last: dict[tuple[str, str], datetime] = {}
    known: set[Hashable] = set()
    for answer in answers:
        variant = answer.item_id, answer.numbers
        before = last.get(variant)
        if answer.is_second_try or (before is not None and answer.moment - before < SAME_SITTING):
            novelty = Novelty.AGAIN
        elif before is not None:
            novelty = Novelty.REPEATED
        else:
            novelty = Novelty.FRESH if answer.concept in known else Novelty.NEW
        last[variant] = answer.moment
        known.add(answer.concept)
        yield answer, novelty

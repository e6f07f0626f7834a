"""Ids that tell a key: learners can read the ids of parts before they answer."""

import re
from collections.abc import Iterable
from itertools import pairwise

from quizapp.errors import N_

VERDICTS = {"right", "wrong", "correct", "incorrect", "distractor"}
VERDICTS_ALONE = {"true", "false", "key", "answer"}  # within a longer id, they are words of its subject

TELLS_VERDICT = N_(
    "Learners can see this id, and it tells whether the part is right. Choose an id that says what the part is about."
)
TELLS_ORDER = N_("Learners can see the ids, and these count up in the correct order. Choose ids that do not.")
TELLS_MATCHES = N_(
    "Learners can see the ids, and those on both sides count up in parallel. Choose ids that do not."
)

_END = re.compile(r"^(?P<stem>.*?)(?P<place>\d+|(?<![a-z])[a-z])$")


def tells_verdict(part_id: str) -> bool:
    return part_id in VERDICTS_ALONE or not VERDICTS.isdisjoint(part_id.split("-"))


def count_up(part_ids: Iterable[str]) -> bool:
    """Whether the ids are numbered one after the other, such as a, b, c or step-1, step-2."""
    found = [_END.match(part_id) for part_id in part_ids]
    numbered = [(match["stem"], _number(match["place"])) for match in found if match]
    return len(numbered) == len(found) and all(
        stem == next_stem and number + 1 == next_number
        for (stem, number), (next_stem, next_number) in pairwise(numbered)
    )


def _number(place: str) -> int:
    return int(place) if place.isdigit() else ord(place)

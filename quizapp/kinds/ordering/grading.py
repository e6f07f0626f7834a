"""An answer is the list of the entries' ids in the order given, with partial credit for pairs in the right order."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.kinds.item import shuffled
from quizapp.kinds.ordering.model import Entry, Ordering
from quizapp.kinds.refutable import Wrong


def grade(item: Ordering, answer: Any) -> Grade:
    """Kendall's tau between the given and the right order, at least zero: a random order scores little."""
    key = [entry.id for entry in item.entries]
    is_list_of_words = isinstance(answer, list | tuple) and all(isinstance(part, str) for part in answer)
    if not is_list_of_words or sorted(answer) != sorted(key):
        raise MalformedAnswer(
            "List each of these once, in order: %(entries)s.", entries=", ".join(sorted(key))
        )
    place = {entry_id: position for position, entry_id in enumerate(answer)}
    pairs = list(combinations(key, 2))
    kept = sum(place[first] < place[second] for first, second in pairs)
    score = max(0.0, 2 * kept / len(pairs) - 1)
    parts = tuple(
        PartFeedback(entry.id, "right" if place[entry.id] == position else "wrong", entry.feedback)
        for position, entry in enumerate(item.entries)
    )
    return Grade(score=score, key=key, parts=parts)


def wrong_in(item: Ordering, answer: Any) -> Wrong:
    """The entries that come before the one that precedes them."""
    given = answer if isinstance(answer, list | tuple) else ()
    place = {entry_id: position for position, entry_id in enumerate(given)}
    for before, entry in pairwise(item.entries):
        if entry.id in place and place[entry.id] < place.get(before.id, -1):
            yield entry.id, entry


def right_answer(item: Ordering, language: Language) -> list[str]:
    return [entry.id for entry in item.entries]


def wrong_answers(item: Ordering) -> Iterator[list[str]]:
    yield [entry.id for entry in reversed(item.entries)]


def entries_in_order(item: Ordering, seed: int) -> tuple[Entry, ...]:
    """In any order with the same chance: an order that never occurred would be the right one."""
    return shuffled(item.entries, item.id, seed)


def rearranged(answer: list[str], move: str) -> list[str]:
    """The order after one entry is moved: `<id>:up` or `<id>:down`."""
    entry, _, direction = move.rpartition(":")
    if entry not in answer or direction not in ("up", "down"):
        return answer
    here = answer.index(entry)
    there = here - 1 if direction == "up" else here + 1
    if not 0 <= there < len(answer):
        return answer
    moved = list(answer)
    moved[here], moved[there] = moved[there], moved[here]
    return moved

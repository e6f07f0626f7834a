"""Choose the exercises of a sitting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from quizapp.domain.exams.rules import DrawnSet, ExamRules, Filter, FixedSet


@dataclass(frozen=True)
class Candidate:
    """concept: what it asks about; a sitting asks about as many as possible."""

    item_id: str
    topic: str
    level: int
    concept: str


def count_matching(each: Filter, candidates: Iterable[Candidate]) -> int:
    return sum(each.accepts(candidate.topic, candidate.level) for candidate in candidates)


def choose_items(rules: ExamRules, candidates: Sequence[Candidate], random: Random) -> list[str]:
    """The ids of the exercises of one sitting, in its order. Those that no longer exist are left out."""
    return choose_from(rules.selection, candidates, random)


def choose_from(selection: FixedSet | DrawnSet, candidates: Sequence[Candidate], random: Random) -> list[str]:
    if isinstance(selection, FixedSet):
        known = {candidate.item_id for candidate in candidates}
        return [item for item in selection.items if item in known]
    return _draw(selection, candidates, random)


def _draw(selection: DrawnSet, candidates: Sequence[Candidate], random: Random) -> list[str]:
    """The narrowest filters choose first, so that wider ones do not take what only these accept."""
    chosen: list[Candidate] = []
    by_width = sorted(selection.filters, key=lambda each: count_matching(each, candidates))
    for each in by_width:
        fitting = [c for c in candidates if each.accepts(c.topic, c.level) and c not in chosen]
        random.shuffle(fitting)
        for _ in range(each.count):
            asked = {candidate.concept for candidate in chosen}
            fitting.sort(key=lambda candidate: candidate.concept in asked)
            if fitting:
                chosen.append(fitting.pop(0))
    order = {candidate.item_id: position for position, candidate in enumerate(candidates)}
    return sorted((candidate.item_id for candidate in chosen), key=order.__getitem__)

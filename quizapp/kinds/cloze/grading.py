"""An answer is {"gap-id": option id, number or words, …}; each gap earns its share."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.cloze.gaps import Gap
from quizapp.kinds.cloze.model import Cloze
from quizapp.kinds.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.kinds.named import read_named
from quizapp.kinds.refutable import Wrong


def grade(item: Cloze, answer: Any) -> Grade:
    given = read_named(answer, [gap.id for gap in item.gaps])
    parts = tuple(_part(gap, given) for gap in item.gaps)
    return Grade(
        score=sum(part.outcome == "right" for part in parts) / len(parts),
        key={gap.id: gap.key_in_json for gap in item.gaps},
        parts=parts,
    )


def _part(gap: Gap, given: dict[str, Any]) -> PartFeedback:
    if gap.id not in given:
        return PartFeedback(gap.id, "missed", gap.feedback)
    try:
        is_right, said = gap.judge(given[gap.id])
    except MalformedAnswer as malformed:
        raise malformed.in_part(gap.id) from None
    feedback = said.feedback if said else None
    return PartFeedback(gap.id, "right" if is_right else "wrong", feedback or gap.feedback)


def wrong_in(item: Cloze, answer: Any) -> Wrong:
    given = read_named(answer, [gap.id for gap in item.gaps])
    for gap in item.gaps:
        if gap.id in given:
            is_right, chosen = gap.judge(given[gap.id])
            if chosen is not None and not is_right:
                yield gap.id, chosen


def right_answer(item: Cloze, language: Language = "en") -> dict[str, Any]:
    return {gap.id: gap.right_answer(language) for gap in item.gaps}


def wrong_answers(item: Cloze) -> Iterator[dict[str, Any]]:
    key = right_answer(item)
    for gap in item.gaps:
        yield from ({**key, gap.id: wrong} for wrong in gap.wrong_answers())

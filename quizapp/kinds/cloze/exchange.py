"""A text with blanks, in the common form of quiz formats."""

from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.cloze.gaps import ChoiceGap, NumberGap
from quizapp.kinds.cloze.model import Cloze
from quizapp.kinds.exchange import (
    Amount,
    Blank,
    Blanks,
    Exchange,
    OneOf,
    Say,
    asked_amount,
    asked_options,
    asked_phrase,
    drafted_amount,
    drafted_options,
    drafted_phrase,
    numbered,
)


def _draft(form: Blanks, say: Say) -> dict[str, Any]:
    gaps = [
        {"id": gap_id, "feedback": say(blank.feedback), **_gap(blank, say)}
        for gap_id, blank in numbered(form.blanks)
    ]
    return {"text": say(form.text), "gaps": gaps}


def _gap(blank: Blank, say: Say) -> dict[str, Any]:
    if isinstance(blank.asked, OneOf):
        options = drafted_options(blank.asked.options, say)
        for option in options:
            if not option["feedback"]:
                del option["feedback"]
        return {"kind": "choice", "options": options}
    if isinstance(blank.asked, Amount):
        return {"kind": "number", **drafted_amount(blank.asked, say)}
    return {"kind": "words", **drafted_phrase(blank.asked, say)}


def _asked(item: Cloze, language: Language) -> Blanks:
    text, blanks = item.text.in_language(language), []
    for number, gap in enumerate(item.gaps, start=1):
        text = text.replace(f"{{{{{gap.id}}}}}", f"\ue000{number}\ue001")
        blanks.append(Blank(_asked_gap(gap, language), gap.feedback.in_language(language)))
    return Blanks(text.replace("\ue000", "{{").replace("\ue001", "}}"), tuple(blanks))


def _asked_gap(gap: Any, language: Language) -> Any:
    if isinstance(gap, ChoiceGap):
        return OneOf(asked_options(gap.options, language))
    if isinstance(gap, NumberGap):
        return asked_amount(gap, language)
    return asked_phrase(gap, language)


EXCHANGE = Exchange(form=Blanks, draft=_draft, asked=_asked, parts=lambda form: form.blanks, bounds=(1, 12))

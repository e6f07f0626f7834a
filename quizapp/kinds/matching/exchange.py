"""Two sides to match, in the common form of quiz formats."""

from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.exchange import Exchange, Pair, Paired, Say, unordered
from quizapp.kinds.matching.model import Matching


def _draft(form: Paired, say: Say) -> dict[str, Any]:
    ids = [str(10 + place) for place in unordered(form.right)]
    left = [
        {
            "id": chr(ord("a") + place),
            "text": say(pair.text),
            "match": ids[pair.match],
            "feedback": say(pair.feedback),
        }
        for place, pair in enumerate(form.left)
    ]
    right = [{"id": ids[place], "text": say(text)} for place, text in enumerate(form.right)]
    return {"left": left, "right": right}


def _asked(item: Matching, language: Language) -> Paired:
    places = {each.id: place for place, each in enumerate(item.right)}
    left = [
        Pair(each.text.in_language(language), places[each.match], each.feedback.in_language(language))
        for each in item.left
    ]
    return Paired(tuple(left), tuple(each.text.in_language(language) for each in item.right))


EXCHANGE = Exchange(
    form=Paired,
    draft=_draft,
    asked=_asked,
    parts=lambda form: form.left if len(form.right) <= 10 else form.right,
    bounds=(2, 8),
)

"""Texts with blanks in Moodle’s notation, such as `{1:SHORTANSWER:=Paris}`."""

import re

from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.written_answers import spread_at, spread_of
from quizapp.formats.exchange.written_texts import TEX
from quizapp.kinds.exchange import Amount, Blank, Blanks, OneOf, Phrase

_SIGNS = {"{": "&#123;", "}": "&#125;", "~": "&#126;", "#": "&#35;", '"': "&quot;"}
_SPECIAL = re.compile(r"&#?\w+;|\\(?=[~=#{}\"'\\/])|(?<=\\)\\|[{}~#\"]")
_PLACE = re.compile(r"\{\{(\d+)\}\}")
_MARK = re.compile("\ue030(\\d+)\ue031")


def embedded(asked: Blanks) -> str:
    """The HTML of the text with its blanks."""
    html = TEX.html(_PLACE.sub("\ue030\\1\ue031", asked.text))
    return _MARK.sub(lambda found: _blank(asked.blanks[int(found[1]) - 1]), html)


def _blank(blank: Blank) -> str:
    asked = blank.asked
    if isinstance(asked, OneOf):
        answers = [
            f"{'=' if each.correct else ''}{_said(TEX.inline(each.text))}"
            + _feedback(joined([blank.feedback, each.feedback]) if each.correct else each.feedback)
            for each in asked.options
        ]
        return f"{{1:MULTICHOICE:{'~'.join(answers)}}}"
    if isinstance(asked, Amount):
        right = f"={float(asked.key)!r}:{spread_of(asked)!r}{_feedback(blank.feedback)}"
        wrong = [
            f"%0%{value!r}:{spread_at(asked, value)!r}{_feedback(said)}" for value, said in asked.mistakes
        ]
        return f"{{1:NUMERICAL:{'~'.join([right, *wrong])}}}"
    return f"{{1:SHORTANSWER:{'~'.join(_words(asked, blank.feedback))}}}"


def _words(asked: Phrase, feedback: str) -> list[str]:
    right = [f"={_said(_escaped(each))}{_feedback(feedback)}" for each in asked.accepted]
    return right + [f"%0%{_said(_escaped(text))}{_feedback(said)}" for text, said in asked.mistakes]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _feedback(text: str) -> str:
    return f"#{_said(TEX.html(text))}" if text else ""


def _said(html: str) -> str:
    """HTML in which no sign of the notation stands for itself."""

    def replaced(found: re.Match[str]) -> str:
        sign = found[0]
        return "&#92;" if sign == "\\" else _SIGNS.get(sign, sign)

    return _SPECIAL.sub(replaced, html).replace("\n", " ")

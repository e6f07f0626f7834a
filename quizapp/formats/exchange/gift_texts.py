"""The texts of GIFT: signs that a backslash takes their meaning from, and the four formats of a text."""

import re

from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import Lose, looks_like_html, markdown_of_html
from quizapp.formats.exchange.math_texts import with_formulas_kept

_SIGNS = "~=#{}:\\n"
_HIDDEN = {sign: chr(0xE100 + place) for place, sign in enumerate(_SIGNS)}
_SHOWN = {ord(mark): "\n" if sign == "n" else sign for sign, mark in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")


def hidden(text: str) -> str:
    """The text with a stand-in for each escaped sign, so that what is left of these signs means something."""
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text)


def plain(text: str) -> str:
    """The text with its escaped signs."""
    return text.translate(_SHOWN)


def markdown_in(text: str, form: str, lose: Lose) -> str:
    """A text in one of the formats `html`, `markdown`, `plain`, and `moodle` as Markdown."""
    said = plain(text).strip()
    if form == "markdown":
        return with_formulas_kept(said, lambda markdown: markdown)
    if form == "html" or (form == "moodle" and looks_like_html(said)):
        return markdown_of_html(said, lose)
    return markdown_of_plain(" ".join(said.split()) if form == "moodle" else said)

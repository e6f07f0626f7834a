"""Formulas in a text, and the bounds within which they are rendered.

The renderer calls itself at each level of nesting, so deep nesting overflows its stack, and it tries every way to pair
an open bracket, which takes twice as long for each further one that is never closed.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from simulator.paths import leaves, split_last

LONGEST = 2000
DEEPEST = 20
MOST_COMMANDS = 200
MOST_OPEN = 8

TOO_LONG = N_("The formula %(formula)s has %(length)s characters; at most %(limit)s are allowed. Split it.")
TOO_DEEP = N_("The formula %(formula)s is nested more than %(limit)s levels deep. Simplify it.")
TOO_MANY_COMMANDS = N_("The formula %(formula)s has more than %(limit)s commands. Split it.")
TOO_MANY_OPEN = N_("The formula %(formula)s leaves more than %(limit)s brackets open. Close them.")

_TOKEN = re.compile(r"\\([A-Za-z]+|.?)|(%)[^\n]*|.", re.DOTALL)
_SIZED = {"big", "Big", "bigg", "Bigg"}
_GROUPS = {"left": 1, "begin": 1, "right": -1, "end": -1}
_OPEN_COMMAND = re.compile(
    r"\{|l(brace|brack|angle|floor|ceil|group|moustache|vert|Vert|paren|Angle|Brack|lbracket)|[ul]lcorner|mathopen"
)
_CLOSED_COMMAND = re.compile(
    r"\}|r(brace|brack|angle|floor|ceil|group|moustache|vert|Vert|paren|Angle|Brack|rbracket)|[ul]rcorner|mathclose"
)
_OPEN_SIGNS = "⌜⌞⎰"  # which Unicode does not count as opening brackets
_CLOSED_SIGNS = "⌝⌟⎱"


def markdown_reader(**options: Any) -> MarkdownIt:
    """A reader of Markdown with formulas between dollar signs. `renderer` renders a formula."""
    renderer = options.pop("renderer", None)
    reader = MarkdownIt("commonmark", {"html": False, **options}).enable(["table", "strikethrough"])
    return reader.use(dollarmath_plugin, renderer=renderer, double_inline=True, allow_digits=False)


_reader = markdown_reader()


def formulas(text: str) -> list[str]:
    """The LaTeX of every formula in a text."""
    return [token.content for token in tokens(text) if token.type.startswith("math_")] if "$" in text else []


def unbroken_parts(text: str) -> list[str]:
    """The formulas and the inline code of a text, in which nothing can be inserted."""
    return [
        token.content
        for token in tokens(text)
        if token.type.startswith("math_") or token.type == "code_inline"
    ]


def tokens(text: str) -> Iterator[Token]:
    """What a text consists of: its blocks, and what is in each line."""
    for token in _reader.parse(text):
        yield token
        yield from token.children or ()


def problems_of_formulas(document: Any) -> Iterator[Problem]:
    """Every formula beyond a bound in the texts of a document, however incomplete the document is."""
    for place, text in leaves(document):
        if isinstance(text, str) and split_last(place)[1] in LANGUAGES:
            found = (beyond_bounds(latex) for latex in formulas(text))
            yield from (Problem(place, each.message, each.values) for each in found if each)


def beyond_bounds(latex: str) -> Problem | None:
    """The bound that a formula exceeds, as a problem without a field."""
    shown = {"formula": f"${latex.strip()[:20]}…$"}
    if len(latex) > LONGEST:
        return Problem("", TOO_LONG, {**shown, "length": len(latex), "limit": LONGEST})
    measure = _Measure(latex)
    for value, limit, message in (
        (measure.deepest, DEEPEST, TOO_DEEP),
        (measure.commands, MOST_COMMANDS, TOO_MANY_COMMANDS),
        (measure.unclosed, MOST_OPEN, TOO_MANY_OPEN),
    ):
        if value > limit:
            return Problem("", message, {**shown, "limit": limit})
    return None


class _Measure:
    """The depth, the commands, and the unclosed brackets of a formula, counted in one pass.

    Where TeX could be read in two ways, the larger count is taken.
    """

    def __init__(self, latex: str) -> None:
        self.deepest = self.commands = 0
        self._open = [0]  # brackets that are open in each group
        self._left = 0  # brackets left open in groups and cells that have ended
        self._is_delimiter = False  # the next bracket belongs to the command before it
        for token in _TOKEN.finditer(latex):
            if token[1] is not None:
                self._read_command(token[1])
            elif token[2] is not None:
                self._read_comment(token[0])
            else:
                self._read_sign(token[0])
        self.unclosed = self._left + sum(self._open)

    def _read_command(self, name: str) -> None:
        self.commands += len(name) > 1
        if name in _GROUPS:
            self._nest(_GROUPS[name])
            self._is_delimiter = name in ("left", "right")
        elif name == "\\":
            self._end_cell()
        elif name[:-1] in _SIZED and name[-1] in "lr":
            self._pair(is_open=name[-1] == "l")
            self._is_delimiter = True
        elif _OPEN_COMMAND.fullmatch(name) or _CLOSED_COMMAND.fullmatch(name):
            self._pair(is_open=_OPEN_COMMAND.fullmatch(name) is not None)

    def _read_comment(self, text: str) -> None:
        """TeX ignores it; braces that it opens are counted, and those that it closes are not."""
        for _ in range(text.count("{")):
            self._nest(1)

    def _read_sign(self, sign: str) -> None:
        if sign in "{}":
            self._nest(1 if sign == "{" else -1)
        elif sign == "&":
            self._end_cell()
        elif sign in _OPEN_SIGNS or unicodedata.category(sign) == "Ps":
            self._pair(is_open=True)
        elif sign in _CLOSED_SIGNS or unicodedata.category(sign) == "Pe":
            self._pair(is_open=False)
        elif not sign.isspace():
            self._is_delimiter = False

    def _pair(self, is_open: bool) -> None:
        if not self._is_delimiter:
            self._open[-1] = max(0, self._open[-1] + (1 if is_open else -1))
        self._is_delimiter = False

    def _nest(self, change: int) -> None:
        self._is_delimiter = False
        if change > 0:
            self._open.append(0)
            self.deepest = max(self.deepest, len(self._open) - 1)
        elif len(self._open) > 1:
            self._left += self._open.pop()

    def _end_cell(self) -> None:
        self._left += self._open[-1]
        self._open[-1] = 0

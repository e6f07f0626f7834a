"""Formulas that the renderer cannot read, each at its field, with the reason in words that can be translated."""

import re
from collections.abc import Iterator
from typing import Any

from math_core import LatexError

from quizapp.bank.formula_process import ConverterDied, converter
from quizapp.bank.formulas import beyond_bounds, formulas
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from simulator.paths import leaves, split_last

_NOT_CLOSED = N_("The formula $%(formula)s$ ends before “%(token)s”. Add it, or remove what it closes.")
_REASONS = (
    (r'Expected closing token "(?P<token>.+)", but reached end of input\.', _NOT_CLOSED),
    (
        r"Expected argument but reached end of input\.",
        N_("The formula $%(formula)s$ ends where an argument is needed."),
    ),
    (
        r'Unmatched closing token: "(?P<token>.+)"\.',
        N_("The formula $%(formula)s$ closes “%(token)s”, which was never opened."),
    ),
    (
        r'Unknown command "(?P<token>.+)"\.',
        N_("The formula $%(formula)s$ has the unknown command “%(token)s”."),
    ),
    (
        r'Unknown environment "(?P<token>.+)"\.',
        N_("The formula $%(formula)s$ has the unknown environment “%(token)s”."),
    ),
    (
        r"Duplicate subscript or superscript\.",
        N_(
            "The formula $%(formula)s$ has two subscripts or two superscripts in a row. Group them with braces."
        ),
    ),
    (
        r'Found "&", which may only appear in a table-like environment\.',
        N_("The formula $%(formula)s$ has “&” outside a table such as aligned or matrix."),
    ),
    (
        r'Expected "(?P<token>.+)", but found "(?P<found>.+)"\.',
        N_("The formula $%(formula)s$ has “%(found)s” where “%(token)s” is needed."),
    ),
)
_OTHER = N_("The formula $%(formula)s$ can’t be read. The fault is near character %(place)s.")
_DEADLY = N_("The formula $%(formula)s$ can’t be rendered. Write it in another way.")
_SAID = re.compile(r"(?P<place>\d+): (?P<reason>.*)", re.DOTALL)


def problems_of_unreadable(document: Any) -> Iterator[Problem]:
    """Every formula of the texts of a document that is within the bounds and that the renderer cannot read."""
    for place, text in leaves(document):
        if isinstance(text, str) and split_last(place)[1] in LANGUAGES:
            for problem in unreadable(text):
                yield Problem(place, problem.message, problem.values)


def unreadable(text: str) -> Iterator[Problem]:
    """The formulas of one text that the renderer cannot read, as problems without a field."""
    for latex in formulas(text):
        if beyond_bounds(latex) is not None:
            continue
        try:
            converter.convert(latex, is_block=False)
        except LatexError as error:
            yield _problem(latex.strip(), str(error))
        except ConverterDied:
            yield Problem("", _DEADLY, {"formula": latex.strip()})


def _problem(latex: str, said: str) -> Problem:
    found = _SAID.fullmatch(said)
    reason, place = (found["reason"], int(found["place"]) + 1) if found else (said, 1)
    for pattern, message in _REASONS:
        if matched := re.fullmatch(pattern, reason):
            return Problem("", message, {"formula": latex, **matched.groupdict()})
    return Problem("", _OTHER, {"formula": latex, "place": place})

"""The bounds of formulas: what is beyond them is named with its field."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from quizapp.bank import formulas
from quizapp.bank.formulas import beyond_bounds, problems_of_formulas
from tests.bank import bank
from tests.quizapp.presentation.nesting import NESTING


def test_no_formula_of_the_bank_comes_near_a_bound() -> None:
    for question in bank().questions:
        assert not list(problems_of_formulas(question.model_dump(mode="json")))


def test_no_formula_of_the_bank_is_cut_by_a_line_that_begins_a_list() -> None:
    """Markdown ends a paragraph at a line that begins with “+ ” or “- ”, even within a formula."""
    for document in (*bank().questions, *bank().claims, *bank().scenarios):
        for text in texts_in(document.model_dump(mode="json")):
            for start in re.finditer(r"^[ \t]*(?:[-+*>]|#+|\d+[.)]) ", text, re.MULTILINE):
                paragraph = text[: start.start()].rpartition("\n\n")[2]
                assert len(re.findall(r"(?<!\\)\$", paragraph)) % 2 == 0, text[start.start() :][:80]


def texts_in(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for value in document.values() if isinstance(document, dict) else document:
            yield from texts_in(value)


@pytest.mark.parametrize(("before", "after"), NESTING)
def test_every_way_to_nest_is_bounded(before: str, after: str) -> None:
    times = formulas.MOST_COMMANDS + 1
    assert beyond_bounds(before * times + "a" + after * times)
    assert beyond_bounds(before * times)


@pytest.mark.parametrize(
    "bracket", ["(", "[", r"\{", r"\langle ", r"\lfloor ", r"\bigl(", r"\Biggl|", "⟨", "⌈"]
)
def test_open_brackets_are_bounded(bracket: str) -> None:
    times = formulas.MOST_OPEN + 1
    problem = beyond_bounds(bracket * times)
    assert problem
    assert problem.message == formulas.TOO_MANY_OPEN
    assert beyond_bounds(f"{{{bracket}}}" * times)


@pytest.mark.parametrize("latex", ["(a)" * 50, "[0, 1)" * 50, r"\bigl(a\bigr)" * 50, r"\left(a\right)" * 15])
def test_closed_brackets_are_not_counted(latex: str) -> None:
    assert beyond_bounds(latex) is None


def test_a_comment_hides_no_depth() -> None:
    assert beyond_bounds("{%}\n" * (formulas.DEEPEST + 1))


def test_the_problem_names_the_field_and_the_bound() -> None:
    deep = "$" + "x^{" * 4950 + "}" * 4950 + "$"
    document = {"prompt": {"en": deep[:1000], "zh": "x"}, "items": [{"hints": [{"en": "x", "zh": deep}]}]}
    assert [problem.field for problem in problems_of_formulas(document)] == ["items.0.hints.0.zh"]
    [problem] = problems_of_formulas({"answer": {"en": "$" + "{" * 30 + "}" * 30 + "$"}})
    assert problem.field == "answer.en"
    assert f"more than {formulas.DEEPEST} levels" in str(problem)

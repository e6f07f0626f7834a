"""Every wrong option of the bank is refuted by a run, or says why no run can do so."""

from collections.abc import Iterator
from typing import Any

import pytest

from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from tests.bank import QUESTION_SLUGS, questions

LISTS_OF_OPTIONS = ("options", "reasons", "fixes")


def options_of(item: AuthoredItem) -> Iterator[dict[str, Any]]:
    document = item.model_dump(mode="json")
    for name in LISTS_OF_OPTIONS:
        yield from document.get(name) or ()


def is_refuted(option: dict[str, Any], item: AuthoredItem) -> bool:
    """By a claim or a what-if run; where the key follows from drawn or measured values, by the exercise itself."""
    is_computed = isinstance(item, ParametricItem) and isinstance(option.get("correct"), str)
    return bool(option.get("contradicts") or option.get("world") or is_computed)


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_every_wrong_option_is_refuted_or_says_why_no_run_refutes_it(slug: str) -> None:
    for item in questions()[slug].items:
        for option in options_of(item):
            if option.get("correct") is not True and not is_refuted(option, item):
                assert option.get("no_run"), f"{item.id}: {option['id']}"


def test_most_wrong_options_are_refuted_by_a_claim_or_a_run() -> None:
    wrong = [
        is_refuted(option, item)
        for slug in QUESTION_SLUGS
        for item in questions()[slug].items
        for option in options_of(item)
        if option.get("correct") is not True
    ]
    assert len(wrong) > 150
    assert sum(wrong) / len(wrong) > 0.7

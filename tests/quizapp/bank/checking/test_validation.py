"""Every problem names the field as its author wrote it, once."""

from typing import Any

import pytest
from pydantic import ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.bank.questions import Question
from tests.bank import bank


def problems_of(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        Question.model_validate(document)
    return {problem.field: str(problem) for problem in problems_in(refused.value, document)}


@pytest.fixture
def document() -> dict[str, Any]:
    body: dict[str, Any] = bank().questions[0].model_dump(mode="json")
    return body | {"items": body["items"][:1]}


def test_a_faulty_entry_of_a_list_is_not_also_called_a_list_too_short(document: dict[str, Any]) -> None:
    document["items"][0]["prompt"] = {"zh": "问", "en": ""}
    assert list(problems_of(document)) == ["items.0.prompt.en"]


def test_an_unknown_kind_is_named_with_those_there_are(document: dict[str, Any]) -> None:
    document["items"][0]["kind"] = "essay"
    found = problems_of(document)
    assert list(found) == ["items.0.kind"]
    assert "single_choice" in found["items.0.kind"]


def test_a_form_is_described_in_words_not_as_a_pattern(document: dict[str, Any]) -> None:
    assert "^" not in problems_of(document | {"slug": "Not A Slug"})["slug"]
    assert "Q31" in problems_of(document | {"number": "31"})["number"]


def test_what_concerns_a_group_is_named_by_the_group(document: dict[str, Any]) -> None:
    for option in document["items"][0]["options"]:
        option["correct"] = False
    assert list(problems_of(document)) == ["items.0.options"]

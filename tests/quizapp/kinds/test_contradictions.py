"""A wrong option can carry the claim that speaks against it."""

from typing import Any

import pytest
from pydantic import ValidationError

from quizapp.kinds.contradictions import claims_contradicted, contradictions_of
from quizapp.kinds.options import Option
from tests.kinds import EXAMPLES, changed

WORDS = {"zh": "字", "en": "words"}
CLAIM = "clip-before-the-update"


def with_claims(name: str, field: str) -> Any:
    item = EXAMPLES[name]
    options = [each.model_dump(mode="json") for each in getattr(item, field)]
    return changed(
        item, **{field: [each if each["correct"] else {**each, "contradicts": CLAIM} for each in options]}
    )


@pytest.mark.parametrize(
    ("name", "field", "answer"),
    [
        ("example-single", "options", lambda wrong: wrong),
        ("example-multiple", "options", lambda wrong: [wrong]),
        ("example-true-false", "reasons", lambda wrong: {"is_true": True, "reason": wrong}),
    ],
)
def test_an_answer_contradicts_the_claims_of_the_wrong_options_in_it(
    name: str, field: str, answer: Any
) -> None:
    item = with_claims(name, field)
    wrong = next(each.id for each in getattr(item, field) if not each.correct)
    right = next(each.id for each in getattr(item, field) if each.correct)
    assert contradictions_of(item)[wrong] == CLAIM
    assert claims_contradicted(item, answer(wrong)) == (CLAIM,)
    assert claims_contradicted(item, answer(right)) == ()


def test_only_a_wrong_option_contradicts_a_claim() -> None:
    with pytest.raises(ValidationError, match="wrong option can contradict"):
        Option.model_validate(
            {"id": "a", "text": WORDS, "correct": True, "feedback": WORDS, "contradicts": CLAIM}
        )


def test_an_option_without_a_claim_is_written_as_before() -> None:
    """Otherwise every stored question would be published anew."""
    option = Option.model_validate({"id": "a", "text": WORDS, "feedback": WORDS})
    assert set(option.model_dump(mode="json")) == {"id", "text", "correct", "feedback", "world"}

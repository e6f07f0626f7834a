"""A wrong answer can carry the claim that speaks against it, in every kind that lists wrong answers."""

from typing import Any

import pytest
from pydantic import ValidationError

from quizapp.kinds import ITEM_KINDS, Item, right_answer, wrong_answers
from quizapp.kinds.contradictions import claims_against, claims_contradicted, contradictions_in
from quizapp.kinds.options import Option
from quizapp.kinds.refutable import Refutable, refutable_in
from tests.kinds import EXAMPLES, changed, tiny

WORDS = {"zh": "字", "en": "words"}
CLAIM = "clip-before-the-update"
LISTS_NOTHING_WRONG = {"free_text"}


def refuted(value: Any, claim: str = CLAIM) -> Any:
    """A document of an item in which everything wrong carries the claim."""
    if isinstance(value, list):
        return [refuted(each, claim) for each in value]
    if not isinstance(value, dict):
        return value
    document = {name: refuted(inner, claim) for name, inner in value.items()}
    is_mistake = {"value", "given", "shape", "changes", "line"} & document.keys() and "feedback" in document
    if document.get("correct") is False or is_mistake:
        document["contradicts"] = claim
    return document


def with_claims(item: Item) -> Any:
    document = refuted(item.model_dump(mode="json"))
    for remark in document.get("wrong_lines", []):
        del remark["contradicts"]
    for part in [*document.get("entries", [])[1:], *document.get("left", []), *document.get("outcomes", [])]:
        part["contradicts"] = CLAIM
    if item.kind == "true_false":
        document["contradicts"] = CLAIM
    return changed(item, **document)


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_each_wrong_answer_contradicts_its_claim_and_the_right_one_none(item: Item) -> None:
    if item.kind in LISTS_NOTHING_WRONG or getattr(item, "number", None):
        assert not list(refutable_in(item))
        return
    refuted_item = with_claims(item)
    assert claims_against(refuted_item) == (CLAIM,)
    for wrong in wrong_answers(refuted_item):
        assert claims_contradicted(refuted_item, wrong) == (CLAIM,), wrong
    if item.kind != "predict_then_run":  # a claim against what happens is refused by the check of its key
        key = right_answer(refuted_item, "en", tiny())
        assert claims_contradicted(refuted_item, key) == ()


def test_every_kind_is_tried() -> None:
    assert {item.kind for item in EXAMPLES.values()} == set(ITEM_KINDS)


def test_a_prediction_contradicts_the_claim_of_its_outcome() -> None:
    item = with_claims(EXAMPLES["example-predict-then-run"])
    assert contradictions_in(item, item.outcomes[0].id) == {item.outcomes[0].id: CLAIM}


def test_an_entry_is_refuted_only_before_the_one_that_precedes_it() -> None:
    item = EXAMPLES["example-ordering"]
    first, second, third, *rest = [entry.id for entry in item.entries]
    refuted_item = with_claims(item)
    assert contradictions_in(refuted_item, [first, third, second, *rest]).keys() == {third}
    assert contradictions_in(refuted_item, [second, third, *rest, first]).keys() == {second}


def test_a_blank_is_named_by_its_id_though_its_options_repeat_those_of_another() -> None:
    item = EXAMPLES["example-cloze"]
    refuted_item = with_claims(item)
    key = right_answer(refuted_item)
    assert contradictions_in(refuted_item, {**key, "direction": "turns"}) == {"direction": CLAIM}
    assert contradictions_in(refuted_item, {**key, "norm": 14}) == {"norm": CLAIM}


@pytest.mark.parametrize("answer", [None, 3, "nonsense", ["a", 2], {"x": 1}, {"is_true": "yes"}])
@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_an_answer_of_another_form_contradicts_nothing_that_it_does_not_name(item: Item, answer: Any) -> None:
    if item.kind not in LISTS_NOTHING_WRONG and not getattr(item, "number", None):
        contradictions_in(with_claims(item), answer)


@pytest.mark.parametrize("field", [{"contradicts": CLAIM}, {"no_run": "shapes"}])
def test_only_something_wrong_is_refuted(field: Any) -> None:
    with pytest.raises(ValidationError, match="wrong answer can contradict"):
        Option.model_validate({"id": "a", "text": WORDS, "correct": True, "feedback": WORDS, **field})


def test_a_claim_and_no_run_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="or say why"):
        Refutable(contradicts=CLAIM, no_run="shapes")


def test_what_names_neither_is_written_as_before() -> None:
    """Otherwise every stored question would be published anew."""
    option = Option.model_validate({"id": "a", "text": WORDS, "feedback": WORDS})
    assert list(option.model_dump(mode="json")) == ["id", "text", "correct", "feedback", "world"]
    told = option.model_copy(update={"no_run": "shapes"})
    assert told.model_dump(mode="json")["no_run"] == "shapes"

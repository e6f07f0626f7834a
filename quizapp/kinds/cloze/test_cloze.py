import pytest

from quizapp.kinds import grade
from quizapp.kinds.cloze.model import Cloze
from quizapp.kinds.grade import MalformedAnswer
from tests.kinds import EXAMPLES, SAID, SHARED

ITEM: Cloze = EXAMPLES["example-cloze"]


def test_each_gap_earns_its_share() -> None:
    assert grade(ITEM, {"norm": "10", "direction": "stays"}).score == pytest.approx(2 / 3)
    assert [part.outcome for part in grade(ITEM, {"norm": 14}).parts] == ["wrong", "missed", "missed"]
    assert grade(ITEM, {}).score == 0.0


def test_a_known_mistake_is_told_why() -> None:
    (said, *_) = grade(ITEM, {"norm": 14}).parts
    assert said.feedback is not None
    assert said.feedback.en == "That is the sum of the components."


def test_a_malformed_gap_is_named() -> None:
    with pytest.raises(MalformedAnswer, match="many") as refused:
        grade(ITEM, {"norm": "many"})
    assert refused.value.part == "norm"


@pytest.mark.parametrize("text", ["no gap", "{{norm}} {{norm}}", "{{norm}} {{other}}"])
def test_a_gap_stands_in_the_text_exactly_once(text: str) -> None:
    gap = {"id": "norm", "kind": "number", "key": 1, "tolerance": {"absolute": 0.1}, "feedback": SAID}
    cloze = {"kind": "cloze", "text": {"zh": "{{norm}}", "en": text}, "gaps": [gap]}
    with pytest.raises(ValueError, match="exactly once"):
        Cloze.model_validate(SHARED | cloze)


def test_what_a_gap_offers_is_shuffled_by_the_variant() -> None:
    direction = ITEM.gaps[1]
    orders = {tuple(each.id for each in direction.options_in_order(ITEM.id, seed)) for seed in range(20)}
    assert len(orders) == 2

"""What a bank refuses of items that only their scenario can tell wrong, without running anything."""

from typing import Any

import pytest

from quizapp.bank.checking.item_problems import problems_of_item
from quizapp.domain.items import Item
from quizapp.domain.items.experiments import arms_of
from tests.bank import scenarios
from tests.quizapp.domain.test_kinds import EXAMPLES


def flaws(item: Item) -> list[str]:
    found = problems_of_item(item, arms_of(item, scenarios()[item.scenario.slug]))
    return [str(problem) for problem in found]


def changed(example: str, **fields: Any) -> Item:
    item = EXAMPLES[example]
    return type(item).model_validate({**item.model_dump(mode="json"), **fields})


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_the_examples_have_none(item: Item) -> None:
    assert flaws(item) == []


def test_a_model_answer_makes_every_point_in_both_languages() -> None:
    text = {"zh": "按范数裁剪，再看初始化。", "en": "I clip by norm."}
    found = flaws(changed("example-free-text", model_answer=text))
    assert len(found) == 1
    assert "model_answer.en" in found[0]
    assert "initialisation" in found[0]


def test_a_measure_must_exist_for_the_networks() -> None:
    when = [{"of": "treated", "measure": "time_growth", "above": 1}]
    outcomes = EXAMPLES["example-predict-then-run"].model_dump(mode="json")["outcomes"]
    outcomes[1]["when"] = when
    assert "outcomes.1.when.0.measure" in flaws(changed("example-predict-then-run", outcomes=outcomes))[0]
    assert "healed.0.measure" in flaws(changed("example-fix-it", healed=when))[0]


def test_a_setting_must_make_a_valid_experiment() -> None:
    choices = [{"id": "none", "label": {"zh": "零", "en": "zero"}, "set": {"network.depth": 0}}]
    settings = [{"id": "depth", "label": {"zh": "深", "en": "deep"}, "choices": choices}]
    found = flaws(changed("example-fix-it", settings=settings, key={"depth": "none"}, mistakes=[]))
    assert "settings.0.choices.0.set" in found[0]
    assert "network.depth" in found[0]

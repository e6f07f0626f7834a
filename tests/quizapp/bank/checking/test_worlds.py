"""The worlds of wrong options: what would be seen if one were right, and the run that shows what is."""

from typing import Any

import pytest
from pydantic import ValidationError

from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.questions import Question
from quizapp.kinds import grade
from quizapp.kinds.links import scenarios_linked
from tests.bank import scenarios
from tests.kinds import EXAMPLES

BOTH = {"zh": "题", "en": "A question"}
WORLD = {"slug": "clip-by-norm-or-value", "if_right": BOTH}


def item_with(world: dict[str, Any], option: int = 1) -> dict[str, Any]:
    document = EXAMPLES["example-single"].model_dump(mode="json", exclude_none=True)
    document["options"][1].pop("world", None)
    document["options"][option]["world"] = world
    return document


def flaws(world: dict[str, Any]) -> list[str]:
    texts = {"title": BOTH, "prompt": BOTH, "answer": BOTH}
    question = Question.model_validate({"slug": "q-1", "topic": "rnn", "items": [item_with(world)], **texts})
    return [problem.field for problem in problems_of_question(question, ["rnn"], scenarios(), {})]


def test_a_wrong_option_has_a_world_and_its_feedback_brings_it_along() -> None:
    item = type(EXAMPLES["example-single"]).model_validate(item_with(WORLD))
    assert [place for place, _ in scenarios_linked(item)] == ["scenario", "options.1.world"]
    worlds = {part.part_id: part.world for part in grade(item, "by-norm").parts}
    assert worlds["by-norm"] is None
    assert worlds["by-value"].slug == WORLD["slug"]  # type: ignore[union-attr]


def test_the_key_has_none() -> None:
    with pytest.raises(ValidationError, match="Only a wrong option"):
        type(EXAMPLES["example-single"]).model_validate(item_with(WORLD, option=0))


def test_its_scenario_and_knobs_must_exist() -> None:
    assert flaws(WORLD) == []
    assert flaws(WORLD | {"slug": "no-such-scenario"}) == ["items.0.options.1.world.slug"]
    assert flaws(WORLD | {"knobs": {"no-such": 1}}) == ["items.0.options.1.world.knobs.no-such"]

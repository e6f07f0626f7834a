"""The what-if runs of wrong options: what would happen if one were right, and the run that shows what does."""

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
WHAT_IF_RUN = {"slug": "clip-by-norm-or-value", "if_right": BOTH}


def item_with(run: dict[str, Any], option: int = 1) -> dict[str, Any]:
    document = EXAMPLES["example-single"].model_dump(mode="json", exclude_none=True)
    document["options"][1].pop("world", None)
    document["options"][option]["world"] = run
    return document


def problems_with(run: dict[str, Any]) -> list[str]:
    texts = {"title": BOTH, "prompt": BOTH, "answer": BOTH}
    question = Question.model_validate({"slug": "q-1", "topic": "rnn", "items": [item_with(run)], **texts})
    return [problem.field for problem in problems_of_question(question, ["rnn"], scenarios(), {}, {})]


def test_the_feedback_on_a_wrong_option_includes_its_what_if_run() -> None:
    item = type(EXAMPLES["example-single"]).model_validate(item_with(WHAT_IF_RUN))
    assert [place for place, _ in scenarios_linked(item)] == ["scenario", "options.1.world"]
    runs = {part.part_id: part.world for part in grade(item, "by-norm").parts}
    assert runs["by-norm"] is None
    assert runs["by-value"].slug == WHAT_IF_RUN["slug"]  # type: ignore[union-attr]


def test_a_correct_option_has_no_what_if_run() -> None:
    with pytest.raises(ValidationError, match="Only a wrong option"):
        type(EXAMPLES["example-single"]).model_validate(item_with(WHAT_IF_RUN, option=0))


def test_its_scenario_and_knobs_must_exist() -> None:
    assert problems_with(WHAT_IF_RUN) == []
    assert problems_with(WHAT_IF_RUN | {"slug": "no-such-scenario"}) == ["items.0.options.1.world.slug"]
    assert problems_with(WHAT_IF_RUN | {"knobs": {"no-such": 1}}) == ["items.0.options.1.world.knobs.no-such"]

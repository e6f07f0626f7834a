import pytest

from quizapp.kinds import grade
from quizapp.kinds.free_text.model import FreeText
from tests.kinds import EXAMPLES, changed, problems_of

ITEM: FreeText = EXAMPLES["example-free-text"]


def test_a_point_needs_all_its_groups_in_one_language_and_shows_the_words() -> None:
    grades = grade(ITEM, "I clip the gradient. Its norm must stay small.")
    assert [part.outcome for part in grades.parts] == ["right", "missed"]
    assert grades.parts[0].matched == ("clip", "norm")
    assert grades.score == pytest.approx(1 / 3)
    assert grade(ITEM, "只裁剪。").score == 0.0


def test_a_chinese_answer_counts_on_an_english_page() -> None:
    assert grade(ITEM, "先按范数裁剪，再检查初始化。").score == 1.0


def test_a_sentence_that_says_the_opposite_does_not_count() -> None:
    assert grade(ITEM, "Never clip by norm.").score == 0.0
    assert grade(ITEM, "Never clip by value; clip by norm.").parts[0].outcome == "right"


def test_an_answer_that_makes_every_point_scores_exactly_one() -> None:
    points = [ITEM.points[1].model_copy(update={"id": f"p{n}", "weight": 0.1}) for n in range(7)]
    item = FreeText(**{**dict(ITEM), "points": tuple(points)})
    assert grade(item, "Check the initialization").score == 1.0


def test_a_model_answer_makes_every_point_in_both_languages() -> None:
    text = {"zh": "按范数裁剪，再看初始化。", "en": "I clip by norm."}
    found = problems_of(changed(ITEM, model_answer=text))
    assert len(found) == 1
    assert "model_answer.en" in found[0]
    assert "initialization" in found[0]

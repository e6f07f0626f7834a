import pytest

from quizapp.kinds import grade
from quizapp.kinds.free_text.model import FreeText
from quizapp.kinds.points import Blocks
from quizapp.kinds.wording import Written
from tests.kinds import EXAMPLES, changed, problems_of

ITEM: FreeText = EXAMPLES["example-free-text"]


def test_a_point_needs_all_its_groups_in_one_language_and_shows_the_words() -> None:
    grades = grade(ITEM, "I clip the gradient by its norm. It must stay small.")
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


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("I clip the gradient. Its norm must stay small.", "unsure"),  # two sentences
        ("I would clip; the norm is what counts.", "right"),
        ("The norm is what I clip.", "right"),  # any order
        ("I clip by norm, not by value.", "right"),  # another clause
        ("I clip by norm rather than by value.", "right"),
        ("I do not only clip by norm.", "right"),
        ("Nobody should ever not clip by norm.", "unsure"),
        ("It is not good to clip by norm.", "unsure"),
        ("It is wrong to say: clip by norm. That is false.", "missed"),
        ("Clip by norm. That is wrong.", "missed"),
        ("Should I clip by norm?", "missed"),
        ("裁剪范数。这是错的。", "missed"),
        ("范数不用裁剪。", "unsure"),
        ("不仅要裁剪范数。", "right"),
        ("先把範數裁剪一下。", "right"),
        ("我会 clip 梯度的范数。", "right"),  # both languages
        ("clip norm", "unsure"),  # notes
        ("clip norm gradient threshold direction scale value", "missed"),  # a list of words
        ("裁剪 范数 梯度 阈值 方向 缩小", "missed"),
        ("a number of words\nthat clip the norm over two lines", "right"),
    ],
)
def test_a_point_is_made_by_a_sentence_that_does_not_deny_it(answer: str, outcome: str) -> None:
    assert grade(ITEM, answer).parts[0].outcome == outcome


def test_a_negation_that_belongs_to_the_point_does_not_deny_it() -> None:
    point = ITEM.points[0].model_copy(update={"even_if": Blocks(en=("no need",))})
    item = FreeText(**{**dict(ITEM), "points": (point,)})
    assert grade(item, "There is no need to clip by norm more than once.").score == 1.0
    assert grade(item, "No one should clip by norm, no need.").score == 0.0


@pytest.mark.parametrize(
    "answer",
    [
        "The norm does not grow because we clip it.",  # the denial reaches beyond “because”
        "范数不会因为裁剪而变小。",
    ],
)
def test_a_denial_reaches_over_a_reason(answer: str) -> None:
    assert grade(ITEM, answer).parts[0].outcome == "unsure"


def test_a_yes_or_no_in_chinese_denies_nothing() -> None:
    assert grade(ITEM, "先看范数合不合适，再裁剪。").parts[0].outcome == "right"


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert grade(ITEM, "Clip it by something, i.e. the global norm.").parts[0].outcome == "right"


def test_words_are_quoted_as_the_learner_wrote_them() -> None:
    written = Written("The LSTM’s Cell-State is Kept.\n梯度 消失 了，長短期記憶；Clip by  Norm, １２ 次。")
    assert written.quote("cell state") == "Cell-State"
    assert written.quote("梯度消失了") == "梯度 消失 了"
    assert written.quote("长短期记忆") == "長短期記憶"
    assert written.quote("clip by norm") == "Clip by Norm"
    assert written.quote("12次") == "１２ 次"
    assert written.quote("not there") == "not there"
    answer = "We Clip the Norm of the gradient before the update."
    quoted = [words for part in grade(ITEM, answer).parts for words in part.matched]
    assert quoted
    assert all(words in answer for words in quoted)

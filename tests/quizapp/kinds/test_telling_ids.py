import pytest

from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.questions import Question
from quizapp.kinds.telling_ids import count_up, tells_verdict
from tests.bank import claims, questions, scenarios
from tests.kinds import EXAMPLES


@pytest.mark.parametrize(
    ("part_id", "tells"),
    [
        ("wrong-defaults", True),
        ("the-right-one", True),
        ("correct", True),
        ("true", True),
        ("key", True),
        ("false-alarm", False),
        ("own-answer", False),
        ("rightmost", False),
    ],
)
def test_an_id_may_name_its_subject_but_not_its_verdict(part_id: str, tells: bool) -> None:
    assert tells_verdict(part_id) == tells


@pytest.mark.parametrize(
    ("part_ids", "counts"),
    [
        ("a b c", True),
        ("1 2 3", True),
        ("9 10 11", True),
        ("step-1 step-2 step-3", True),
        ("part-a part-b", True),
        ("c a b", False),
        ("a k x", False),
        ("layer-1 time-2 layer-3", False),
        ("backward clip update", False),
        ("1 2 rest", False),
    ],
)
def test_ids_count_up_if_each_is_one_more_than_the_one_before(part_ids: str, counts: bool) -> None:
    assert count_up(part_ids.split()) == counts


def fields_with_problems(item_id: str, **fields: object) -> list[str]:
    """The fields that are refused if the example is changed like this."""
    question = questions()["exploding-gradient-remedies"]
    item = {**EXAMPLES[item_id].model_dump(mode="json"), **fields}
    document = {**question.model_dump(mode="json"), "items": [item]}
    changed = Question.model_validate(document)
    found = problems_of_question(changed, [question.topic], scenarios(), claims(), {})
    return [problem.field for problem in found if problem.field.startswith("items.")]


def with_ids(item_id: str, name: str, ids: str) -> list[dict[str, object]]:
    parts = EXAMPLES[item_id].model_dump(mode="json")[name]
    return [{**part, "id": part_id} for part, part_id in zip(parts, ids.split(), strict=True)]


def test_an_option_that_says_it_is_wrong_is_refused_where_it_stands() -> None:
    options = with_ids("example-single", "options", "by-norm wrong")
    assert fields_with_problems("example-single", options=options) == ["items.0.options.1.id"]
    assert fields_with_problems("example-single") == []


def test_a_gap_that_tells_which_option_is_right_is_refused() -> None:
    gaps = EXAMPLES["example-cloze"].model_dump(mode="json")["gaps"]
    gaps[1]["options"][0]["id"] = "right"
    assert fields_with_problems("example-cloze", gaps=gaps) == ["items.0.gaps.1.options.0.id"]


def test_entries_that_count_up_in_their_right_order_are_refused() -> None:
    entries = with_ids("example-ordering", "entries", "a b c")
    assert fields_with_problems("example-ordering", entries=entries) == ["items.0.entries"]
    entries = with_ids("example-ordering", "entries", "b a c")
    assert fields_with_problems("example-ordering", entries=entries) == []


@pytest.mark.parametrize(
    ("left_ids", "matches", "is_refused"),
    [
        ("nan-loss flat-loss", "1 2", True),  # in the order in which the left side is shown
        ("b a", "2 1", True),  # in the order of its ids
        ("same other", "same other", True),
        ("a b", "2 1", False),
        ("a b", "norms layers", False),
    ],
)
def test_sides_whose_ids_run_in_parallel_are_refused(left_ids: str, matches: str, is_refused: bool) -> None:
    right = with_ids("example-matching", "right", f"{matches} rest")
    left = with_ids("example-matching", "left", left_ids)
    for each, match in zip(left, matches.split(), strict=True):
        each["match"] = match
    found = fields_with_problems("example-matching", left=left, right=right)
    assert found == (["items.0.right"] if is_refused else [])

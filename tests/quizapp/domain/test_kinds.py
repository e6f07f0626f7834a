"""What every kind of answer promises, on the examples of content/README.md."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.checking.proofs import flaw_of, right_answer, wrong_answers
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.grading import RUNS_THE_SIMULATOR, MalformedAnswer, grade
from quizapp.domain.items import ITEM_KINDS, Item
from quizapp.domain.text import Language
from tests.bank import scenarios
from tests.examples import examples
from tests.quizapp.domain.test_grading import JSON
from tests.quizapp.formats.content_readme import example_items

EXAMPLES = {item.id: item for item in example_items()}


def small(scenario: Scenario) -> Scenario:
    """The same scenario with networks that train in no time."""
    document = scenario.model_dump(mode="json")
    for arm in ("baseline", "treated"):
        document[arm]["experiment"] |= {"steps": 4, "batch_size": 4}
        document[arm]["experiment"]["network"] |= {"depth": 3, "width": 4}
    return Scenario.model_validate(document)


@cache
def tiny() -> Scenario:
    return small(scenarios()["mlp-nan-loss"])


def test_the_readme_shows_every_kind() -> None:
    assert {item.kind for item in EXAMPLES.values()} == set(ITEM_KINDS)


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_the_key_scores_one_and_what_is_known_to_be_wrong_less(item: Item) -> None:
    assert flaw_of(item, scenarios()[item.scenario.slug]) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_key_is_right_in_either_language(language: Language) -> None:
    for item in EXAMPLES.values():
        if item.kind not in RUNS_THE_SIMULATOR:
            assert grade(item, right_answer(item, language)).score == 1.0


def names_in(part: Any) -> set[Any]:
    """Every id, word and number of an item: answers made of them are nearly right."""
    if isinstance(part, dict):
        return set(part) | {name for inside in part.values() for name in names_in(inside)}
    if isinstance(part, list):
        return {name for inside in part for name in names_in(inside)}
    return {part} if isinstance(part, str | int | float) else set()


def nearly_right(item: Item) -> st.SearchStrategy[Any]:
    words = st.sampled_from(sorted(names_in(item.model_dump(mode="json")) | {"lines", "is_true"}, key=str))
    values = words | st.lists(words | st.integers(-1, 9), max_size=4) | JSON
    return st.dictionaries(words, values, max_size=5) | st.lists(words, max_size=5) | words | JSON


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
@examples(60)
@given(data=st.data())
def test_any_answer_is_graded_from_0_to_1_or_refused_with_a_reason(item: Item, data: st.DataObject) -> None:
    answer = data.draw(nearly_right(item))
    try:
        score = grade(item, answer, tiny()).score
    except MalformedAnswer as refused:
        assert str(refused)
    else:
        assert 0.0 <= score <= 1.0


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
@examples(40)
@given(data=st.data())
def test_a_key_with_one_part_changed_is_graded_or_refused(item: Item, data: st.DataObject) -> None:
    key = right_answer(item, scenario=tiny())
    if isinstance(key, dict):
        key = {**key, data.draw(st.sampled_from(sorted(key))): data.draw(nearly_right(item))}
    try:
        assert 0.0 <= grade(item, key, tiny()).score <= 1.0
    except MalformedAnswer as refused:
        assert str(refused)


def test_the_same_answer_gets_the_same_grade() -> None:
    for item in EXAMPLES.values():
        answer = right_answer(item, scenario=tiny())
        read_again = type(item).model_validate(item.model_dump(mode="json"))
        assert grade(item, answer, tiny()) == grade(read_again, answer, tiny())


def test_a_kind_that_runs_the_simulator_says_that_it_needs_its_scenario() -> None:
    with pytest.raises(ValueError, match="example-fix-it"):
        grade(EXAMPLES["example-fix-it"], {})


def test_known_mistakes_are_told_apart_by_their_feedback() -> None:
    short = EXAMPLES["example-short-text"]
    assert [grade(short, answer).feedback is not None for answer in wrong_answers(short)] == [True, True]
    assert grade(short, "input gate").feedback is None

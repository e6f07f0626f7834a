"""What every kind of answer promises, on the examples of content/README.md and on the built-in bank."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.parametric.drawing import draw, needs_simulation
from quizapp.domain.text import Language
from quizapp.kinds import (
    ITEM_KINDS,
    KINDS,
    Item,
    answer_in_words,
    grade,
    key_in_words,
    right_answer,
    runs_the_simulator,
    wrong_answers,
)
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.key_problems import problem_of_key
from quizapp.kinds.kind import Kind
from tests.bank import QUESTION_SLUGS, questions, scenarios
from tests.examples import examples
from tests.kinds import EXAMPLES, JSON, problems_of, tiny

TEMPLATES = ("form.html", "result.html", "author.html")


def test_the_readme_shows_every_kind() -> None:
    assert {item.kind for item in EXAMPLES.values()} == set(ITEM_KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=ITEM_KINDS)
def test_a_kind_is_a_folder_of_its_id_with_its_templates_and_its_test(kind: Kind[Any]) -> None:
    assert kind.folder.name == kind.id
    for name in (*TEMPLATES, f"test_{kind.id}.py"):
        assert (kind.folder / name).is_file(), name


def test_no_two_kinds_say_different_things_of_one_error_code() -> None:
    codes = [code for kind in KINDS for code in kind.messages]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_the_key_scores_one_and_what_is_known_to_be_wrong_less(item: Item) -> None:
    assert problem_of_key(item, scenarios()[item.scenario.slug]) is None


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_nothing_is_wrong_with_an_example_beside_its_scenario(item: Item) -> None:
    assert problems_of(item) == []


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_every_key_of_the_bank_scores_one(slug: str) -> None:
    for item in questions()[slug].items:
        drawn = draw(item, seed=0).item
        scenario = scenarios().get(drawn.scenario.slug)
        assert grade(drawn, right_answer(drawn, scenario=scenario), scenario).score == 1.0, item.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_key_is_right_in_either_language(language: Language) -> None:
    for item in EXAMPLES.values():
        if not runs_the_simulator(item):
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
@examples(30)
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
    for item in EXAMPLES.values():
        if runs_the_simulator(item):
            with pytest.raises(ValueError, match=item.id):
                grade(item, right_answer(item, scenario=tiny()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_keys_and_mistakes_are_said_in_words_without_ids(language: Language) -> None:
    for slug in QUESTION_SLUGS:
        for item in questions()[slug].items:
            drawn = draw(item, seed=0).item if not needs_simulation(item) else None
            if drawn is None or runs_the_simulator(drawn):
                continue
            key = right_answer(drawn, language)
            said = key_in_words(drawn, key, language)
            assert said, item.id
            for wrong in wrong_answers(drawn):
                said = answer_in_words(drawn, wrong, language, key)
                assert said != key_in_words(drawn, key, language, wrong), item.id


def test_a_match_is_said_with_what_it_belongs_to_and_only_where_it_differs() -> None:
    item = next(item for item in EXAMPLES.values() if item.kind == "matching")
    key = right_answer(item)
    wrong = next(iter(wrong_answers(item)))
    assert len([left for left in key if key[left] != wrong[left]]) == 1
    assert answer_in_words(item, wrong, "en", key).count("→") == 1

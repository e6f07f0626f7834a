"""The mock interview: key points found by their words, and follow-ups about missed ones."""

from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from quizapp.bank.checking.question_problems import problems_of_interview, problems_of_question
from quizapp.bank.interviews import Interview, spoken_length
from quizapp.bank.questions import Question
from quizapp.domain.text import LANGUAGES
from tests.bank import bank


@cache
def interviews() -> list[Interview]:
    return [question.interview for question in bank().questions if question.interview]


def changed(**fields: Any) -> dict[str, Any]:
    return {**interviews()[0].model_dump(mode="json"), **fields}


def test_each_short_answer_makes_every_point_in_both_languages() -> None:
    for interview in interviews():
        assert list(problems_of_interview(interview)) == []
        for language in LANGUAGES:
            made = interview.points_made(interview.short_answer.in_language(language))
            assert interview.follow_ups_after(made) == ()


def test_each_key_point_has_a_follow_up_question() -> None:
    for interview in interviews():
        asked = {point for follow_up in interview.follow_ups for point in follow_up.when_missed}
        assert asked == {point.id for point in interview.key_points}


def test_a_key_point_names_exercises_of_its_question() -> None:
    question = next(each for each in bank().questions if each.interview)
    assert question.interview
    document = question.model_dump(mode="json")
    document["interview"]["key_points"][0]["items"] = ["no-such-exercise"]
    scenarios = {scenario.slug: scenario for scenario in bank().scenarios}
    changed_question = Question.model_validate(document)
    topics = [topic.slug for topic in bank().topics]
    problems = list(problems_of_question(changed_question, topics, scenarios, {}, {}))
    assert "interview.key_points.0.items" in {problem.field for problem in problems}


def test_an_answer_that_says_little_is_asked_about_what_it_missed() -> None:
    interview = interviews()[0]
    made = interview.points_made("The weights overflow and become NaN.")
    assert made == {"overflow-to-nan"}
    asked = {point for follow_up in interview.follow_ups_after(made) for point in follow_up.when_missed}
    assert {point.id for point in interview.key_points} - made <= asked
    assert interview.points_made("") == frozenset()


def test_a_follow_up_must_name_a_key_point() -> None:
    document = changed()
    document["follow_ups"][0]["when_missed"] = ["no-such-point"]
    with pytest.raises(ValidationError, match="key point no-such-point was not found"):
        Interview.model_validate(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_answer_takes_one_or_two_minutes(language: str) -> None:
    for times in (0.3, 4):
        short_answer = changed()["short_answer"]
        words = short_answer[language]
        said = words[: int(len(words) * times)] if times < 1 else " ".join([words] * times)  # type: ignore[operator]
        with pytest.raises(ValidationError, match="one or two minutes"):
            Interview.model_validate(changed(short_answer={**short_answer, language: said}))


def test_speech_is_counted_in_words_or_in_characters() -> None:
    assert spoken_length("the loss becomes NaN", "en") == 4
    assert spoken_length("损失变成 NaN，不可逆。", "zh") == 8


def test_a_point_that_the_short_answer_does_not_make_is_named() -> None:
    document = changed()
    document["key_points"][0]["groups"] = {"zh": [["从来没说"]], "en": [["never said"]]}
    problems = list(problems_of_interview(Interview.model_validate(document)))
    assert {problem.field for problem in problems} == {
        "interview.short_answer.zh",
        "interview.short_answer.en",
    }

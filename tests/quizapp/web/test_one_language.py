"""A question in one language: asked for by its author, never filled in by the program, and said to its readers."""

from copy import deepcopy
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.domain.one_language import filled, lacking, stripped, with_texts_of
from quizapp.errors import Invalid
from quizapp.formats.content_files import write_question
from quizapp.models import Account, QuestionVersion
from quizapp.services import authoring, question_bank
from quizapp.services.desk import DeskFilters, list_desk
from tests.kinds import EXAMPLES
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import question_document, text_of

SLUG = "my-question"
CHINESE, ENGLISH = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en"}


def english(*items: str, **fields: Any) -> dict[str, Any]:
    """The question of these tests, and these examples, without their Chinese."""
    document = deepcopy(question_document())
    document["items"] += [EXAMPLES[item].model_dump(mode="json") for item in items]
    found = stripped(document, "en") | {"title": {"en": "An English title"}, "only_in": "en"} | fields
    assert isinstance(found, dict)
    return found


def test_a_missing_language_is_refused_unless_it_is_chosen(session: Session, instructor: Account) -> None:
    document = english()
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, {**document, "only_in": None})
    assert "title.zh" in {problem.field for problem in refused.value.problems}
    assert authoring.publish(session, instructor, None, document).number == 1


def test_nothing_is_filled_in_where_it_is_stored_or_taken_along(
    session: Session, instructor: Account
) -> None:
    kinds = sorted(EXAMPLES)
    document = english(*kinds, prompt={"zh": "已经写了", "en": "Written already"})
    authoring.publish(session, instructor, None, document, reason="The examples are alike")
    stored = session.query(QuestionVersion).filter(QuestionVersion.author_id.is_not(None)).one().body
    assert stored["title"] == {"en": "An English title"}
    assert stored["prompt"] == {"zh": "已经写了", "en": "Written already"}  # what its author wrote stays
    assert "zh" not in write_question(question_bank.get_question(session, SLUG).question)
    assert lacking(stored) == {"zh"}


def test_the_model_has_the_same_words_twice(session: Session, instructor: Account) -> None:
    question = Question.model_validate(english())
    assert question.title.in_language("zh") == "An English title"
    assert Question.model_validate(question.model_dump(mode="json")) == question


def test_what_is_wrong_is_said_once_and_in_the_language_that_there_is(
    session: Session, instructor: Account
) -> None:
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, english(answer={"en": "See [this](nowhere)."}))
    assert [problem.field for problem in refused.value.problems] == ["answer.en"]
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, english(answer={"zh": "只有中文"}))
    assert [problem.field for problem in refused.value.problems] == ["answer.en"]


def test_readers_of_the_other_language_are_told_and_the_text_says_its_language(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    authoring.publish(session, instructor, None, english())
    session.rollback()
    page = text_of(desk.get(f"/questions/{SLUG}", headers=CHINESE))
    assert "这道题目只有英文。" in page
    assert '<h1 lang="en">' in page
    assert '<div class="other-language" lang="en">' in page
    page = text_of(desk.get(f"/questions/{SLUG}", headers=ENGLISH))
    assert "This question is written in English only." not in page
    assert "other-language" not in page
    answer = send(desk, "/items/my-first-item/attempts", page=f"/questions/{SLUG}", answer="a")
    assert answer.status_code == 302


def test_the_desk_finds_what_lacks_a_language(session: Session, instructor: Account) -> None:
    authoring.publish(session, instructor, None, english())
    half = {**question_document(), "slug": "half-done", "answer": {"en": "Only in English yet"}}
    authoring.save_draft(session, instructor, None, half)
    lines = list_desk(session, instructor, with_lacking=True)
    found = [line.slug for line in lines if DeskFilters(lacks="zh").lets_through(line)]
    assert sorted(found) == ["half-done", SLUG]
    assert not [line for line in lines if DeskFilters(lacks="en").lets_through(line)]


def test_documents_are_filled_and_stripped() -> None:
    document = {"a": {"en": "x"}, "b": [{"c": {"zh": "丙", "en": "y"}}], "n": {"knob": 1}, "e": {}}
    assert filled(document, "en") == {
        "a": {"zh": "x", "en": "x"},
        "b": [{"c": {"zh": "y", "en": "y"}}],
        "n": {"knob": 1},
        "e": {},
    }
    assert stripped(filled(document, "en"), "en") == {**document, "b": [{"c": {"en": "y"}}]}
    assert with_texts_of(stripped(document, "en"), document, "zh") == document


def test_the_interface_says_it_in_the_list_and_of_the_question(
    client: FlaskClient, session: Session, instructor: Account
) -> None:
    authoring.publish(session, instructor, None, english())
    session.rollback()
    listed = client.get("/api/v1/questions").json or {}
    only_in = {each["slug"]: each["only_in"] for each in listed["questions"]}
    assert [slug for slug, language in only_in.items() if language] == [SLUG]
    shown = client.get(f"/api/v1/questions/{SLUG}").json or {}
    assert (only_in[SLUG], shown["only_in"]) == ("en", "en")

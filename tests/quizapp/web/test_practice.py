"""Answering an item on the page of its question."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.http.extensions import db
from quizapp.kinds import right_answer
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.services import question_bank

QUESTION = "lstm-inputs-outputs"
HEADERS = {"Accept-Language": "en", "HX-Request": "true"}


@pytest.fixture
def item(session: Session) -> SingleChoice:
    items = question_bank.get_question(session, QUESTION).question.items
    session.rollback()  # a reader would hold up the application, which writes
    return next(item for item in items if isinstance(item, SingleChoice))


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that the application sends."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def listen(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", listen)
    yield sent
    event.remove(engine, "before_cursor_execute", listen)


def submitted(client: FlaskClient, item: SingleChoice, answer: str, seconds: str = "3") -> TestResponse:
    page = client.get(f"/questions/{QUESTION}", headers={"Accept-Language": "en"}).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "answer": answer, "seconds": seconds}
    return client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS)


def test_the_grade_that_was_just_given_is_shown_without_reading_it_again(
    client: FlaskClient, item: SingleChoice, statements: list[str]
) -> None:
    answer = submitted(client, item, right_answer(item))
    assert answer.status_code == 200
    assert "is-graded" in answer.text
    reads = [each for each in statements if "attempts.grade" in each and each.startswith("SELECT")]
    assert reads == []


def test_a_refused_answer_is_shown_again_with_what_is_wrong(client: FlaskClient, item: SingleChoice) -> None:
    answer = submitted(client, item, "no-such-option")
    assert answer.status_code == 422
    assert "no-such-option" in answer.text
    assert "is-graded" not in answer.text


@pytest.mark.parametrize("seconds", ["", "soon", "nan", "-1", "1e9"])
def test_a_time_that_cannot_be_is_left_out(client: FlaskClient, item: SingleChoice, seconds: str) -> None:
    assert submitted(client, item, right_answer(item), seconds).status_code == 200

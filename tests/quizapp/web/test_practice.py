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
from quizapp.models import Account
from quizapp.services import authoring, learners, practice, question_bank
from tests.conftest import PASSWORD

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


def form_of(client: FlaskClient, item: SingleChoice, language: str = "en") -> dict[str, str]:
    """The hidden fields of the item's form."""
    page = client.get(f"/questions/{QUESTION}", headers={"Accept-Language": language}).text
    article = page.partition(f'id="item-{item.id}"')[2].partition("</article>")[0]
    return dict(re.findall(r'name="(csrf_token|variant)" value="([^"]+)"', article))


def submitted(client: FlaskClient, item: SingleChoice, answer: str, seconds: str = "3") -> TestResponse:
    sent = {**form_of(client, item), "answer": answer, "seconds": seconds}
    return client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS)


def test_an_attempt_of_a_removed_exercise_says_so_and_leads_nowhere(
    client: FlaskClient, session: Session, instructor: Account, item: SingleChoice
) -> None:
    submitted(client, item, right_answer(item))
    entry = f"/questions/{QUESTION}?again={item.id}#item-{item.id}"
    attempt = re.search(r"/work/attempts/\d+", client.get("/work").text)
    assert attempt
    assert entry in client.get(attempt[0]).text
    document = question_bank.get_question(session, QUESTION).question.model_dump(mode="json")
    session.rollback()
    document["items"] = [each for each in document["items"] if each["id"] != item.id]
    for point in document["interview"]["key_points"]:
        point["items"] = [each for each in point["items"] if each != item.id]
    authoring.publish(session, instructor, QUESTION, document)
    for path in ("/work", attempt[0]):
        page = client.get(path, headers={"Accept-Language": "en"}).text
        assert entry not in page
        assert "exercise removed" in page


def attempts_of(client: FlaskClient) -> int:
    return int(client.get("/api/v1/attempts").get_json()["count"])


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


def wrong_option(item: SingleChoice) -> str:
    return next(option.id for option in item.options if not option.correct)


def test_a_form_sent_ten_times_is_one_attempt(client: FlaskClient, item: SingleChoice) -> None:
    sent = {**form_of(client, item), "answer": wrong_option(item)}
    for _ in range(10):
        answer = client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS)
        assert answer.status_code == 200
        assert "data-not-yet" in answer.text
    assert attempts_of(client) == 1


def test_a_variant_is_the_same_on_the_page_in_both_languages_and_in_the_api(
    client: FlaskClient, item: SingleChoice
) -> None:
    names = {form_of(client, item, language)["variant"] for language in ("en", "zh")}
    shown = client.get(f"/api/v1/questions/{QUESTION}").get_json()["items"]
    assert names == {each["variant"] for each in shown if each["id"] == item.id}


def test_another_answer_to_an_answered_variant_is_kept_and_the_next_variant_is_offered(
    client: FlaskClient, item: SingleChoice
) -> None:
    sent = {**form_of(client, item), "answer": wrong_option(item)}
    client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS)
    refused = client.post(
        f"/items/{item.id}/attempts", data={**sent, "answer": right_answer(item)}, headers=HEADERS
    )
    assert refused.status_code == 422
    assert "already been answered" in refused.text
    assert re.search(rf'value="{right_answer(item)}" required checked', refused.text)
    assert sent["variant"] not in refused.text
    assert attempts_of(client) == 1


def test_another_guests_form_is_refused(app: Flask, client: FlaskClient, item: SingleChoice) -> None:
    theirs = form_of(app.test_client(), item)["variant"]
    sent = {**form_of(client, item), "variant": theirs, "answer": right_answer(item)}
    refused = client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS)
    assert refused.status_code == 422
    assert "somebody else" in refused.text
    assert attempts_of(client) == 0


def test_a_form_opened_before_signing_in_may_be_sent_afterwards(
    client: FlaskClient, session: Session, learner_account: Account, item: SingleChoice
) -> None:
    learners.learner_of_account(session, learner_account)  # the guest is merged into it
    opened = form_of(client, item)
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    signed_in = client.post("/sign-in", data={"csrf_token": token[1], "name": "lea", "password": PASSWORD})
    assert signed_in.status_code == 302
    sent = {**form_of(client, item), "variant": opened["variant"], "answer": right_answer(item)}
    assert client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS).status_code == 200
    learner = learners.find_account_learner(session, learner_account)
    assert practice.count_attempts(session, learner) == 1


def test_the_key_points_of_the_model_answer_carry_the_marks_of_their_exercises(
    client: FlaskClient, session: Session, item: SingleChoice
) -> None:
    interview = question_bank.get_question(session, QUESTION).question.interview
    session.rollback()
    assert interview is not None
    own = next(n for n, point in enumerate(interview.key_points) if point.items == (item.id,))
    wrong = next(option.id for option in item.options if not option.correct)
    for answer, mark in ((wrong, "mark-wrong"), (right_answer(item), "mark-right")):
        sent = {**form_of(client, item), "answer": answer, "hint": [n + 1 for n in range(len(item.hints))]}
        client.post(f"/items/{item.id}/attempts", data=sent, headers=HEADERS)
        page = client.get(f"/questions/{QUESTION}/answer", headers=HEADERS).text
        lines = re.findall(r'<li class="key-point">(.*?)</li>', page, re.DOTALL)
        assert [line.count("#item-") for line in lines] == [len(each.items) for each in interview.key_points]
        assert mark in lines.pop(own)
        assert all("mark-open" in line for line in lines)


def test_without_scripts_the_model_answer_opens_on_the_page_of_its_question(
    client: FlaskClient, item: SingleChoice
) -> None:
    submitted(client, item, right_answer(item))
    page = client.get(f"/questions/{QUESTION}/answer", headers={"Accept-Language": "en"}).text
    assert f'id="item-{item.id}"' in page
    assert 'class="key-point"' in page
    assert 'class="key-point"' not in client.get(f"/questions/{QUESTION}").text

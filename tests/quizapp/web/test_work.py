"""My work in the browser, without a script."""

import re
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.db.sessions import writing
from quizapp.http.extensions import db
from quizapp.models import Account, ExamSitting, Learner
from quizapp.services import learners
from tests.exams import STATIC
from tests.quizapp.services.answering import answer, quick_items
from tests.quizapp.web.test_accounts import enter

EN = {"Accept-Language": "en"}


@pytest.fixture
def learner(client: FlaskClient, learner_account: Account, session: Session) -> Learner:
    enter(client, "lea")
    return learners.learner_of_account(session, learner_account)


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers=EN)
    assert response.status_code == 200
    return response.text


def test_the_old_address_leads_to_the_new_one_with_its_page(client: FlaskClient) -> None:
    assert client.get("/attempts").status_code == 301
    assert client.get("/attempts").location == "/work"
    assert client.get("/attempts?page=3").location == "/work/everything?page=3"


def test_with_fewer_than_ten_answers_there_is_the_log_and_what_comes(
    client: FlaskClient, session: Session, learner: Learner
) -> None:
    items = quick_items(session)
    for item in items[:9]:
        answer(session, learner, item)
    few = page(client, "/work")
    assert few.count('class="work-entry"') == 9
    assert "After 10 answers" in few
    assert "Topic by skill" not in few
    answer(session, learner, items[9], right=False)
    enough = page(client, "/work")
    assert "Topic by skill" in enough
    assert "Wrong first" in enough
    assert enough.count('class="mistake"') == 1


def test_a_filter_survives_the_pages(client: FlaskClient, session: Session, learner: Learner) -> None:
    item = quick_items(session, lambda facts: facts.topic == "rnn")[0]
    for _ in range(26):
        answer(session, learner, item)
    answer(session, learner, quick_items(session, lambda facts: facts.topic == "lstm-shapes")[0])
    first = page(client, "/work/everything?topic=rnn&words=")
    assert "26 answers" in first
    assert 'href="/work/everything?topic=rnn&amp;page=2"' in first
    assert page(client, "/work/everything?topic=rnn&page=2").count('class="work-entry"') == 1


def test_what_is_not_understood_in_a_filter_filters_nothing(
    client: FlaskClient, session: Session, learner: Learner
) -> None:
    answer(session, learner, quick_items(session)[0])
    told = page(client, "/work/everything?kind=x&level=x&since=x&until=99999-01-01&outcome=x&skill=x&page=x")
    assert told.count('class="work-entry"') == 1
    assert "No answer matches" in page(client, "/work/everything?topic=no-such-topic")


def test_an_answer_of_somebody_else_is_not_found(
    client: FlaskClient, session: Session, learner: Learner
) -> None:
    theirs = answer(session, learners.start_guest(session), quick_items(session)[0])
    assert client.get(f"/work/attempts/{theirs.attempt_id}").status_code == 404
    mine = answer(session, learner, quick_items(session)[0])
    told = page(client, f"/work/attempts/{mine.attempt_id}")
    assert "It returns on" in told
    assert "Why" in told


@pytest.mark.parametrize("tab", ["topics", "questions", "skills", "mistakes", "interviews", "everything"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_tab_is_there_with_and_without_answers(
    client: FlaskClient, session: Session, learner: Learner, tab: str, language: str
) -> None:
    headers = {"Accept-Language": language}
    assert client.get(f"/work/{tab}", headers=headers).status_code == 200
    for place, item in enumerate(quick_items(session)[:12]):
        answer(session, learner, item, right=place % 2 == 0, confidence=0.9)
    assert client.get(f"/work/{tab}", headers=headers).status_code == 200
    assert client.get("/work", headers=headers).status_code == 200


def test_interviews_cases_and_exams_are_listed_together(client: FlaskClient) -> None:
    staged = post(
        client, "/interviews", role="engineer", minutes="10", form_name=first_form(client, "/interviews")
    ).location
    case = post(client, "/on-call").location
    question = "/questions/exploding-gradient-consequences/interview"
    given = post(client, question, answer="It vanishes.", form_name=first_form(client, question)).location
    exam = post(client, "/exams", title="Trial", selection="fixed", items=[STATIC], minutes="30", grace="60")
    over = post(client, f"{exam.location}/sittings").location
    assert post(client, f"{over}/submit").location == f"{over}/result"
    rows = rows_of(page(client, "/work/interviews"))
    assert [(row.url, row.kind, row.score) for row in rows] == [
        (f"{over}/result", "Exam", "not graded yet"),
        (given.removesuffix("/points"), "Mock interview", "–"),
        (case, "On call", "Continue"),
        (staged, "Mock interview · 10 min", "Continue"),
    ]
    page(client, f"{over}/result")  # grades it
    open_now = post(client, f"{exam.location}/sittings").location
    told = page(client, "/work/interviews")
    assert 'Interviews and exams <span class="tab-count">5</span>' in told
    newest, graded = rows_of(told)[:2]
    assert (newest.url, newest.kind, newest.score) == (open_now, "Exam · attempt 2", "Continue")
    assert (graded.url, graded.score) == (f"{over}/result", "0%")


def test_a_sitting_whose_time_is_over_leads_to_its_result(client: FlaskClient, app: Flask) -> None:
    exam = post(client, "/exams", title="Trial", selection="fixed", items=[STATIC], minutes="30", grace="60")
    sitting = post(client, f"{exam.location}/sittings").location
    with app.app_context(), writing(db.session):
        stored = db.session.scalars(select(ExamSitting)).one()
        stored.started_at -= timedelta(hours=1)
        stored.closes_at -= timedelta(hours=1)
    (row,) = rows_of(page(client, "/work/interviews"))
    assert (row.url, row.score) == (f"{sitting}/result", "not graded yet")


def post(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    token = re.search(r'name="csrf-token" content="([^"]+)"', page(client, "/questions"))
    assert token
    sent = client.post(path, data={"csrf_token": token[1], **fields}, headers=EN)
    assert sent.status_code in (302, 303), sent.text
    return sent


def first_form(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="form_name" value="([^"]+)"', page(client, path))
    assert found
    return found[1]


class Row(NamedTuple):
    url: str
    kind: str
    score: str


def rows_of(told: str) -> list[Row]:
    found = []
    for part in told.split('class="work-entry"')[1:]:
        url = re.search(r'class="work-prompt"><a href="([^"]+)"', part)
        kind = re.search(r'class="work-facts">([^<]*)<', part)
        score = re.search(r'class="work-score">(?:<a[^>]*>)?([^<]*)<', part)
        assert url
        assert kind
        assert score
        found.append(Row(url[1], kind[1], score[1]))
    return found

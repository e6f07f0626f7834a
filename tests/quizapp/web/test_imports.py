"""Bringing a file in at the desk: first what comes of it, then the drafts."""

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models import Account, QuestionEntry
from tests.quizapp.web.test_accounts import enter, send

TEXT = b"::Gates of an LSTM::Which one forgets?{~%50%input =forget}\n\n::Odd::{=a{\n\n"


@pytest.fixture
def desk(client: FlaskClient, instructor: Account) -> FlaskClient:
    enter(client, "ines")
    return client


def upload(desk: FlaskClient, data: bytes, name: str = "q.gift") -> TestResponse:
    page = desk.get("/author/import").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    fields = {"csrf_token": token[1], "file": (io.BytesIO(data), name)}
    return desk.post("/author/import", data=fields, content_type="multipart/form-data")


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the second form."""
    return dict(re.findall(r'type="hidden" name="(csrf_token|name|packed)" value="([^"]*)"', page))


def test_the_first_page_says_what_comes_of_each_question_and_stores_nothing(
    desk: FlaskClient, session: Session
) -> None:
    page = upload(desk, TEXT).get_data(as_text=True)
    assert "1 of 1 questions can become drafts" in page
    assert "“input” counted 50 percent" in page
    assert "not closed" in page, "what was left out is named"
    assert session.scalar(select(QuestionEntry).filter_by(slug="gates-of-an-lstm")) is None


def test_then_the_drafts_are_made_in_the_chosen_topic(desk: FlaskClient, session: Session) -> None:
    fields = carried(upload(desk, TEXT).get_data(as_text=True))
    refused = send(desk, "/author/import", action="make", **fields)
    assert refused.status_code == 422
    assert "Choose a topic." in refused.get_data(as_text=True)
    made = send(desk, "/author/import", action="make", topic="rnn", **fields)
    assert made.location.endswith("/author/gates-of-an-lstm")
    assert session.scalar(select(QuestionEntry).filter_by(slug="gates-of-an-lstm")) is not None
    assert "Which one forgets?" in desk.get("/author/gates-of-an-lstm").get_data(as_text=True)


def test_a_refused_file_is_said_at_the_field(desk: FlaskClient) -> None:
    refused = upload(desk, b'<!DOCTYPE a [<!ENTITY b "c">]><quiz/>', "q.xml")
    assert refused.status_code == 422
    assert "declares entities" in refused.get_data(as_text=True)
    assert send(desk, "/author/import", action="make", topic="rnn", packed="AAAA").status_code == 422


def test_learners_cannot_import(client: FlaskClient) -> None:
    assert client.get("/author/import").status_code in (302, 401, 403)

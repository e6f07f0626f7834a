"""Bringing a file in at the desk: first what comes of it, then the drafts."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from quizapp.formats.exchange.bounds import MOST_BYTES
from quizapp.models import Account, QuestionEntry
from tests.images import image_file
from tests.quizapp.formats.exchange.reading import zipped
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
    return post_files(desk, "/author/import", fields)


def post_files(client: FlaskClient, address: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form with files; the client itself would leave the temporary file of a large one open."""
    files = {name: FileStorage(*each) for name, each in fields.items() if isinstance(each, tuple)}
    boundary, body = encode_multipart(fields | files)
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


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


def large(title: str) -> bytes:
    """A package with an image that cannot be packed, larger than a page carries along."""
    image = image_file(size=(900, 900), noise=1)
    return zipped(
        {
            "q.gift": f'::{title}::[html]Which?<img src\\="a.png" alt\\="noise">{{~no \\=yes =right}}',
            "a.png": image,
        }
    )


def test_a_large_package_is_chosen_once_more_and_another_one_is_looked_at_first(
    desk: FlaskClient, session: Session
) -> None:
    noise = large("Noise")
    looked_at = upload(desk, noise, "q.zip")
    assert looked_at.status_code == 200
    page = looked_at.get_data(as_text=True)
    assert "1 of 1 questions can become drafts" in page
    assert 'name="packed"' not in page
    digest = re.search(r'name="digest" value="([^"]+)"', page)
    assert digest
    assert 'type="file" id="file" name="file" required' in page

    def make(data: bytes) -> TestResponse:
        fields = {
            "csrf_token": carried(page)["csrf_token"],
            "digest": digest[1],
            "topic": "rnn",
            "action": "make",
            "file": (io.BytesIO(data), "q.zip"),
        }
        return post_files(desk, "/author/import", fields)

    other = make(large("Another"))
    assert other.status_code == 200
    assert "This is another file" in other.get_data(as_text=True)
    assert session.scalar(select(QuestionEntry).filter_by(slug="another")) is None
    session.rollback()
    assert make(noise).status_code == 302
    entry = session.scalar(select(QuestionEntry).filter_by(slug="noise"))
    assert entry is not None
    assert "image:" in entry.draft.body["prompt"]["en"]


def test_a_file_beyond_the_limit_and_a_large_request_elsewhere_are_refused(desk: FlaskClient) -> None:
    assert upload(desk, b"x" * (MOST_BYTES + 1)).status_code == 422
    assert upload(desk, b"x" * 18 * 2**20).status_code == 413
    elsewhere = {"file": (io.BytesIO(b"x" * 3 * 2**20), "q.yaml")}
    assert post_files(desk, "/lab/new", elsewhere).status_code == 413

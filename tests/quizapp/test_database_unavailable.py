"""A database that cannot be written: what was sent is not stored, and the answer says so."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from quizapp import create_app
from quizapp.config import Settings
from quizapp.db import engine
from quizapp.http.extensions import db
from quizapp.kinds import right_answer
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.services.runner import NoRunner
from tests.bank import bank
from tests.quizapp.web.test_accounts import send

State = Callable[[Settings], Any]


@contextmanager
def locked(settings: Settings) -> Iterator[FlaskClient]:
    other = sqlite3.connect(file_of(settings), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield create_app(settings, NoRunner()).test_client()
    other.close()


@contextmanager
def full(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(settings, NoRunner())
    with app.app_context():
        event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 1"))
    yield app.test_client()


@contextmanager
def read_only(settings: Settings) -> Iterator[FlaskClient]:
    url = f"sqlite:///file:{file_of(settings)}?mode=ro&uri=true"
    yield create_app(replace(settings, database_url=url), NoRunner()).test_client()


def file_of(settings: Settings) -> Path:
    return settings.instance / "quizapp.sqlite"


def attempts_in(settings: Settings) -> int:
    with sqlite3.connect(f"file:{file_of(settings)}?mode=ro", uri=True) as connection:
        [[count]] = connection.execute("SELECT count(*) FROM attempts").fetchall()
    connection.close()
    return int(count)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_SECONDS", 0)


@pytest.mark.parametrize("state", [locked, full, read_only])
def test_an_answer_that_cannot_be_stored_is_answered_with_503(settings: Settings, state: State) -> None:
    slug, item = next(
        (question.slug, item)
        for question in bank().questions
        for item in question.items
        if isinstance(item, SingleChoice)
    )
    with state(settings) as client:
        page = f"/questions/{slug}"
        assert client.get(page).status_code == 200
        other = client.application.test_client()
        ways: dict[str, Callable[[], TestResponse]] = {
            "page": lambda: send(client, f"/items/{item.id}/attempts", page=page, answer=right_answer(item)),
            "api": lambda: other.post(
                f"/api/v1/items/{item.id}/attempts", json={"answer": right_answer(item)}
            ),
        }
        stored = 0
        for answer_it in ways.values():
            while (answer := answer_it()).status_code in (
                201,
                302,
            ):  # until the pages there are have been filled
                stored += 1
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
            assert "What you sent was not stored" in answer.get_data(as_text=True)
    assert attempts_in(settings) == stored


def test_a_database_that_cannot_be_read_is_answered_with_503(settings: Settings) -> None:
    client = create_app(settings, NoRunner()).test_client()
    file_of(settings).rename(settings.instance / "elsewhere")
    (settings.instance / "quizapp.sqlite").mkdir()
    for address in ("/", "/api/v1/questions", "/api/v1/ready"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert answer.headers["Retry-After"]

"""Requests that arrive at the same time."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.config import Settings
from quizapp.db.engine import engine_for
from quizapp.http.extensions import db
from quizapp.kinds import right_answer
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.models import Account, AssignedWork, Attempt, Learner, Role
from quizapp.services import accounts
from tests.bank import bank
from tests.classes import assign, join, open_class, practice_of
from tests.conftest import PASSWORD
from tests.quizapp.web.test_accounts import enter

MANY = 6


def at_once(request: Callable[[int], TestResponse]) -> list[TestResponse]:
    together = threading.Barrier(MANY)

    def send(number: int) -> TestResponse:
        together.wait()
        return request(number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(send, range(MANY)))


def statuses(answers: list[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def prepared(app: Flask, address: str) -> Callable[[dict[str, str]], TestResponse]:
    """A client that has opened the page of a form, and sends it."""
    client = app.test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    assert found
    return lambda fields: client.post(address, data={"csrf_token": found[1], **fields})


def test_a_setup_link_makes_one_account(app: Flask, session: Session) -> None:
    link = accounts.new_setup_link(session)
    session.rollback()
    forms = [prepared(app, f"/setup/{link}") for _ in range(MANY)]
    answers = at_once(lambda number: forms[number]({"name": f"admin{number}", "password": PASSWORD}))
    assert statuses(answers) == [302, *[403] * (MANY - 1)]
    assert session.scalar(select(func.count()).where(Account.role == Role.ADMIN)) == 1


def test_a_name_is_given_to_one_account(app: Flask, session: Session) -> None:
    forms = [prepared(app, "/sign-up") for _ in range(MANY)]
    answers = at_once(lambda number: forms[number]({"name": "wanted", "password": PASSWORD}))
    assert statuses(answers) == [302, *[422] * (MANY - 1)]
    assert all("already taken" in answer.text for answer in answers if answer.status_code == 422)
    assert session.scalar(select(func.count()).where(Account.name == "wanted")) == 1


def test_an_assignment_that_is_begun_many_times_at_once_is_begun_once(
    app: Flask, session: Session, instructor: Account
) -> None:
    seat = open_class(session, instructor)
    assignment = assign(session, seat, practice_of(session, attempts=3))
    join(session, seat, "ann")
    address = f"/classes/{seat.study_class.public_id}/assignments/{assignment.public_id}"
    session.rollback()
    clients = [app.test_client() for _ in range(MANY)]
    for client in clients:
        enter(client, "ann")
    forms = [re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text) for client in clients]
    begun = at_once(
        lambda number: clients[number].post(
            f"{address}/begin", data={"csrf_token": (forms[number] or [""])[1]}
        )
    )
    assert statuses(begun) == [303] * MANY
    assert len({answer.location for answer in begun}) == 1
    assert session.scalar(select(func.count()).select_from(AssignedWork)) == 1


def test_the_first_answers_of_an_account_are_all_stored(
    app: Flask, session: Session, learner_account: Account
) -> None:
    single = [
        each for question in bank().questions for each in question.items if isinstance(each, SingleChoice)
    ]
    items = single[:MANY]  # the same answer to one of them again would be the first attempt again
    enter(browser := app.test_client(), "lea")
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/").text)
    cookie = browser.get_cookie("quizapp")
    assert found
    assert cookie

    def answer(number: int) -> TestResponse:
        client = app.test_client()
        client.set_cookie("quizapp", cookie.value)
        fields = {"csrf_token": found[1], "answer": right_answer(items[number])}
        return client.post(f"/items/{items[number].id}/attempts", data=fields)

    assert statuses(at_once(answer)) == [302] * MANY
    assert session.scalar(select(func.count()).select_from(Attempt)) == MANY
    assert session.scalar(select(func.count()).where(Learner.account_id == learner_account.account_id)) == 1


def test_errors_of_the_database_quote_no_values(settings: Settings, app: Flask) -> None:
    with app.app_context():
        for engine in (db.engine, engine_for(settings.database_url)):
            with engine.connect() as connection, pytest.raises(IntegrityError) as refused:
                connection.execute(
                    text("INSERT INTO accounts (name, password_hash) VALUES (NULL, :secret)"),
                    {"secret": "s3cret"},
                )
            assert "s3cret" not in str(refused.value)
            engine.dispose()

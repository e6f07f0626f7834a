"""The due list, the home, and the pages of a learner with 2,000 cards and 10,000 answers."""

import tempfile
from collections.abc import Iterator
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.services import day_plans, question_bank, reviews
from quizapp.services.review_preferences import set_preferences
from tests.bank import bank
from tests.benchmarks.answering_learner import ANSWERS, CARDS, answering_learner, browser_of, milliseconds
from tests.days import in_days
from tests.promises import Promise

LIMIT_MILLISECONDS = 20.0
# Pages that read all of the answers, or list many cards.
LIMIT_BY_PAGE = {
    "/work": 500.0,
    "/work/everything": 150.0,
    "/work/mistakes": 150.0,
    "/plan": 100.0,
    "/plan/cards": 100.0,
    "/claims": 50.0,
    "/questions": 50.0,
}


def due_list_promises() -> Iterator[Promise]:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_from({"QUIZAPP_INSTANCE": folder})
        engine = engine_for(settings.database_url)
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            question_bank.load_bank(session, bank())
            learner = answering_learner(session)
            client = browser_of(settings, learner)

            def list_due() -> None:
                reviews.get_today(session, learner)
                session.rollback()

            yield _promise("the due list", milliseconds(list_due))
            yield _promise("the home", milliseconds(lambda: _open_home(client)))
            on = in_days(60)
            chosen = set_preferences(session, learner, interview_on=on, minutes_a_day=120)
            session.rollback()
            yield _promise(
                "the home before the plan of the day is made", milliseconds(lambda: _open_home(client))
            )
            day_plans.get_day_plan(session, learner, chosen)
            session.rollback()
            yield _promise("the due list with a plan", milliseconds(list_due))
            yield _promise("the home with a plan", milliseconds(lambda: _open_home(client)))
            yield from _pages(client)
        engine.dispose()


def _pages(client: FlaskClient) -> Iterator[Promise]:
    for address, limit in LIMIT_BY_PAGE.items():
        yield _promise(f"the page {address}", milliseconds(partial(_open, client, address)), limit)


def _promise(what: str, measured: float, limit: float = LIMIT_MILLISECONDS) -> Promise:
    return Promise(
        f"{what} of {CARDS} cards and {ANSWERS} answers takes {limit:.0f} ms of processor time",
        f"{measured:.1f} ms",
        measured <= limit,
        decides=False,
    )


def _open(client: FlaskClient, address: str) -> str:
    page = client.get(address, headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 200
    return page.text


def _open_home(client: FlaskClient) -> None:
    assert "data-today-page" in _open(client, "/")

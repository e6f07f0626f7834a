"""Ten thousand scores through a platform that drops, delays, repeats, and errs. Not in the suite: `make torture`."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.services import question_bank
from tests.bank import bank
from tests.lti_torture import TROUBLE, Sizes, converged
from tests.promises import Tell

SECONDS_AT_MOST = 15 * 60


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_ten_thousand_scores_arrive_once_within_a_quarter_of_an_hour(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, figure: Tell
) -> None:
    url = request.getfixturevalue("postgresql") if database == "postgresql" else None
    settings = settings_from({"QUIZAPP_INSTANCE": str(tmp_path), **({"DATABASE_URL": url} if url else {})})
    engine = _furnished(engine_for(settings.database_url), settings.migrations)
    found = converged(engine, Sizes(learners=500, columns=20, changes=1000), TROUBLE, _wait)
    engine.dispose()
    figure(f"{database}: {found}")
    assert (found.scores, found.lost, found.doubled) == (10_000, 0, 0)
    assert found.seconds <= SECONDS_AT_MOST


def _furnished(engine: Engine, migrations: Path) -> Engine:
    upgrade(engine, migrations)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, bank())
    return engine


def _wait(_session: Session) -> None:
    """As the thread of a server does between its runs."""
    time.sleep(1.0)

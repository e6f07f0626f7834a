"""A session on either database."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.services import question_bank
from tests.bank import bank
from tests.quizapp.test_migrations import MIGRATIONS


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("session")
        return
    given = {"DATABASE_URL": request.getfixturevalue("postgresql"), "QUIZAPP_INSTANCE": "/nonexistent"}
    engine = engine_for(settings_from(given).database_url)
    upgrade(engine, MIGRATIONS)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, bank())
        yield session
    engine.dispose()

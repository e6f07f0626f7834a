"""The fixtures that carry the suite: a database with the content in it, an application, a client, a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import Settings, settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.formats.content_files import read_bank
from quizapp.models import Account, Role
from quizapp.services import accounts, question_bank
from quizapp.services.runner import NoRunner
from tests.serving import Server, start_server

PASSWORD = "correct horse battery"

# The suite says the same of the same code each time; `--hypothesis-profile exploring` draws new examples.
hypothesis_settings.register_profile("steady", derandomize=True)
hypothesis_settings.register_profile("exploring", max_examples=500, deadline=None)
hypothesis_settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: while Playwright's loop runs, an application in this process cannot end a request."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def loaded_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the content in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("database")
    settings = settings_from({"QUIZAPP_INSTANCE": str(folder)})
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, read_bank(settings.content))
    engine.dispose()
    return folder / "quizapp.sqlite"


@pytest.fixture
def settings(tmp_path: Path, loaded_database: Path) -> Settings:
    shutil.copy(loaded_database, tmp_path / "quizapp.sqlite")
    unlimited = {"QUIZAPP_REQUESTS_PER_MINUTE": "100000", "QUIZAPP_SIGN_INS_PER_MINUTE": "100000"}
    return settings_from({"QUIZAPP_INSTANCE": str(tmp_path), **unlimited})


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = engine_for(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, **session_options()) as session:
        yield session


@pytest.fixture
def app(settings: Settings) -> Flask:
    """An application that executes no runs."""
    return create_app(settings, NoRunner())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bare_client(app: Flask) -> FlaskClient:
    """A client that keeps no cookies, like a script."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def running_client(settings: Settings) -> Iterator[FlaskClient]:
    """A client of an application whose runs are executed by a real pool."""
    app = create_app(settings)
    yield app.test_client()
    app.extensions["quizapp.runner"].close()


@pytest.fixture
def instructor(session: Session) -> Account:
    return accounts.create_account(session, "ines", PASSWORD, Role.INSTRUCTOR)


@pytest.fixture
def learner_account(session: Session) -> Account:
    return accounts.create_account(session, "lea", PASSWORD, Role.LEARNER)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service as `quizapp serve` runs it, on a free port and an empty folder."""
    server = start_server(tmp_path_factory.mktemp("instance"))
    yield server
    server.stop()

"""The fixtures that carry the suite: a database with the content in it, an application, a client, servers."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import Settings, settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.upgrades import upgrade
from quizapp.http.extensions import db
from quizapp.models import Account, Role, Run
from quizapp.services import question_bank, run_work
from quizapp.services.runner import NoRunner
from tests import locking, promises  # noqa: F401 - locking listens to all statements
from tests.bank import bank
from tests.brokers import place_on, rabbitmq_server, redis_server
from tests.examples import examples
from tests.postgresql import new_database, postgresql_server
from tests.serving import UNLIMITED, Service, shared_service
from tests.shared_servers import Ask, SharedServers, ask_at

# Tracebacks without colors, and without the values of variables, which can be the whole bank and take minutes to print.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

PASSWORD = "correct horse battery"
PASSWORD_HASH = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

hypothesis_settings.register_profile("quizapp", examples(100))
hypothesis_settings.load_profile("quizapp")

LOADED = "loaded"
SERVERS = pytest.StashKey[SharedServers]()


@contextmanager
def _loaded_database() -> Iterator[Path]:
    with TemporaryDirectory(prefix="quizapp-database-") as folder:
        _load(settings_from({"QUIZAPP_INSTANCE": folder}))
        yield Path(folder) / "quizapp.sqlite"


@contextmanager
def _loaded_on_postgresql() -> Iterator[str]:
    """The address of a server with a database `loaded`, which nothing is connected to, so that it can be copied."""
    with postgresql_server() as server, new_database(server, LOADED) as url:
        settings = settings_from({"DATABASE_URL": url, "QUIZAPP_INSTANCE": "/nonexistent"})
        _load(settings)
        yield server


def _load(settings: Settings) -> None:
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, bank())
    engine.dispose()


@contextmanager
def _folder() -> Iterator[str]:
    with TemporaryDirectory(prefix="quizapp-templates-") as folder:
        yield folder


STARTERS = {
    "compiled templates": _folder,
    "loaded database": _loaded_database,
    "loaded on postgresql": _loaded_on_postgresql,
    "postgresql": postgresql_server,
    "rabbitmq": rabbitmq_server,
    "redis": redis_server,
    "service": shared_service,
}


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(promises)
    if not hasattr(config, "workerinput"):
        config.stash[SERVERS] = SharedServers(STARTERS)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["servers"] = node.config.stash[SERVERS].listen()


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: while Playwright's loop runs, an application in this process cannot end a request."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def ask_for_server(pytestconfig: pytest.Config) -> Ask:
    """What the whole run has once: see `STARTERS`."""
    if SERVERS in pytestconfig.stash:
        return pytestconfig.stash[SERVERS].ask
    return ask_at(pytestconfig.workerinput["servers"])  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(ask_for_server: Ask) -> Iterator[None]:
    """Each template is compiled once, not once for each of hundreds of applications."""
    cache = FileSystemBytecodeCache(ask_for_server("compiled templates"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": cache})
        yield


@pytest.fixture(scope="session")
def server(ask_for_server: Ask) -> Service:
    """The service as `quizapp serve` runs it, shared by all tests of the run."""
    service: Service = ask_for_server("service")
    return service


@pytest.fixture(scope="session")
def postgresql_address(ask_for_server: Ask) -> str:
    return str(ask_for_server("postgresql"))


@pytest.fixture
def postgresql(postgresql_address: str) -> Iterator[str]:
    """The address of an empty database."""
    with new_database(postgresql_address) as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq(ask_for_server: Ask, worker_id: str) -> str:
    """The address of a virtual host of this process's own."""
    return place_on(ask_for_server("rabbitmq"), worker_id)


@pytest.fixture(scope="session")
def redis(ask_for_server: Ask, worker_id: str) -> str:
    """The address of a database of this process's own."""
    return place_on(ask_for_server("redis"), worker_id)


@pytest.fixture
def settings(tmp_path: Path, ask_for_server: Ask) -> Iterator[Settings]:
    """A folder with a migrated database that holds the content: SQLite, or PostgreSQL if `TESTED_DATABASE` says so."""
    with settings_in(tmp_path, ask_for_server) as settings:
        yield settings


@contextmanager
def settings_in(folder: Path, ask_for_server: Ask) -> Iterator[Settings]:
    given = {"QUIZAPP_INSTANCE": str(folder), **UNLIMITED}
    if os.environ.get("TESTED_DATABASE") == "postgresql":
        with new_database(ask_for_server("loaded on postgresql"), template=LOADED) as url:
            yield settings_from({"DATABASE_URL": url, **given})
    else:
        shutil.copy(ask_for_server("loaded database"), folder / "quizapp.sqlite")
        yield settings_from(given)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = engine_for(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, **session_options()) as session:
        yield session


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory, ask_for_server: Ask) -> Iterator[Flask]:
    """Of the process: its routes and templates are the same for all tests, and take longer than most of them."""
    with settings_in(tmp_path_factory.mktemp("shared"), ask_for_server) as settings:
        yield create_app(settings, NoRunner())


@pytest.fixture
def app(shared_app: Flask, settings: Settings, engine: Engine) -> Flask:
    """An application that executes no runs, with the database of the test."""
    shared_app.config["SECRET_KEY"] = settings.secret_key
    shared_app.extensions["quizapp.settings"] = settings
    with shared_app.app_context():
        db.engines["default"] = engine
        db.sessionmaker.configure(bind=engine)
    return shared_app


@pytest.fixture
def own_app(settings: Settings) -> Flask:
    """An application that a test may change."""
    return create_app(settings, NoRunner())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bare_client(app: Flask) -> FlaskClient:
    """A client that keeps no cookies, like a script."""
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="session")
def running_app(tmp_path_factory: pytest.TempPathFactory, ask_for_server: Ask) -> Iterator[Flask]:
    """An application whose runs are executed by a real pool. Its process takes a second to start."""
    with settings_in(tmp_path_factory.mktemp("running"), ask_for_server) as settings:
        app = create_app(settings)
        yield app
        app.extensions["quizapp.runner"].close()


@pytest.fixture
def running_client(running_app: Flask) -> Iterator[FlaskClient]:
    """A client of that application, in which nothing has been run yet."""
    yield running_app.test_client()
    with running_app.app_context():
        for run in db.session.scalars(select(Run)).all():
            if not run.status.is_over:
                run_work.cancel(db.session, run.run_id)
                running_app.extensions["quizapp.runner"].cancel(run.run_id)
        with writing(db.session):
            db.session.execute(delete(Run))


@pytest.fixture
def instructor(session: Session) -> Account:
    return account_with(session, "ines", Role.INSTRUCTOR)


@pytest.fixture
def learner_account(session: Session) -> Account:
    return account_with(session, "lea", Role.LEARNER)


def account_with(session: Session, name: str, role: Role) -> Account:
    """As `accounts.create_account` makes one, but its password is checked in no time: the hash tells the effort."""
    account = Account(name=name, display_name=name, password_hash=PASSWORD_HASH, role=role)
    with writing(session):
        session.add(account)
    return account

"""The settings, and a session on an up-to-date database with the content, for every command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from quizapp.config import Settings, settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.formats.content_files import read_bank
from quizapp.services import question_bank


def read_settings() -> Settings:
    return settings_from(os.environ)


def upgrade_database(settings: Settings) -> None:
    engine = engine_for(settings.database_url)
    try:
        upgrade(engine, settings.migrations)
    finally:
        engine.dispose()


@contextmanager
def open_session(settings: Settings, *, reads_content: bool = False) -> Iterator[Session]:
    """Open a session. The content is loaded if the database has none, or if `reads_content`."""
    engine = engine_for(settings.database_url)
    try:
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            if reads_content or not question_bank.list_topics(session):
                question_bank.load_bank(session, read_bank(settings.content))
            yield session
    finally:
        engine.dispose()

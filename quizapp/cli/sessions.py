"""The settings, and a session on an up-to-date database with the content, for every command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from quizapp.config import Settings, settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.formats.content_files import read_bank
from quizapp.services import question_bank


def read_settings() -> Settings:
    return settings_from(os.environ)


def file_of(settings: Settings) -> Path | None:
    """The file of an SQLite database."""
    url = make_url(settings.database_url)
    is_file = (
        url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:"))
    )
    return Path(url.database) if is_file and url.database else None


def say_if_empty(settings: Settings) -> None:
    """An empty file may be what is left of a database: its operator should know that a new one begins."""
    file = file_of(settings)
    if file is not None and file.is_file() and not file.stat().st_size:
        click.echo(f"note: the database file {file} was empty; a new database begins in it", err=True)


def upgrade_database(settings: Settings) -> None:
    engine = engine_for(settings.database_url)
    try:
        upgrade(engine, settings.migrations)
    finally:
        engine.dispose()


@contextmanager
def open_session(settings: Settings, *, reads_content: bool = False) -> Iterator[Session]:
    """Open a session. The content is loaded if the database has none, or if `reads_content`."""
    say_if_empty(settings)
    engine = engine_for(settings.database_url)
    try:
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            if reads_content or not question_bank.list_topics(session):
                tell_what_is_kept(question_bank.load_bank(session, read_bank(settings.content)))
            yield session
    finally:
        engine.dispose()


def tell_what_is_kept(report: question_bank.LoadReport) -> None:
    """Say which questions stay as authors changed them although their files changed too."""
    if report.kept:
        click.echo(
            "note: these questions have changed files, and stay as their authors changed them until they decide at "
            f"/author: {', '.join(report.kept)}",
            err=True,
        )

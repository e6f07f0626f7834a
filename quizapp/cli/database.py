import sqlite3
from pathlib import Path

import click
from sqlalchemy import make_url, text

from quizapp.cli.sessions import read_settings
from quizapp.config import Settings
from quizapp.db.engine import engine_for
from quizapp.db.files import make_private
from quizapp.db.upgrades import current_revision, head_revision, upgrade
from quizapp.errors import N_, OperatorError


class OnlySqlite(OperatorError):
    message = N_("This command copies only SQLite databases. For PostgreSQL, use pg_dump and pg_restore.")


class NotADatabase(OperatorError):
    message = N_("%(path)s is not a quizapp database: %(reason)s")


@click.group("db")
def db() -> None:
    """Upgrade, check, back up, and restore the database."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Apply the missing migrations."""
    settings = read_settings()
    changed = upgrade(engine_for(settings.database_url), settings.migrations)
    click.echo("upgraded" if changed else "up to date")


@db.command()
def check() -> None:
    """Check the integrity of the database and its version."""
    settings = read_settings()
    engine = engine_for(settings.database_url)
    present, wanted = current_revision(engine), head_revision(settings.migrations)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.execute(text("PRAGMA integrity_check")).scalar()
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            click.echo(f"integrity: {found}; broken references: {len(broken)}")
    click.echo(
        f"revision: {present or 'none'}" + ("" if present == wanted else f" (this version needs {wanted})")
    )


@db.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def backup(path: Path) -> None:
    """Copy the database to a file that only you can read, even while the service is running."""
    make_private(path)
    with sqlite3.connect(_file(read_settings())) as source, sqlite3.connect(path) as target:
        source.backup(target)
    click.echo(str(path))


@db.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.confirmation_option(prompt="Replace the current database?")
def restore(path: Path) -> None:
    """Replace the database with a backup. Stop the service first."""
    with sqlite3.connect(path) as source:
        try:
            source.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise NotADatabase(path=path, reason=error) from None
        file = _file(read_settings())
        make_private(file)
        with sqlite3.connect(file) as target:
            source.backup(target)
    click.echo("restored")


def _file(settings: Settings) -> str:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise OnlySqlite
    return url.database

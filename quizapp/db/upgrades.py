"""Upgrade the database to the schema of this version with the migrations."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import DBAPIError

from quizapp.db.engine import take_turns
from quizapp.db.files import make_private
from quizapp.errors import DatabaseUnreachable, NewerDatabase, NotOurDatabase


def upgrade(engine: Engine, migrations: Path) -> bool:
    """Apply missing migrations; returns whether there were any. Raises NewerDatabase or DatabaseUnreachable."""
    config = _config(migrations)
    script = ScriptDirectory.from_config(config)
    _make_private(engine)
    present = revision_of(engine)
    if present == script.get_current_head():
        return False
    if present is not None and present not in {revision.revision for revision in script.walk_revisions()}:
        raise NewerDatabase(database=_shown(engine), revision=present)
    if present is None and (others := _tables_of_others(engine)):
        raise NotOurDatabase(path=_shown(engine), reason=f"it has other tables, such as {others[0]}")
    config.attributes["engine"] = engine
    with engine.begin() as turn:
        take_turns(turn)
        command.upgrade(config, "head")
    return True


def _make_private(engine: Engine) -> None:
    """A file of another owner, or on a read-only disk, stays as it is."""
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and not database.startswith((":", "file:")):
        with suppress(OSError):
            make_private(database)


def revision_of(engine: Engine) -> str | None:
    """The revision of its schema; None if it is empty. Raises DatabaseUnreachable."""
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except (DBAPIError, sqlite3.Error) as error:
        raise DatabaseUnreachable(database=_shown(engine), reason=_first_line(error)) from None


def _tables_of_others(engine: Engine) -> list[str]:
    return sorted(set(inspect(engine).get_table_names()) - {"alembic_version"})


def head_revision(migrations: Path) -> str | None:
    return ScriptDirectory.from_config(_config(migrations)).get_current_head()


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def _shown(engine: Engine) -> str:
    """Without the query: it may contain a password."""
    url = make_url(engine.url)
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(query={}).render_as_string(hide_password=True)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0]

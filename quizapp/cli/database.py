import os
import sqlite3
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import make_url

from quizapp.cli.sessions import open_session, read_settings
from quizapp.config import Settings, new_kept_secret
from quizapp.db import backups
from quizapp.db.engine import engine_for
from quizapp.db.upgrades import head_revision, revision_of, upgrade
from quizapp.errors import N_, NoDatabase, OperatorError
from quizapp.services import retention, secret_keys


class OnlySqlite(OperatorError):
    message = N_("This command copies only SQLite databases. For PostgreSQL, use pg_dump and pg_restore.")


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
    """Check the integrity of the database and its version. Ends with status 1 if anything is wrong."""
    settings = read_settings()
    faults = []
    if settings.database_url.startswith("sqlite"):
        file = Path(_file(settings))
        if not file.is_file():
            raise NoDatabase(database=file)
        faults = backups.faults_of(file)
        click.echo(f"integrity: {'; '.join(faults) or 'ok'}")
    if not faults:
        present, wanted = revision_of(engine_for(settings.database_url)), head_revision(settings.migrations)
        is_ours = present == wanted
        click.echo(f"revision: {present or 'none'}" + ("" if is_ours else f" (this version needs {wanted})"))
        faults = [] if is_ours else ["revision"]
    if faults:
        raise SystemExit(1)


@db.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def backup(path: Path) -> None:
    """Copy the database to a file that only you can read, even while the service is running."""
    backups.back_up(Path(_file(read_settings())), path)
    click.echo(str(path))


@db.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.confirmation_option(prompt="Replace the current database?")
def restore(path: Path) -> None:
    """Replace the database with a backup. Stop all servers and workers first.

    The backup is checked and upgraded before anything is replaced. The replaced database stays in the same folder.
    """
    settings = read_settings()
    earlier = backups.restore(path, Path(_file(settings)), settings.migrations)
    click.echo("restored" + (f"; the earlier database is {earlier}" if earlier else ""))


@db.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def purge(dry_run: bool) -> None:
    """Remove runs and guests that are beyond their lifetime or quota. A running server does so by itself.

    Runs that content or an answer refers to stay, and so do attempts of accounts. With SQLite, the file is then made
    as small as its content.
    """
    settings = read_settings()
    with open_session(settings) as session:
        find = retention.find_beyond if dry_run else retention.purge
        beyond = find(session, settings.retention)
    if not dry_run and settings.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(_file(settings))) as connection:
            connection.execute("VACUUM")
    size = beyond.bytes / retention.MEBIBYTE
    click.echo(
        f"{'would remove' if dry_run else 'removed'}: {len(beyond.runs)} runs ({size:.1f} MiB), "
        f"{len(beyond.guests)} guests, {beyond.spent} sign-ins, tokens, and links that had expired"
    )


@db.command("rotate-key")
@click.confirmation_option(prompt="Sign everyone out, and forget guests and open exercises?")
def rotate_key() -> None:
    """Replace the secret key, which signs cookies and draws variants. Stop all servers first.

    Without QUIZAPP_SECRET_KEY, a new key is written to the instance folder. With it, its value becomes the new key of
    the database: set it on every server. Everyone is signed out, guests start anew, and exercises that are open in a
    browser have to be opened again. Attempts, accounts, and API tokens stay. With QUIZAPP_SECRET_KEY, authenticator
    apps have to be set up again; until then, their owners sign in with a passkey or a recovery code.
    """
    given = bool(os.environ.get("QUIZAPP_SECRET_KEY"))
    settings = read_settings()
    key = settings.secret_key if given else new_kept_secret(settings.instance)
    with open_session(settings) as session:
        secret_keys.replace_secret_key(session, key, None if given else settings.secret_key)
    click.echo("rotated")


def _file(settings: Settings) -> str:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise OnlySqlite
    return url.database

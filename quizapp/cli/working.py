import os
from contextlib import nullcontext

import click

from quizapp.cli.logs import set_up_logs
from quizapp.cli.sessions import file_of, read_settings, upgrade_database
from quizapp.db.backups import using
from quizapp.errors import ExtraMissing, SettingMissing


@click.command()
def worker() -> None:
    """Compute runs for the web servers until Ctrl-C. You can start any number of workers.

    Needs DATABASE_URL and QUIZAPP_BROKER_URL, with the values that the web servers have.
    """
    settings = read_settings()
    if not settings.broker_url:
        raise SettingMissing(name="QUIZAPP_BROKER_URL", example="amqp://HOST or redis://HOST")
    if not os.environ.get("DATABASE_URL"):  # nobody would ask for runs in a database of its own
        raise SettingMissing(name="DATABASE_URL", example="postgresql://HOST/NAME")
    upgrade_database(settings)
    set_up_logs()
    try:
        from quizapp.runners.celery_worker import work
    except ImportError:
        raise ExtraMissing(extra="scale", needed_for="QUIZAPP_BROKER_URL") from None
    click.echo(f"Nabla worker is running with {settings.runner_processes} processes  (press Ctrl-C to stop)")
    database = file_of(settings)
    with using(database) if database else nullcontext():
        work(settings)

"""A worker of the cluster: Celery listens for the doorbell, the supervisor does the rest."""

import logging
from typing import Any

import structlog
from celery import signals

from quizapp.config import Settings
from quizapp.runners.broker import RING, celery_app
from quizapp.runners.pool import PoolRunner
from quizapp.runners.supervision import Supervisor, process_limits

log = structlog.get_logger()


def work(settings: Settings) -> None:
    """Compute runs until SIGTERM or Ctrl-C; what is under way then waits again.

    Beside Celery's threads, which a message wakes at once, there are those of a pool runner, which look by themselves
    every second: a message that was lost costs a second, never a run.
    """
    supervisor = Supervisor(settings.database_url, settings.runner_processes, process_limits(settings))
    patrol = PoolRunner(supervisor, settings.runner_processes)
    app = celery_app(settings.broker_url)

    @app.task(name=RING)
    def ring() -> None:
        try:
            while supervisor.take_one():
                pass
        except Exception as error:  # the database is away; the patrol asks again
            log.error("runs_not_taken", exc_info=error)

    def stop(**_: Any) -> None:
        supervisor.begin_to_close()

    signals.worker_shutting_down.connect(stop, weak=False)
    logging.getLogger("celery.worker.consumer.delayed_delivery").setLevel(logging.ERROR)  # nothing is delayed
    patrol.warm_up()
    try:
        app.Worker(
            pool="threads",
            concurrency=settings.runner_processes,
            without_gossip=True,
            without_mingle=True,
            quiet=True,
        ).start()
    finally:
        patrol.close()

"""A worker of the cluster: Celery receives notifications, and the supervisor does the rest."""

import logging
from typing import Any

import structlog
from celery import signals

from quizapp.config import Settings
from quizapp.db.engine import engine_for
from quizapp.runners.broker import NOTIFICATION, celery_app
from quizapp.runners.life_signs import LifeSigns
from quizapp.runners.pool import PoolRunner
from quizapp.runners.supervision import Supervisor, process_limits

log = structlog.get_logger()


def work(settings: Settings) -> None:
    """Compute runs until SIGTERM or Ctrl-C; active runs then return to the queue.

    The threads of Celery react to messages at once. The threads of a pool runner also poll every second, so a lost
    message delays a run by a second but never loses it.
    """
    supervisor = Supervisor(settings.database_url, settings.runner_processes, process_limits(settings))
    poller = PoolRunner(supervisor, settings.runner_processes)
    app = celery_app(settings.broker_url)

    @app.task(name=NOTIFICATION)
    def notify() -> None:
        try:
            while supervisor.take_one():
                pass
        except Exception as error:  # the database is unreachable; the poller tries again
            log.error("runs_not_taken", exc_info=error)

    def stop(**_: Any) -> None:
        supervisor.begin_to_close()

    signals.worker_shutting_down.connect(stop, weak=False)
    signals.setup_logging.connect(_keep_logs, weak=False)
    logging.getLogger("celery.worker.consumer.delayed_delivery").setLevel(logging.ERROR)  # it is not used
    engine = engine_for(settings.database_url)
    signs = LifeSigns(engine, supervisor.name, settings.runner_processes)
    if settings.one_platform:
        signs.wait_for_platform(lambda: supervisor.is_closing)
    signs.start()
    poller.warm_up()
    try:
        app.Worker(
            pool="threads",
            concurrency=settings.runner_processes,
            without_gossip=True,
            without_mingle=True,
            quiet=True,
        ).start()
    finally:
        poller.close()
        signs.stop()
        engine.dispose()


def _keep_logs(**_: Any) -> None:
    """Celery sets up no logs of its own if somebody listens to this signal."""

import os
import signal
import socket
from contextlib import ExitStack, nullcontext, suppress
from datetime import timedelta
from types import FrameType
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from quizapp.cli.logs import set_up_logs
from quizapp.cli.sessions import file_of, open_session, read_settings
from quizapp.cli.web_worker import DeadlineWorker
from quizapp.config import Settings
from quizapp.db.backups import using
from quizapp.db.engine import engine_for
from quizapp.errors import AddressRefused, PortTaken
from quizapp.http.extensions import platform_access, stopping
from quizapp.runners.grade_sending import GradeSending, sender_for
from quizapp.runners.housekeeping import Housekeeper
from quizapp.services import accounts, run_work, secret_keys


@click.command()
@click.option("--host", help="Address to listen on  [HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on  [PORT, 8000]")
def serve(host: str | None, port: int | None) -> None:
    """Prepare the database, load the content, and serve until Ctrl-C."""
    if host is not None:
        os.environ["HOST"] = host
    if port is not None:
        os.environ["PORT"] = str(port)
    settings = read_settings()
    set_up_logs()
    database = file_of(settings)
    with ExitStack() as until_served, using(database) if database else nullcontext():
        listener = until_served.enter_context(listen(settings))
        link = _prepare(settings)
        until_served.pop_all()  # gunicorn closes it
        address = "http://{}:{}".format(*_shown(listener))
        click.echo(f"Nabla is running at {address}  (press Ctrl-C to stop)")
        if link:
            click.echo(f"Create the first instructor account at {address}/setup/{link}  (works once)")
        with suppress(KeyboardInterrupt):  # Ctrl-C before gunicorn handles it also ends quietly
            _Server(settings, listener).run()


@click.command()
def routes() -> None:
    """List every URL of the service."""
    from quizapp import create_app
    from quizapp.services.runner import NoRunner

    for rule in sorted(create_app(read_settings(), NoRunner()).url_map.iter_rules(), key=str):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        click.echo(f"{methods:12} {rule}")


def listen(settings: Settings) -> socket.socket:
    """Bind the port before anything else, so that a port in use is reported at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )  # otherwise a body may wait 40 ms for its header
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        if error.errno in (98, 48):  # EADDRINUSE on Linux, macOS
            raise PortTaken(host=settings.host, port=settings.port) from None
        raise AddressRefused(host=settings.host, port=settings.port, reason=error.strerror or error) from None
    listener.set_inheritable(True)
    return listener


def _prepare(settings: Settings) -> str | None:
    """Upgrade the database and load the content. Return the token of the setup link while there is no instructor."""
    with open_session(settings, reads_content=True) as session:
        secret_keys.check_secret_key(session, settings.secret_key)
        if not settings.broker_url:  # they belonged to the processes of an earlier server
            run_work.take_back_all(session)
        return accounts.new_setup_link(session)


def _shown(listener: socket.socket) -> tuple[str, int]:
    host, port = listener.getsockname()[:2]
    return f"[{host}]" if ":" in host else host, port


class _Log(Logger):
    """What gunicorn logs, among the other logs and in their form."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.propagate = True


class _Server(BaseApplication):
    """gunicorn with one process of many threads; simulations run in separate processes."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings = settings
        self._listener = listener
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": [f"fd://{self._listener.fileno()}"],
            "worker_class": DeadlineWorker,
            "workers": 1,
            "threads": self._settings.threads + self._settings.streams_limit,
            "worker_connections": 2 * self._settings.streams_limit + 1000,
            "timeout": 120,
            "graceful_timeout": 6,
            "keepalive": 5,
            "loglevel": "warning",
            "errorlog": None,  # `_Log` passes it on
            "logger_class": _Log,
            "post_worker_init": _ready_worker,
            "worker_exit": _close_runner,
            "limit_request_line": 8190,
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:  # Flask's start_response is narrower than gunicorn's type stubs
        from quizapp import create_app

        return create_app(self._settings)


def _ready_worker(worker: Any) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        _end_streams_before(number)
    app = worker.app.wsgi()
    app.extensions["quizapp.runner"].warm_up()
    settings = app.extensions["quizapp.settings"]
    _start_sending(app, settings)
    if settings.purge_minutes:
        interval = timedelta(minutes=settings.purge_minutes)
        engine, regrader = engine_for(settings.database_url), app.extensions["quizapp.regrader"]
        Housekeeper(engine, settings.retention, settings.media, regrader, interval).start()


def _start_sending(app: Any, settings: Settings) -> None:
    with app.app_context():
        sender = sender_for(engine_for(settings.database_url), platform_access(), settings.secret_key)
    GradeSending(sender, stopping).start()


def _end_streams_before(number: int) -> None:
    """End live streams first, since they would delay the shutdown. Pages reconnect by themselves."""
    go_on = signal.getsignal(number)

    def handle(received: int, frame: FrameType | None) -> None:
        stopping.set()
        if callable(go_on):
            go_on(received, frame)

    signal.signal(number, handle)


def _close_runner(_server: Any, worker: Any) -> None:
    extensions = worker.app.wsgi().extensions
    for name in ("checker", "regrader", "runner"):
        extensions[f"quizapp.{name}"].close()

"""The application of a test in processes of their own, which are ready at once: for tests that kill the server."""

import logging
import multiprocessing
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event

from flask import Flask
from werkzeug.serving import make_server

from tests.ports import free_port
from tests.waiting import wait_until

FORKS = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Fork:
    """A process with the whole application, which binds the port when it is called."""

    process: BaseProcess
    is_called: Event
    serves: Event


@dataclass(frozen=True)
class ForkedServer:
    """forks: the one that serves, then those that wait. They are forked before the test has threads of its own."""

    port: int
    forks: Sequence[Fork]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """The process that serves gets no chance to end anything."""
        _end(self.forks[0])

    def again(self) -> "ForkedServer":
        return _called(ForkedServer(self.port, self.forks[1:]))

    def stop(self) -> None:
        for fork in self.forks:
            _end(fork)


def start_forked(app: Flask, restarts: int) -> ForkedServer:
    """app: without a connection to its database yet. restarts: how often it can be started again."""
    port = free_port()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the threads of pytest-xdist take no part
        return _called(ForkedServer(port, [_fork(app, port) for _ in range(restarts + 1)]))


def _fork(app: Flask, port: int) -> Fork:
    is_called, serves = FORKS.Event(), FORKS.Event()
    process = FORKS.Process(target=_serve, args=(app, port, is_called, serves), daemon=True)
    process.start()
    return Fork(process, is_called, serves)


def _serve(app: Flask, port: int, is_called: Event, serves: Event) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    is_called.wait()
    server = make_server("127.0.0.1", port, app, threaded=True)
    serves.set()
    server.serve_forever()


def _called(server: ForkedServer) -> ForkedServer:
    first = server.forks[0]
    first.is_called.set()
    wait_until(lambda: first.serves.is_set() or not first.process.is_alive())
    assert first.process.is_alive(), "the server did not start"
    return server


def _end(fork: Fork) -> None:
    fork.process.kill()
    fork.process.join()

"""Servers that a test run starts once, when the first test asks for them, and that all its workers share.

They belong to the process in which pytest was started. The workers of xdist ask it for them over a local socket.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

Starter = Callable[[], AbstractContextManager[Any]]
Ask = Callable[[str], Any]


class ServerNotStarted(Exception):
    pass


class SharedServers:
    """What each server says of itself, usually its address, must be picklable."""

    def __init__(self, starters: Mapping[str, Starter]) -> None:
        self._starters = starters
        self._locks = {name: threading.Lock() for name in starters}
        self._started: dict[str, Any] = {}
        self._running = ExitStack()
        self._listener: Listener | None = None

    def ask(self, name: str) -> Any:
        """Start the server if it does not run yet. Two that ask at once get the same one."""
        with self._locks[name]:
            if name not in self._started:
                self._started[name] = self._running.enter_context(self._starters[name]())
            return self._started[name]

    def listen(self) -> str:
        """The address at which `ask_at` asks from other processes."""
        if self._listener is None:
            self._listener = Listener(family="AF_UNIX")
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return str(self._listener.address)

    def close(self) -> None:
        if self._listener is not None:
            self._listener.close()
        self._running.close()

    def _accept(self, listener: Listener) -> None:
        while True:
            try:
                asking = listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._answer, args=(asking,), daemon=True).start()

    def _answer(self, asking: Connection) -> None:
        with asking:
            try:
                asking.send((True, self.ask(asking.recv())))
            except BaseException as error:
                asking.send((False, f"{type(error).__name__}: {error}"))
                raise


def ask_at(address: str) -> Ask:
    """`ask` for another process. Raises ServerNotStarted with the reason."""

    def ask(name: str) -> Any:
        with Client(address, family="AF_UNIX") as connection:
            connection.send(name)
            has_started, answer = connection.recv()
        if not has_started:
            raise ServerNotStarted(answer)
        return answer

    return ask

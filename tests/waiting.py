"""Waiting until something is so, for as long as it takes: a machine may be busy.

No test ends a wait itself. What hangs is ended by pytest's `timeout` (pyproject.toml), the only such limit there is.
"""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

Found = TypeVar("Found")


def wait_until(is_so: Callable[[], object]) -> None:
    for _ in _looks():
        if is_so():
            return


def wait_for(look: Callable[[], Found | None]) -> Found:
    """What `look` finds, once it finds something."""
    for _ in _looks():
        if (found := look()) is not None:
            return found
    raise AssertionError("unreachable")


def wait_while_raising(attempt: Callable[[], object], *errors: type[Exception]) -> None:
    """Until the attempt succeeds; errors of other kinds are raised."""
    for _ in _looks():
        try:
            attempt()
            return
        except errors:
            pass


def _looks() -> Iterator[None]:
    """Often at first, then seldom: looking takes time from what is waited for."""
    pause = 0.01
    while True:
        yield
        time.sleep(pause)
        pause = min(1.2 * pause, 0.5)

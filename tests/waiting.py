"""Waiting until something is so, for as long as it takes: a machine may be busy.

No test ends a wait itself. What hangs is ended by pytest's `timeout` (pyproject.toml), the only such limit there is.
"""

import time
from collections.abc import Callable
from typing import TypeVar

SECONDS_BETWEEN_LOOKS = 0.02

Found = TypeVar("Found")


def wait_until(is_so: Callable[[], object]) -> None:
    while not is_so():
        time.sleep(SECONDS_BETWEEN_LOOKS)


def wait_for(look: Callable[[], Found | None]) -> Found:
    """What `look` finds, once it finds something."""
    while (found := look()) is None:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return found


def wait_while_raising(attempt: Callable[[], object], *errors: type[Exception]) -> None:
    """Until the attempt succeeds; errors of other kinds are raised."""
    while True:
        try:
            attempt()
            return
        except errors:
            time.sleep(SECONDS_BETWEEN_LOOKS)

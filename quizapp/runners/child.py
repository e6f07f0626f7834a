"""Inside a computing process: its limits, and its end together with its parent."""

import ctypes
import os
import resource
import signal
import sys
from types import FrameType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options

PR_SET_PDEATHSIG = 1
_engine: Engine | None = None  # of this process


class CpuLimitReached(Exception):
    """The run exceeded its processor time."""


def open_child(database_url: str, memory_bytes: int) -> None:
    """Before the first run: connect, import what a run needs, and limit the memory beyond that."""
    global _engine
    die_with_parent()
    _engine = engine_for(database_url)
    from quizapp.runners import execution  # noqa: F401  (so that the first run does not wait for the import)

    signal.signal(signal.SIGXCPU, _stop_for_cpu)
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory_bytes, hard))


def compute(run_id: str, execution_number: int, cpu_seconds: int) -> None:
    """Execute a leased run. Raises CpuLimitReached or MemoryError beyond the limits."""
    from quizapp.runners.execution import execute_run

    assert _engine is not None
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds, hard))
    with Session(_engine, **session_options()) as session:
        execute_run(session, run_id, execution_number)


def _stop_for_cpu(_number: int, _frame: FrameType | None) -> None:
    raise CpuLimitReached


def die_with_parent() -> None:
    """Let this process die with its parent, so that it does not go on computing in vain."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent died just before
            os._exit(1)


def _address_space() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()

"""Supervision: take runs from the database, compute each in a separate process, and watch it until it ends."""

import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from pebble import ProcessExpired, ProcessFuture, ProcessPool
from sqlalchemy.orm import Session

from quizapp.config import Settings
from quizapp.db.engine import engine_for
from quizapp.db.sessions import UNAVAILABLE, session_options
from quizapp.errors import N_, NotStored
from quizapp.runners import ONE_THREAD
from quizapp.runners.child import CpuLimitReached, compute, open_child
from quizapp.services.run_work import Work, fail_run, give_back, lease_next, reap, renew_lease

TOOK_TOO_LONG = N_("it took longer than the limit and was stopped")
TOOK_TOO_MUCH = N_("it needed more memory than the limit and was stopped")
NOT_STORED = N_(
    "its results could not be stored, for example because the disk is full; request it again later"
)
WENT_WRONG = N_("stopped by an error in the simulator, which has been logged")
SECONDS_BETWEEN_LOOKS = 0.2  # check whether the run was cancelled elsewhere
SECONDS_TO_START = 20.0  # a process takes a run at once; one that has not started by then never will

Computation = ProcessFuture[object]

log = structlog.get_logger()


@dataclass(frozen=True)
class ProcessLimits:
    """The limits of one run: wall and processor time, and memory beyond that of the process at its start.

    seconds_to_stop: a process notices by itself that its run was cancelled and is free for the next at once; one that
    takes longer is terminated.
    """

    seconds: float
    memory_bytes: int = 2 * 1024**3
    lease_seconds: float = 15.0
    seconds_to_stop: float = 0.5


def process_limits(settings: Settings) -> ProcessLimits:
    longest = max(settings.run_seconds_limit, settings.survey_seconds_limit)
    return ProcessLimits(longest, settings.run_memory_limit_mib * 1024**2, settings.lease_seconds)


class Supervisor:
    """Supervises runs, at most as many at once as there are processes, in threads of the caller.

    It renews the lease of a run while a process computes it, and records how it ended. The processes are spawned,
    each with one thread of arithmetic.
    """

    def __init__(self, database_url: str, processes: int, limits: ProcessLimits) -> None:
        os.environ.update(ONE_THREAD)
        self._engine = engine_for(database_url)
        self._limits = limits
        self._lease = timedelta(seconds=limits.lease_seconds)
        self._name = f"{socket.gethostname()}/{os.getpid()}"
        self._free = threading.Semaphore(processes)
        self._lock = threading.Lock()
        self._futures: dict[str, Computation] = {}
        self._is_closing = threading.Event()
        self._make_pool = partial(
            ProcessPool,
            max_workers=processes,
            context=multiprocessing.get_context("spawn"),
            initializer=open_child,
            initargs=(database_url, limits.memory_bytes),
        )
        self._pool = self._make_pool()

    @property
    def name(self) -> str:
        """Of this process, among the workers of the database."""
        return self._name

    @property
    def is_closing(self) -> bool:
        return self._is_closing.is_set()

    def start_process(self) -> None:
        """Start the processes, so that the first run does not wait for one."""
        self._schedule(os.getpid)

    def take_one(self) -> bool:
        """Take the next run and stay until it has ended; false if none waits, or if no process is free.

        Raises the errors of the database.
        """
        if not self._free.acquire(blocking=False):
            return False
        try:
            with self._session() as session:
                reap(session)
                work = None if self.is_closing else lease_next(session, self._name, self._lease)
            if work is not None:
                self._have_computed(work)
            return work is not None
        finally:
            self._free.release()

    def cancel(self, run_id: str) -> None:
        with self._lock:
            future = self._futures.get(run_id)
        if future is not None:
            kill = threading.Timer(self._limits.seconds_to_stop, future.cancel)  # unless it is already over
            kill.daemon = True
            kill.start()

    def begin_to_close(self) -> None:
        """Stop the active runs, which return to the queue; their supervising threads return."""
        self._is_closing.set()
        with self._lock:
            futures = list(self._futures.values())
        for future in futures:
            future.cancel()

    def close(self) -> None:
        """End the processes, when no thread supervises a run."""
        self.begin_to_close()
        self._pool.stop()
        self._pool.join()
        self._engine.dispose()

    def _have_computed(self, work: Work) -> None:
        seconds = self._limits.seconds
        future, pool = self._schedule(
            compute, work.run_id, work.execution_number, int(seconds) + 1, timeout=seconds
        )
        with self._lock:
            self._futures[work.run_id] = future
        try:
            self._settle(work, future, pool)
        except Exception as error:  # its lease will run out, and it will be tried again
            log.error("run_not_settled", run=work.run_id, exc_info=error)
        finally:
            future.cancel()
            with self._lock:
                self._futures.pop(work.run_id, None)

    def _settle(self, work: Work, future: Computation, pool: ProcessPool) -> None:
        """Wait for the end of the run, and record it if the process could not."""
        try:
            self._wait_for(work, future)
        except CancelledError:
            self._give_back(work, has_failed=False)
        except BrokenProcessPool:  # the processes died before they took it, so it is not its fault
            log.warning("no_process_left", run=work.run_id)
            self._replace_pool(pool)
            self._give_back(work, has_failed=False)
        except ProcessExpired as died:
            log.warning("worker_died", run=work.run_id, exit_code=died.exitcode)
            self._give_back(work, has_failed=not self.is_closing)
        except (TimeoutError, CpuLimitReached):
            self._fail(work, TOOK_TOO_LONG)
        except MemoryError:
            self._fail(work, TOOK_TOO_MUCH)
        except (NotStored, *UNAVAILABLE) as error:
            log.error("run_not_stored", run=work.run_id, exc_info=error)
            self._fail(work, NOT_STORED)
        except Exception as error:
            log.error("run_failed", run=work.run_id, exc_info=error)
            self._fail(work, WENT_WRONG)

    def _give_back(self, work: Work, *, has_failed: bool) -> None:
        with self._session() as session:
            give_back(session, work.run_id, work.execution_number, has_failed=has_failed)

    def _fail(self, work: Work, reason: str) -> None:
        with self._session() as session:
            fail_run(session, work.run_id, work.execution_number, reason)

    def _wait_for(self, work: Work, future: Computation) -> None:
        """Return at the end of the computation, or when the run is no longer ours. Raises the errors of the
        computation.
        """
        began = time.monotonic()
        deadline = began + SECONDS_TO_START
        while not self.is_closing:
            try:
                future.result(timeout=SECONDS_BETWEEN_LOOKS)
                log.info("run_computed", run=work.run_id, seconds=round(time.monotonic() - began, 3))
                return
            except NotYet:
                if future.done():
                    raise
            if time.monotonic() > deadline and not future.running():
                raise BrokenProcessPool("no process takes it")
            with self._session() as session:
                is_ours = renew_lease(session, work.run_id, work.execution_number, self._lease)
            if not is_ours:
                with suppress(NotYet):
                    future.result(timeout=self._limits.seconds_to_stop)
                return
        raise CancelledError

    def _schedule(
        self, function: Callable[..., object], *arguments: object, timeout: float | None = None
    ) -> tuple[Computation, ProcessPool]:
        with self._lock:
            if not self._pool.active and not self.is_closing:  # a process could not be started
                self._pool = self._make_pool()
            return self._pool.schedule(function, args=arguments, timeout=timeout), self._pool

    def _replace_pool(self, pool: ProcessPool) -> None:
        """Replace the pool, unless another supervisor has done so already."""
        with self._lock:
            if pool is not self._pool or self.is_closing:
                return
            broken, self._pool = self._pool, self._make_pool()
        broken.stop()

    def _session(self) -> Session:
        return Session(self._engine, **session_options())

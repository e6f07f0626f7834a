"""The embedded runner: supervisors that take runs from the database, and a pool of processes that compute them."""

import multiprocessing
import os
import socket
import threading
import time
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from pebble import ProcessExpired, ProcessPool
from sqlalchemy.orm import Session

from quizapp.database import engine_for, session_options
from quizapp.errors import N_
from quizapp.runners.child import CpuLimitReached, compute, open_child
from quizapp.services.run_work import Work, claim_next, fail_run, give_back, reap, renew_lease

TOOK_TOO_LONG = N_("it took longer than the limit and was stopped")
TOOK_TOO_MUCH = N_("it needed more memory than the limit and was stopped")
WENT_WRONG = N_("an error in the simulator stopped it; it has been logged")
SECONDS_BETWEEN_LOOKS = 0.2  # whether a run that is computed was cancelled somewhere else
SECONDS_TO_START = 20.0  # a process takes a run at once; one that is not up by then never will be
SECONDS_BETWEEN_ROUNDS = 1.0  # for runs whose bell nobody heard, and for leases that ran out

log = structlog.get_logger()


@dataclass(frozen=True)
class ProcessLimits:
    """What one run may use: wall and processor time, and memory beyond what the process has at its start."""

    seconds: float
    memory_bytes: int = 2 * 1024**3
    lease_seconds: float = 15.0


class PoolRunner:
    """So many supervisors as processes. A supervisor takes a run, renews its lease while a process computes it,
    and says how it ended. The processes are spawned, each of one thread of arithmetic."""

    def __init__(self, database_url: str, processes: int, limits: ProcessLimits) -> None:
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ[name] = "1"  # read by the processes when they import NumPy
        self._engine = engine_for(database_url)
        self._limits = limits
        self._lease = timedelta(seconds=limits.lease_seconds)
        self._count = processes
        self._name = f"{socket.gethostname()}/{os.getpid()}"
        self._bell = threading.Condition()
        self._rings = 0
        self._futures: dict[str, Any] = {}
        self._supervisors: list[threading.Thread] = []
        self._is_closing = threading.Event()
        self._make_pool = partial(
            ProcessPool,
            max_workers=processes,
            context=multiprocessing.get_context("spawn"),
            initializer=open_child,
            initargs=(database_url, limits.memory_bytes),
        )
        self._pool = self._make_pool()

    def warm_up(self) -> None:
        self._schedule(os.getpid)
        self._supervise()

    def ring(self) -> None:
        self._supervise()
        with self._bell:
            self._rings += 1
            self._bell.notify()

    def cancel(self, run_id: str) -> None:
        with self._bell:
            future = self._futures.get(run_id)
        if future is not None:
            future.cancel()

    def close(self) -> None:
        self._is_closing.set()
        with self._bell:
            futures = list(self._futures.values())
            self._bell.notify_all()
        for future in futures:
            future.cancel()
        for supervisor in self._supervisors:
            supervisor.join()
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._engine.dispose()

    def _supervise(self) -> None:
        """Threads are started at the first need: a server that forks must not have them before."""
        with self._bell:
            while len(self._supervisors) < self._count and not self._is_closing.is_set():
                name = f"{self._name}/{len(self._supervisors) + 1}"
                supervisor = threading.Thread(target=self._work, args=(name,), name=name, daemon=True)
                self._supervisors.append(supervisor)
                supervisor.start()

    def _work(self, name: str) -> None:
        while not self._is_closing.is_set():
            try:
                with self._session() as session:
                    reap(session)
                    work = claim_next(session, name, self._lease)
            except Exception as error:  # the database is away: it may come back
                log.error("runs_not_taken", exc_info=error)
                self._is_closing.wait(SECONDS_BETWEEN_ROUNDS)
                continue
            if work is not None:
                self._have_computed(work)
                continue
            with self._bell:
                if not self._rings and not self._is_closing.is_set():
                    self._bell.wait(SECONDS_BETWEEN_ROUNDS)
                self._rings = max(0, self._rings - 1)

    def _have_computed(self, work: Work) -> None:
        seconds = self._limits.seconds
        future = self._schedule(compute, work.run_id, work.attempt_number, int(seconds) + 1, timeout=seconds)
        with self._bell:
            self._futures[work.run_id] = future
        try:
            self._settle(work, future)
        except Exception as error:  # its lease will run out, and it will be tried again
            log.error("run_not_settled", run=work.run_id, exc_info=error)
        finally:
            future.cancel()
            with self._bell:
                self._futures.pop(work.run_id, None)

    def _settle(self, work: Work, future: Any) -> None:
        """Wait for the run's end, and record it where the process could not."""
        try:
            self._wait_for(work, future)
        except CancelledError:
            self._give_back(work, has_failed=False)
        except BrokenProcessPool:  # the processes died before they took it: it is not to blame
            log.warning("no_process_left", run=work.run_id)
            self._replace_pool(future)
            self._give_back(work, has_failed=False)
        except ProcessExpired as died:
            log.warning("worker_died", run=work.run_id, exit_code=died.exitcode)
            self._give_back(work, has_failed=not self._is_closing.is_set())
        except (TimeoutError, CpuLimitReached):
            self._fail(work, TOOK_TOO_LONG)
        except MemoryError:
            self._fail(work, TOOK_TOO_MUCH)
        except Exception as error:
            log.error("run_failed", run=work.run_id, exc_info=error)
            self._fail(work, WENT_WRONG)

    def _give_back(self, work: Work, *, has_failed: bool) -> None:
        with self._session() as session:
            give_back(session, work.run_id, work.attempt_number, has_failed=has_failed)

    def _fail(self, work: Work, reason: str) -> None:
        with self._session() as session:
            fail_run(session, work.run_id, work.attempt_number, reason)

    def _wait_for(self, work: Work, future: Any) -> None:
        """Returns at the end of the computation, or once the run is no longer ours. Raises what it raised."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._is_closing.is_set():
            try:
                future.result(timeout=SECONDS_BETWEEN_LOOKS)
                return
            except NotYet:
                if future.done():
                    raise
            if time.monotonic() > deadline and not future.running():
                raise BrokenProcessPool("no process takes it")
            with self._session() as session:
                if not renew_lease(session, work.run_id, work.attempt_number, self._lease):
                    return
        raise CancelledError

    def _schedule(self, function: Any, *arguments: Any, timeout: float | None = None) -> Any:
        with self._bell:
            if not self._pool.active and not self._is_closing.is_set():  # a process could not be started
                self._pool = self._make_pool()
            future = self._pool.schedule(function, args=arguments, timeout=timeout)
            future.pool = self._pool
            return future

    def _replace_pool(self, future: Any) -> None:
        """Unless another supervisor has done so already."""
        with self._bell:
            if future.pool is not self._pool or self._is_closing.is_set():
                return
            broken, self._pool = self._pool, self._make_pool()
        broken.stop()  # type: ignore[no-untyped-call]

    def _session(self) -> Session:
        return Session(self._engine, **session_options())

"""The embedded runner: a pool of processes on this machine."""

import multiprocessing
import os
import threading
from concurrent.futures import CancelledError
from functools import partial

import structlog
from pebble import ProcessExpired, ProcessFuture, ProcessPool
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.database import engine_for, session_options
from quizapp.errors import N_
from quizapp.services.run_work import fail_run

WORKER_DIED = N_("the process that computed it died; run it again")
TOOK_TOO_LONG = N_("it took longer than the limit and was stopped")
SERVER_STOPPED = N_("the server was stopped while it was computed; run it again")
WENT_WRONG = N_("an error in the simulator stopped it; it has been logged")

log = structlog.get_logger()
_engine: Engine | None = None  # of this worker process


class PoolRunner:
    """Spawned processes, each of one thread of arithmetic, that write what they compute to the database."""

    def __init__(self, database_url: str, processes: int, seconds_limit: float) -> None:
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ[name] = "1"  # read by the workers when they import NumPy
        self._engine = engine_for(database_url)
        self._seconds_limit = seconds_limit
        self._futures: dict[str, ProcessFuture] = {}
        self._lock = threading.Lock()
        self._is_closing = False
        self._make_pool = partial(
            ProcessPool,
            max_workers=processes,
            context=multiprocessing.get_context("spawn"),
            initializer=_open_worker,
            initargs=(database_url,),
        )
        self._pool = self._make_pool()

    def warm_up(self) -> None:
        """Start the workers now, so that the first run does not wait for them."""
        self._pool.schedule(os.getpid)

    def start(self, run_id: str, attempt_number: int) -> None:
        with self._lock:
            if not self._pool.active:  # a worker could not be started: try with a new pool
                self._pool = self._make_pool()
            future = self._pool.schedule(_work, args=[run_id, attempt_number], timeout=self._seconds_limit)
            self._futures[run_id] = future
        future.add_done_callback(partial(self._settle, run_id, attempt_number))

    def cancel(self, run_id: str) -> None:
        with self._lock:
            future = self._futures.get(run_id)
        if future is not None:
            future.cancel()

    def close(self) -> None:
        self._is_closing = True
        with self._lock:
            futures = list(self._futures.values())
        for future in futures:
            future.cancel()
        self._pool.stop()
        self._pool.join()
        self._engine.dispose()

    def _settle(self, run_id: str, attempt_number: int, future: ProcessFuture) -> None:
        with self._lock:
            if self._futures.get(run_id) is future:
                del self._futures[run_id]
        try:
            future.result()
            return
        except CancelledError:
            if not self._is_closing:
                return
            reason = SERVER_STOPPED
        except TimeoutError:
            reason = TOOK_TOO_LONG
        except ProcessExpired as died:
            reason = WORKER_DIED
            log.warning("worker_died", run=run_id, exit_code=died.exitcode)
        except Exception as error:
            reason = SERVER_STOPPED if self._is_closing else WENT_WRONG
            if not self._is_closing:
                log.error("run_failed", run=run_id, exc_info=error)
        with Session(self._engine, **session_options()) as session:
            fail_run(session, run_id, attempt_number, reason)


def _open_worker(database_url: str) -> None:
    global _engine
    _engine = engine_for(database_url)
    from quizapp.runners import execution  # noqa: F401  (so that the first run does not wait for the import)


def _work(run_id: str, attempt_number: int) -> None:
    from quizapp.runners.execution import execute_run

    assert _engine is not None
    with Session(_engine, **session_options()) as session:
        execute_run(session, run_id, attempt_number)

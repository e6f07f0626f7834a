"""The embedded runner: as many threads as processes, each supervising one run at a time."""

import threading

import structlog

from quizapp.runners.supervision import Supervisor

SECONDS_BETWEEN_ROUNDS = 1.0  # finds runs whose notification was lost, and leases that have expired

log = structlog.get_logger()


class PoolRunner:
    """Threads are started when first needed: a server that forks must not have them before."""

    def __init__(self, supervisor: Supervisor, threads: int) -> None:
        self._supervisor = supervisor
        self._count = threads
        self._condition = threading.Condition()
        self._pending = 0
        self._threads: list[threading.Thread] = []

    def warm_up(self) -> None:
        self._supervisor.start_process()
        self._start_threads()

    def notify(self) -> None:
        self._start_threads()
        with self._condition:
            self._pending += 1
            self._condition.notify()

    def cancel(self, run_id: str) -> None:
        self._supervisor.cancel(run_id)

    def close(self) -> None:
        self._supervisor.begin_to_close()
        with self._condition:
            self._condition.notify_all()
        for thread in self._threads:
            thread.join()
        self._supervisor.close()

    def _start_threads(self) -> None:
        with self._condition:
            while len(self._threads) < self._count and not self._supervisor.is_closing:
                thread = threading.Thread(target=self._work, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _work(self) -> None:
        while not self._supervisor.is_closing:
            try:
                if self._supervisor.take_one():
                    continue
            except Exception as error:  # the database is unreachable; it may come back
                log.error("runs_not_taken", exc_info=error)
            with self._condition:
                if not self._pending and not self._supervisor.is_closing:
                    self._condition.wait(SECONDS_BETWEEN_ROUNDS)
                self._pending = max(0, self._pending - 1)

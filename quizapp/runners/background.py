"""Processes beside the server that check questions, and work on regrades, as long as some wait."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from quizapp.runners import ONE_THREAD

SECONDS_AT_MOST = 900  # of checks, in one process; what it did not finish is said to have failed
SECONDS_TO_END = 3.0


class BackgroundProcess:
    """Starts the process when something waits and none runs; it ends when nothing waits any more."""

    def __init__(self, work: Callable[[str], None], database_url: str) -> None:
        """work: what the process does; it takes the URL of the database."""
        self._work = work
        self._database_url = database_url
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None

    def notify(self) -> None:
        with self._lock:
            if self._process is not None and self._process.is_alive():
                return
            os.environ.update(ONE_THREAD)
            context = multiprocessing.get_context("spawn")
            self._process = context.Process(target=self._work, args=(self._database_url,), daemon=True)
            self._process.start()

    def close(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.terminate()
                self._process.join(SECONDS_TO_END)
                self._process.kill()
                self._process.join()
                self._process = None


def check_in_process(database_url: str) -> None:
    from sqlalchemy.orm import Session

    from quizapp.db.engine import engine_for
    from quizapp.db.sessions import session_options
    from quizapp.runners.child import die_with_parent
    from quizapp.services.question_checking import check_waiting

    die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(SECONDS_AT_MOST)
    with Session(engine_for(database_url), **session_options()) as session:
        check_waiting(session)


def regrade_in_process(database_url: str) -> None:
    """Asked to end, it leaves the rest to the next process."""
    from sqlalchemy.orm import Session

    from quizapp.db.engine import engine_for
    from quizapp.db.sessions import session_options
    from quizapp.runners.child import die_with_parent
    from quizapp.services.regrade_work import do_work

    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with Session(engine_for(database_url), **session_options()) as session:
        do_work(session)

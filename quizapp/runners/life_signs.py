"""A worker tells the database that it is alive, and its operator what it cannot compute."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import session_options
from quizapp.services import workers

log = structlog.get_logger()


class LifeSigns:
    """A thread that gives a sign of life every few seconds, and logs which runs wait for another version."""

    def __init__(self, engine: Engine, name: str, processes: int) -> None:
        self._engine = engine
        self._name = name
        self._processes = processes
        self._waits_for_others: dict[str, int] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._live, name="life signs", daemon=True)

    def wait_for_platform(self, is_closing: Callable[[], bool]) -> None:
        """Wait as long as other workers of this database compute other bits than this one would."""
        said = ""
        while not is_closing():
            with Session(self._engine, **session_options()) as session:
                workers.give_sign_of_life(session, self._name, 0)
                leader = workers.find_leader_of_other_platform(session, self._name)
            if leader is None:
                return
            if leader.name != said:
                there = str(simulator.Provenance.from_json(leader.computed_by))
                log.warning(
                    "other_platform",
                    worker=leader.name,
                    there=there,
                    here=str(simulator.current_provenance()),
                )
                said = leader.name
            self._end.wait(workers.SECONDS_BETWEEN_SIGNS)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The worker leaves; others need not wait until it has been silent for long."""
        self._end.set()
        self._thread.join()
        try:
            with Session(self._engine, **session_options()) as session:
                workers.leave(session, self._name)
        except Exception as error:  # noqa: BLE001 (the database may be gone before the worker)
            log.warning("worker_not_removed", reason=str(error))

    def _live(self) -> None:
        while not self._end.is_set():
            try:
                with Session(self._engine, **session_options()) as session:
                    workers.give_sign_of_life(session, self._name, self._processes)
                    self._log_others(workers.runs_of_other_versions(session))
            except Exception as error:  # noqa: BLE001 (the database may come back)
                log.warning("no_life_sign", reason=str(error))
            self._end.wait(workers.SECONDS_BETWEEN_SIGNS)

    def _log_others(self, waiting: dict[str, int]) -> None:
        if waiting.keys() - self._waits_for_others.keys():
            log.warning("runs_wait_for_another_version", waiting=waiting, here=simulator.__version__)
        self._waits_for_others = waiting

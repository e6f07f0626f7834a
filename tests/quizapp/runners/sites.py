"""Places where runs are computed: a pool within this process, or workers of a broker and PostgreSQL."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import simulator
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.models import Run, RunStatus
from quizapp.runners.broker import BrokerRunner
from quizapp.runners.pool import PoolRunner
from quizapp.runners.supervision import ProcessLimits, Supervisor
from quizapp.services import run_results, runs
from quizapp.services.admission import RunLimits
from quizapp.services.runner import Runner

LIMITS = RunLimits(seconds=600, queue=1000)
SMALL_LIMITS = ProcessLimits(seconds=4, memory_bytes=400 * 1024**2, lease_seconds=2)
QUIZAPP = Path(sys.executable).parent / "quizapp"


def experiment(steps: int, seed: int = 0, **network: int) -> simulator.Experiment:
    return simulator.Experiment.model_validate(
        {
            "network": {"kind": "mlp", "depth": 10, **network},
            "task": {"kind": "regression"},
            "steps": steps,
            "seed": seed,
        }
    )


@dataclass
class Site:
    """session and runner are the web server's; workers are processes of their own, none for a pool."""

    engine: Engine
    session: Session
    runner: Runner
    environment: dict[str, str] = field(default_factory=dict)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def request(self, *experiments: simulator.Experiment, limits: RunLimits = LIMITS) -> str:
        run_id: str = runs.request_run(self.session, self.runner, limits, list(experiments)).run.run_id
        return run_id

    def wait_for(self, run_id: str, *statuses: RunStatus, seconds: float = 60) -> Run:
        deadline = time.monotonic() + seconds
        while True:
            run = runs.get_run(self.session, run_id)
            self.session.commit()
            if run.status in statuses:
                return run
            assert time.monotonic() < deadline, (run.status, run.error, run.execution_number)
            time.sleep(0.02)

    def wait_for_frames(self, run_id: str, execution_number: int, seconds: float = 60) -> None:
        """Until that attempt is really being computed."""
        deadline = time.monotonic() + seconds
        while True:
            batch = run_results.frames_after(self.session, run_id, execution_number, 0)
            self.session.commit()
            if batch.execution_number == execution_number and batch.frames:
                return
            assert time.monotonic() < deadline, batch
            time.sleep(0.02)

    def trace(self, run_id: str) -> simulator.Trace:
        [trace] = run_results.get_traces(self.session, run_id)
        self.session.commit()
        return trace

    def processes(self) -> list[psutil.Process]:
        """Those that compute."""
        parents = [psutil.Process(worker.pid) for worker in self.workers] or [psutil.Process()]
        found = [child for parent in parents for child in parent.children(recursive=True)]
        return [process for process in found if "spawn_main" in " ".join(process.cmdline())]

    def kill_processes(self) -> None:
        for process in self.processes():
            process.kill()

    def start_worker(self) -> None:
        command = [QUIZAPP, "worker"]
        self.workers.append(
            subprocess.Popen(
                command,
                env={**os.environ, **self.environment},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def kill_workers(self) -> None:
        for worker in self.workers:
            worker.kill()
        for worker in self.workers:
            worker.wait(timeout=20)
        self.workers.clear()

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            assert worker.wait(timeout=30) == 0
        self.workers.clear()


@contextmanager
def pool_site(folder: Path) -> Iterator[Site]:
    settings = settings_from({"QUIZAPP_INSTANCE": str(folder)})
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    runner = PoolRunner(Supervisor(settings.database_url, 1, SMALL_LIMITS), 1)
    with closing_all(engine), Session(engine, **session_options()) as session:
        try:
            yield Site(engine, session, runner)
        finally:
            session.rollback()  # an open reader would hold up what the runner writes at its end
            runner.close()


@contextmanager
def cluster_site(folder: Path, database_url: str, broker_url: str) -> Iterator[Site]:
    """Without a worker as yet."""
    environment = {
        "QUIZAPP_INSTANCE": str(folder),
        "DATABASE_URL": database_url,
        "QUIZAPP_BROKER_URL": broker_url,
        "QUIZAPP_RUNNER_PROCESSES": "1",
        "QUIZAPP_LEASE_SECONDS": "2",
        "QUIZAPP_RUN_SECONDS_LIMIT": "4",
        "QUIZAPP_SURVEY_SECONDS_LIMIT": "4",
        "QUIZAPP_RUN_MEMORY_LIMIT_MIB": "400",
    }
    settings = settings_from(environment)
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    runner = BrokerRunner(broker_url)
    with closing_all(engine), Session(engine, **session_options()) as session:
        site = Site(engine, session, runner, environment)
        try:
            yield site
        finally:
            site.kill_workers()
            runner.close()


@contextmanager
def closing_all(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()

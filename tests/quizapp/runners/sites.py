"""Places where runs are computed: a pool within this process, or workers of a broker and PostgreSQL."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

import simulator
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.db.upgrades import upgrade
from quizapp.models import Run, RunStatus
from quizapp.runners.broker import BrokerRunner
from quizapp.runners.pool import PoolRunner
from quizapp.runners.supervision import ProcessLimits, Supervisor
from quizapp.services import run_results, runs
from quizapp.services.admission import RunLimits
from quizapp.services.runner import Runner
from tests.serving import QUIZAPP, UNLIMITED
from tests.waiting import wait_for, wait_until

PLACES = [
    pytest.param("pool", id="pool"),
    pytest.param("rabbitmq_cluster", id="rabbitmq", marks=pytest.mark.xdist_group("rabbitmq")),
    pytest.param("redis_cluster", id="redis", marks=pytest.mark.xdist_group("redis")),
]
CLUSTERS = PLACES[1:]
LIMITS = RunLimits(seconds=1e6, queue=1000)
MEMORY_LIMIT_MIB = 400
# Leases so long that no worker, however slow the machine, loses one: a test ends them with `lapse_leases`.
PROCESS_LIMITS = ProcessLimits(seconds=10_000, memory_bytes=MEMORY_LIMIT_MIB * 1024**2, lease_seconds=3600)


def experiment(steps: int, seed: int = 0, **network: int) -> simulator.Experiment:
    return simulator.Experiment.model_validate(
        {
            "network": {"kind": "mlp", "depth": 10, **network},
            "task": {"kind": "regression"},
            "steps": steps,
            "seed": seed,
        }
    )


def endless() -> list[simulator.Experiment]:
    """Experiments of a run that takes minutes on a quick machine, yet shows its first frame soon on a slow one."""
    return [experiment(20_000, seed) for seed in range(12)]


def _computes(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # it has just ended
        return False


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

    def run(self, run_id: str) -> Run:
        run = runs.get_run(self.session, run_id)
        self.session.commit()
        return run

    def wait_for(self, run_id: str, *statuses: RunStatus) -> Run:
        wait_until(lambda: self.run(run_id).status in statuses)
        return self.run(run_id)

    def wait_for_frames(self, run_id: str, execution_number: int) -> None:
        """Until that execution is really being computed."""

        def has_frames() -> bool:
            batch = run_results.frames_after(self.session, run_id, execution_number, 0)
            self.session.commit()
            return batch.execution_number == execution_number and bool(batch.frames)

        wait_until(has_frames)

    def lapse_leases(self) -> None:
        """As if so much time had gone by that the lease of every run under way is over."""
        with writing(self.session):
            under_way = update(Run).where(Run.status == RunStatus.RUNNING)
            self.session.execute(under_way.values(leased_until=now() - timedelta(seconds=1)))

    def forget_runs(self) -> None:
        self.session.rollback()
        with writing(self.session):
            self.session.execute(delete(Run))

    def trace(self, run_id: str) -> simulator.Trace:
        [trace] = run_results.get_traces(self.session, run_id)
        self.session.commit()
        return trace

    def processes(self) -> list[psutil.Process]:
        """Those that compute."""
        parents = [psutil.Process(worker.pid) for worker in self.workers] or [psutil.Process()]
        found = [child for parent in parents for child in parent.children(recursive=True)]
        return [process for process in found if _computes(process)]

    def kill_processes(self) -> None:
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def kill_while_computing(self, kill: Callable[[], None]) -> tuple[str, simulator.Experiment]:
        """A run that was killed in its midst, for certain: one that was over before counts for nothing."""
        steps = 500
        while True:
            wanted = experiment(steps)
            run_id = self.request(wanted)
            self.wait_for_frames(run_id, 1)
            kill()
            run = wait_for(partial(self._once_decided, run_id))
            if run.failed_executions:
                return run_id, wanted
            steps *= 2

    def _once_decided(self, run_id: str) -> Run | None:
        """Once the first execution is known to have failed, or to have come to its end."""
        run = self.run(run_id)
        return run if run.failed_executions or run.status is RunStatus.FINISHED else None

    def start_worker(self, **environment: str) -> None:
        self.workers.append(
            subprocess.Popen(
                [QUIZAPP, "worker"],
                env={**os.environ, **self.environment, **environment},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def have_worker(self) -> None:
        """Unless there is one, or the runner is itself what computes."""
        if self.environment and not self.workers:
            self.start_worker()

    def replace_workers(self) -> None:
        """Kill those there are, and let one take over what they had on lease."""
        self.kill_workers()
        self.lapse_leases()
        self.start_worker()

    def kill_workers(self) -> None:
        for worker in self.workers:
            worker.kill()
        for worker in self.workers:
            worker.wait()
        self.workers.clear()

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            assert worker.wait() == 0
        self.workers.clear()


@contextmanager
def pool_site(folder: Path, limits: ProcessLimits = PROCESS_LIMITS) -> Iterator[Site]:
    settings = settings_from({"QUIZAPP_INSTANCE": str(folder)})
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    runner = PoolRunner(Supervisor(settings.database_url, 1, limits), 1)
    with closing_all(engine), Session(engine, **session_options()) as session:
        try:
            yield Site(engine, session, runner)
        finally:
            session.rollback()  # an open reader would hold up what the runner writes at its end
            runner.close()


@contextmanager
def cluster_site(folder: Path, database_url: str, broker_url: str, **settings_given: str) -> Iterator[Site]:
    """Without a worker as yet. Settings given are those of its web server and workers."""
    environment = {
        **UNLIMITED,
        "QUIZAPP_INSTANCE": str(folder),
        "DATABASE_URL": database_url,
        "QUIZAPP_BROKER_URL": broker_url,
        "QUIZAPP_RUNNER_PROCESSES": "1",
        "QUIZAPP_RUN_MEMORY_LIMIT_MIB": str(MEMORY_LIMIT_MIB),
        **settings_given,
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

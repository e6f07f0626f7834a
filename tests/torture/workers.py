"""Killing workers at random, again and again, until their real leases run out. Not in the suite: `make torture`."""

import random
import time
from pathlib import Path

import numpy as np
import pytest

import simulator
from quizapp.models import RunStatus
from tests.promises import Tell
from tests.quizapp.runners.sites import Site, cluster_site, experiment

ROUNDS = 10
RUNS = 50
LEASE_SECONDS = "5"
LONGEST_WAIT_SECONDS = 2.0


@pytest.mark.parametrize("broker", ["rabbitmq", "redis"])
def test_killing_both_workers_at_a_random_point_of_fifty_runs_changes_no_result(
    broker: str, request: pytest.FixtureRequest, postgresql: str, tmp_path: Path, figure: Tell
) -> None:
    address = request.getfixturevalue(broker)
    with cluster_site(tmp_path, postgresql, address, QUIZAPP_LEASE_SECONDS=LEASE_SECONDS) as site:
        lost = [name for seed in range(ROUNDS) for name in _runs_lost(site, random.Random(seed))]
    figure(f"{ROUNDS} rounds, {ROUNDS * RUNS} runs, {len(lost)} lost or changed")
    assert lost == []


def _runs_lost(site: Site, chance: random.Random) -> list[str]:
    """Two workers, both killed at a moment of chance; then one that does the rest."""
    wanted = {site.request(each): each for each in (experiment(40, seed, depth=3) for seed in range(RUNS))}
    for _ in range(2):
        site.start_worker()
    site.wait_for(next(iter(wanted)), RunStatus.RUNNING, RunStatus.FINISHED)
    time.sleep(chance.uniform(0, LONGEST_WAIT_SECONDS))
    site.kill_workers()
    site.start_worker()
    lost = [run_id for run_id, each in wanted.items() if not _is_right(site, run_id, each)]
    site.kill_workers()
    site.forget_runs()
    return lost


def _is_right(site: Site, run_id: str, wanted: simulator.Experiment) -> bool:
    run = site.wait_for(run_id, RunStatus.FINISHED, RunStatus.FAILED)
    return run.status is RunStatus.FINISHED and np.array_equal(
        site.trace(run_id).loss, simulator.run(wanted).loss
    )

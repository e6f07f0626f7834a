"""Killing the processes of an embedded pool at random, again and again. Not in the suite: `make torture`."""

import random
import time
from pathlib import Path

import numpy as np

import simulator
from quizapp.models import RunStatus
from tests.promises import Tell
from tests.quizapp.runners.sites import Site, experiment, pool_site
from tests.waiting import wait_until

ROUNDS = 5
RUNS = 25
KILLS = 6


def test_killing_processes_at_random_points_of_many_runs_changes_no_result(
    tmp_path: Path, figure: Tell
) -> None:
    with pool_site(tmp_path) as site:
        lost = sum(_count_lost(site, random.Random(seed)) for seed in range(ROUNDS))
    figure(f"{ROUNDS * KILLS} kills, {ROUNDS * RUNS} runs, {lost} lost or changed")
    assert lost == 0


def test_a_hundred_small_runs_of_two_runners_are_each_computed_once(tmp_path: Path, figure: Tell) -> None:
    with pool_site(tmp_path) as one, pool_site(tmp_path) as other:
        requested = [(one, other)[seed % 2].request(experiment(30, seed, depth=2)) for seed in range(100)]
        executions = [one.wait_for(run_id, RunStatus.FINISHED).execution_number for run_id in requested]
    figure(f"{len(executions)} runs, {sum(number > 1 for number in executions)} computed twice")
    assert set(executions) == {1}


def _count_lost(site: Site, chance: random.Random) -> int:
    wanted = {site.request(each): each for each in (experiment(60, seed, depth=3) for seed in range(RUNS))}
    for done in range(
        KILLS
    ):  # one run more is finished before each kill: three deaths of the same one would fail it
        wait_until(lambda done=done: _count_finished(site, wanted) > done)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.2))
        site.kill_processes()
    lost = 0
    for run_id, each in wanted.items():
        run = site.wait_for(run_id, RunStatus.FINISHED, RunStatus.FAILED)
        lost += run.status is not RunStatus.FINISHED or not np.array_equal(
            site.trace(run_id).loss, simulator.run(each).loss
        )
    site.forget_runs()
    return lost


def _count_finished(site: Site, wanted: dict[str, simulator.Experiment]) -> int:
    return sum(site.run(run_id).status is RunStatus.FINISHED for run_id in wanted)

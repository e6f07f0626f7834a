import random
import time

import numpy as np

import simulator
from quizapp.models import RunStatus
from tests.quizapp.runners.sites import Site, experiment


def kill_both_workers(site: Site, chance: random.Random) -> None:
    """Two workers on fifty runs, both killed at a moment of chance; then one that does the rest."""
    wanted = {site.request(each): each for each in (experiment(40, seed, depth=3) for seed in range(50))}
    first, *_, last = wanted
    for _ in range(2):
        site.start_worker()
    site.wait_for(first, RunStatus.RUNNING, RunStatus.FINISHED)
    time.sleep(chance.uniform(0, 2))
    site.kill_workers()
    site.start_worker()
    site.wait_for(last, RunStatus.FINISHED, RunStatus.FAILED, seconds=300)
    for run_id, each in wanted.items():
        run = site.wait_for(run_id, RunStatus.FINISHED, RunStatus.FAILED)
        assert run.status is RunStatus.FINISHED, run.error
        assert np.array_equal(site.trace(run_id).loss, simulator.run(each).loss)

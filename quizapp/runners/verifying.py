"""Run the tests of claims in parallel, in processes with one thread of arithmetic each."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

import simulator
from quizapp.domain.claims.claim import ClaimTest
from quizapp.domain.claims.verification import Tally, run_test
from quizapp.runners import ONE_THREAD


@dataclass(frozen=True)
class Trial:
    """A test and its seeds."""

    test: ClaimTest
    seeds: range


def estimated_seconds(trial: Trial) -> float:
    """The estimated cost if its seeds ran one after the other on one core; the real cost is lower."""
    experiments = trial.test.experiments
    return len(trial.seeds) * sum(simulator.estimate_cost(experiment).seconds for experiment in experiments)


def run_trials(trials: Sequence[Trial], jobs: int) -> Iterator[tuple[int, Tally]]:
    """The tally of each trial by its position, in order of completion; the longest start first."""
    os.environ.update(ONE_THREAD)
    longest_first = sorted(range(len(trials)), key=lambda at: -estimated_seconds(trials[at]))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(trials)) or 1, mp_context=context) as pool:
        waiting = {
            pool.submit(run_test, trials[position].test, trials[position].seeds): position
            for position in longest_first
        }
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:  # stopped: pending trials never start
            pool.shutdown(wait=False, cancel_futures=True)
            raise

"""Running claims' tests side by side, in processes of one thread of arithmetic each."""

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
    """A test, and the seeds it is run with."""

    test: ClaimTest
    seeds: range


def estimated_seconds(trial: Trial) -> float:
    """What it would cost if its seeds ran one after the other on one core; more than it does cost."""
    experiments = trial.test.experiments
    return len(trial.seeds) * sum(simulator.estimate_cost(experiment).seconds for experiment in experiments)


def run_trials(trials: Sequence[Trial], jobs: int) -> Iterator[tuple[int, Tally]]:
    """The tally of each trial by its position, as they come; the longest are begun first."""
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
        except BaseException:  # stopped: what has not begun never will
            pool.shutdown(wait=False, cancel_futures=True)
            raise

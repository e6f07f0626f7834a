"""Run tests in parallel, in processes with one thread of arithmetic each. Tests that share an experiment run in one
process, which trains it once.
"""

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

import simulator
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.verification import Tally, key_of, run_tests
from quizapp.runners import ONE_THREAD


@dataclass(frozen=True)
class Trial:
    """A test and its seeds."""

    test: PairTest
    seeds: range


def estimated_seconds(trial: Trial) -> float:
    """The estimated cost if its seeds ran one after the other on one core; the real cost is lower."""
    return _seconds(trial.test.experiments, trial.seeds)


def run_trials(trials: Sequence[Trial], jobs: int) -> Iterator[tuple[int, Tally]]:
    """The tally of each trial by its position, in order of completion; the longest start first."""
    os.environ.update(ONE_THREAD)
    batches = sorted(batches_of(trials), key=lambda batch: -_seconds_together(trials, batch))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(batches)) or 1, mp_context=context) as pool:
        waiting = {
            pool.submit(run_tests, [trials[at].test for at in batch], trials[batch[0]].seeds): batch
            for batch in batches
        }
        try:
            for future in as_completed(waiting):
                yield from zip(waiting[future], future.result(), strict=True)
        except BaseException:  # stopped: pending trials never start
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def batches_of(trials: Sequence[Trial]) -> list[list[int]]:
    """The positions of the trials, those together that share an experiment and seeds, directly or through others."""
    batches: list[tuple[set[tuple[range, str]], list[int]]] = []
    for position, trial in enumerate(trials):
        keys = {(trial.seeds, key_of(experiment)) for experiment in trial.test.experiments}
        sharing = [batch for batch in batches if batch[0] & keys]
        batches = [batch for batch in batches if not batch[0] & keys]
        positions = sorted([at for batch in sharing for at in batch[1]] + [position])
        batches.append((keys.union(*(batch[0] for batch in sharing)), positions))
    return [positions for _, positions in batches]


def _seconds_together(trials: Sequence[Trial], batch: Sequence[int]) -> float:
    distinct = {key_of(each): each for at in batch for each in trials[at].test.experiments}
    return _seconds(distinct.values(), trials[batch[0]].seeds)


def _seconds(experiments: Iterable[simulator.Experiment], seeds: range) -> float:
    return len(seeds) * sum(simulator.estimate_cost(experiment).seconds for experiment in experiments)

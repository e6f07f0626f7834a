"""Running claims' tests side by side, in processes of one thread of arithmetic each."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import simulator
from quizapp.domain.claims.claim import ClaimTest
from quizapp.domain.claims.verification import Outcome, run_test


def estimated_seconds(test: ClaimTest, seeds: int) -> float:
    """What the test would cost if its seeds ran one after the other on one core; more than it does cost."""
    return seeds * sum(simulator.estimate_cost(experiment).seconds for experiment in test.experiments)


def run_tests(tests: Sequence[ClaimTest], seeds: range, jobs: int) -> Iterator[tuple[int, Outcome]]:
    """The outcome of each test by its position, as they come; the longest tests are begun first."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # read by the workers when they import NumPy
    longest_first = sorted(range(len(tests)), key=lambda at: -estimated_seconds(tests[at], len(seeds)))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(tests)) or 1, mp_context=context) as pool:
        waiting = {pool.submit(run_test, tests[position], seeds): position for position in longest_first}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

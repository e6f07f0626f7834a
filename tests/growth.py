"""Whether work grows in proportion to its input, without saying how long it may take."""

import time
from collections.abc import Callable

ENOUGH_SECONDS = 0.005  # of processor time, beside which the clock and the caches do not matter
TRIES = 4


def grows_in_proportion(work: Callable[[int], object], size: int = 16, largest: int = 2_000_000) -> bool:
    """Whether four times the size takes less than eight times the work, where the work is large enough to tell.

    The work is the time of this thread's processor, so that a busy machine does not count; the smallest of several
    measurements is taken, and one good pair of them is enough. Quadratic work takes sixteen times as much.
    """
    while _seconds(work, size) < ENOUGH_SECONDS:
        size *= 2
        if size > largest:
            return True  # quadratic work would have been large enough long before
    return any(_least(work, 4 * size) < 8 * _least(work, size) for _ in range(TRIES))


def _least(work: Callable[[int], object], size: int) -> float:
    return min(_seconds(work, size) for _ in range(2))


def _seconds(work: Callable[[int], object], size: int) -> float:
    before = time.thread_time()
    work(size)
    return time.thread_time() - before

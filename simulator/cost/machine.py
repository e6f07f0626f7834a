"""The speed of this machine: a few primitive operations, timed at first use."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

# Limits of all rounds in seconds: of processor time and of wall time. The fastest counts, since other load only adds.
WORKING_SECONDS, LONGEST_SECONDS = 0.3, 0.9
FEWEST_ROUNDS: Final = 3
CACHED: Final = 4_096  # numbers in an array that fits the cache
STREAMED_BYTES: Final = 4 << 20  # numbers in one that does not
CACHE_BYTES: Final = 2e6  # size at which a pass is about half way between the two
UNTOUCHED, TOUCHED = 5 << 20, 1 << 17  # float64: large enough for new memory from the system each time
LARGE, THIN = 192, 4  # rows of the left matrix of the products: square, and with few rows


@dataclass(frozen=True)
class Machine:
    """Seconds, for one dtype.

    call: one NumPy call on an array of a few numbers. Per number: element, one element-wise pass over cached
    arrays; streamed, the same over arrays beyond the cache; tanh; exp; drawn, one number from a normal
    distribution (float64 whatever the dtype). Of a product (m, k) times (k, n): product, per m*k*n;
    operand, per number of the three matrices, over and above it. fresh: a byte of memory, touched for the first time.
    """

    call: float
    element: float
    streamed: float
    tanh: float
    exp: float
    drawn: float
    product: float
    operand: float
    fresh: float

    def element_among(self, kept: float) -> float:
        """Seconds per number of a pass over arrays, with this many bytes used between two passes over one array."""
        share = kept / (kept + CACHE_BYTES)
        return self.element + share * max(self.streamed - self.element, 0.0)


@cache
def measure_machine(dtype: np.dtype[Any]) -> Machine:
    """Measured once per process and dtype; takes about a third of a second on an idle core."""
    few, some, many = (np.full(size, 0.5, dtype) for size in (16, CACHED, STREAMED_BYTES // dtype.itemsize))
    generator, drawn = np.random.default_rng(0), np.empty(4096)
    out, target = np.empty_like(some), np.empty_like(many)
    large = np.full((1, LARGE, LARGE), 0.5, dtype)
    thin, product_of_large = large[:, :THIN].copy(), np.empty_like(large)
    product_of_thin = np.empty_like(thin)
    call, cached, streamed, tanh, exp, normal, low, square, fresh = _shortest(
        (lambda: np.multiply(few, few, out=few), 400),
        (lambda: np.multiply(some, some, out=out), 100),
        (lambda: np.multiply(many, many, out=target), 1),
        (lambda: np.tanh(some, out=out), 10),
        (lambda: np.exp(some, out=out), 10),
        (lambda: generator.standard_normal(out=drawn), 10),
        (lambda: np.matmul(thin, large, out=product_of_thin), 20),
        (lambda: np.matmul(large, large, out=product_of_large), 1),
        (lambda: np.zeros(UNTOUCHED)[:TOUCHED].fill(1.0), 1),
    )
    product = square / LARGE**3
    operands = low - call - product * THIN * LARGE**2
    return Machine(
        call=call,
        element=max(cached - call, 0.1 * cached) / CACHED,
        streamed=streamed / many.size,
        tanh=tanh / CACHED,
        exp=exp / CACHED,
        drawn=normal / drawn.size,
        product=product,
        fresh=fresh / (8 * TOUCHED),
        operand=max(operands, 0.1 * low) / (LARGE**2 + 2 * THIN * LARGE),
    )


def _shortest(*works: tuple[Callable[[], object], int]) -> list[float]:
    """Seconds of one call of each piece of work, interleaved, with the given repetitions per round."""
    best, rounds = [np.inf] * len(works), 0
    work_ends, ends = time.process_time() + WORKING_SECONDS, time.perf_counter() + LONGEST_SECONDS
    while rounds < FEWEST_ROUNDS or (time.process_time() < work_ends and time.perf_counter() < ends):
        rounds += 1
        for number, (work, repeats) in enumerate(works):
            started = time.perf_counter()
            for _ in range(repeats):
                work()
            best[number] = min(best[number], (time.perf_counter() - started) / repeats)
    return best

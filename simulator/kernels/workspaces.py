"""Views and constants that the layers make once and use in every update."""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def step_views(array: Array) -> list[Array]:
    """One view per step of (runs, time, …), made once: slicing costs as much as a small product."""
    return [array[:, time] for time in range(array.shape[1])]


def as_rows(array: Array) -> Array:
    """(runs, time, batch, n) as (runs, time * batch, n), the same memory."""
    return array.reshape(len(array), -1, array.shape[-1], copy=False)


@lru_cache(maxsize=16)
def row_of_ones(count: int, dtype: np.dtype[Any]) -> Array:
    """(1, count) of ones, shared by all who sum over samples by a product with it: not to be written to."""
    ones = np.ones((1, count), dtype)
    ones.flags.writeable = False
    return ones

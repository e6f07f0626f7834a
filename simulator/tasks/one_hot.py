"""Symbols as one-hot vectors."""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def write_one_hot(symbols: Array, inputs: Array) -> None:
    """symbols: (time, batch) int; inputs: (time, batch, symbols), each row 1 at its symbol, else 0."""
    np.take(_identity(inputs.shape[-1], inputs.dtype), symbols, axis=0, out=inputs, mode="clip")


@lru_cache(maxsize=32)
def _identity(size: int, dtype: np.dtype[Any]) -> Array:
    return np.eye(size, dtype=dtype)

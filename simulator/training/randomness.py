"""The generators of an experiment."""

from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Generators:
    """Three independent streams from one seed: for parameters, for a fixed data set, and for batches."""

    parameters: np.random.Generator
    data: np.random.Generator
    batches: np.random.Generator

    @classmethod
    def of(cls, seed: int) -> Self:
        """PCG64 generators from SeedSequence(seed).spawn(3)."""
        streams = np.random.SeedSequence(seed).spawn(3)
        return cls(*(np.random.Generator(np.random.PCG64(stream)) for stream in streams))

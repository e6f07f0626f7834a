"""The generators of an experiment."""

from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Generators:
    """Independent streams from one seed: for parameters, for a fixed data set, for batches, and for the samples on
    which a trained network is evaluated.
    """

    parameters: np.random.Generator
    data: np.random.Generator
    batches: np.random.Generator
    evaluation: np.random.Generator

    @classmethod
    def of(cls, seed: int) -> Self:
        """PCG64 generators from SeedSequence(seed).spawn(4); the number spawned does not change the first three."""
        streams = np.random.SeedSequence(seed).spawn(4)
        return cls(*(np.random.Generator(np.random.PCG64(stream)) for stream in streams))

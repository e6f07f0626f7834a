"""Batches drawn from a fixed data set: without replacement within a batch, and anew for every update."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks.task import Draws

Array: TypeAlias = NDArray[Any]


class DataSetSource:
    """inputs: (samples, features); targets: (samples, outputs), or (samples,) classes."""

    def __init__(self, inputs: Array, targets: Array, draws: Draws) -> None:
        self.inputs, self.targets = inputs, targets
        self.batch_size, self.batches = draws.batch_size, draws.batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.choice(len(self.inputs), self.batch_size, replace=False, shuffle=False)
        np.take(self.inputs, chosen, axis=0, out=inputs, mode="clip")
        np.take(self.targets, chosen, axis=0, out=targets, mode="clip")

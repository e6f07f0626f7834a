"""The named axes of a pass, and which of their entries are shown where there are many."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.networks import MlpSettings
from simulator.views.inside.computed import Computed
from simulator.views.inside.walk import MOST_SHOWN, Axis, AxisName

Array: TypeAlias = NDArray[Any]
UNGATED: Final = ("state",)  # one block of columns


@dataclass(frozen=True)
class Axes:
    """gates: the columns of a layer with gates, block by block; sigmoid_gates: of a gru, those of r and z."""

    batch: Axis
    features: Axis
    width: Axis
    outputs: Axis
    gates: Axis
    sigmoid_gates: Axis

    def below(self, layer: int) -> Axis:
        """What a layer reads, counted from 1: the input, or the layer below it."""
        return self.features if layer == 1 else self.width


def axes_of(computed: Computed, sample: int) -> Axes:
    """The axes of a pass; the chosen sample is among what is shown."""
    network, task = computed.experiment.network, computed.task
    size = computed.experiment.batch_size
    start = max(0, min(sample - MOST_SHOWN + 1, size - MOST_SHOWN))
    letters = () if isinstance(network, MlpSettings) else network.gate_letters
    return Axes(
        batch=Axis("batch", size, tuple(range(start, min(start + MOST_SHOWN, size)))),
        features=_busiest("features", computed.inputs, sample, task.input_words),
        width=Axis("width", network.width, tuple(range(min(network.width, MOST_SHOWN)))),
        outputs=_outputs(computed, sample),
        gates=_blocks(letters or UNGATED, network.width),
        sigmoid_gates=_blocks(letters[:2] or UNGATED, network.width),
    )


def _busiest(name: AxisName, values: Array, sample: int, words: tuple[str, ...]) -> Axis:
    """If there are many entries, show those that the sample uses, then those that the batch uses most."""
    size = values.shape[-1]
    if size <= MOST_SHOWN:
        return Axis(name, size, tuple(range(size)), words)
    use = np.abs(values.astype(np.float64)).reshape(-1, values.shape[-2], size)
    own, all_of = use[:, sample].sum(axis=0), use.sum(axis=(0, 1))
    order = np.lexsort((np.arange(size), -all_of, -own))[:MOST_SHOWN]
    return Axis(name, size, tuple(sorted(int(index) for index in order)), words)


def _outputs(computed: Computed, sample: int) -> Axis:
    outputs, words = computed.task.outputs, computed.task.output_words
    if not computed.task.is_classification:
        return _busiest("outputs", computed.targets, sample, words)
    asked = np.eye(outputs)[computed.targets]
    return _busiest("outputs", asked, sample, words)


def _blocks(letters: tuple[str, ...], width: int) -> Axis:
    """The first units of every block, so that all blocks are seen."""
    each = max(1, min(width, MOST_SHOWN // len(letters)))
    shown = tuple(block * width + unit for block in range(len(letters)) for unit in range(each))
    name: AxisName = "gates_x_width" if len(letters) > 1 else "width"
    return Axis(name, len(letters) * width, shown, tuple(letter for letter in letters for _ in range(width)))

"""The loss of an experiment's first batch as a function of the weights, by the equations and in float64."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator as sim
from simulator.equations.losses import penalized_names, penalty_of
from simulator.equations.recurrent import State
from simulator.equations.sequence import cell_of, cuts_of, initial_state, parameters_of, read_out
from simulator.tasks import shape_of

Array = NDArray[Any]
Weights = dict[str, Array]
Frozen = Mapping[tuple[int, int], State]  # by stacked layer and step: what that step reads, held constant
KINKED = ("relu", "leaky_relu")


class WrittenLoss:
    """One experiment on its first batch."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.experiment = sim.Experiment.model_validate(document | {"dtype": "float64"})
        self.inputs, self.targets = sim.first_batch(self.experiment)
        self.weights = sim.initial_parameters(self.experiment)

    def loss(self, weights: Weights | None = None, frozen: Frozen | None = None) -> float:
        return self.loss_and_kinks(weights, frozen)[0]

    def loss_and_kinks(
        self, weights: Weights | None = None, frozen: Frozen | None = None
    ) -> tuple[float, Array]:
        """The loss, and every number at whose sign it has a kink: pre-activations of ReLUs, weights under an L1
        penalty.
        """
        weights = self.weights if weights is None else weights
        outputs, steps = self._passed(weights, frozen or {})
        total = sim.loss_of(outputs, self.targets, self.experiment.reduction)
        is_kinked = self.experiment.network.activation in KINKED
        kinked = [made.pre_activation for row in steps for made in row] if is_kinked else []
        if self.experiment.penalty is not None:
            matrices = [weights[name] for name in penalized_names(self.experiment.penalty, weights)]
            total += sum(penalty_of(self.experiment.penalty, matrix) for matrix in matrices)
            kinked += matrices if self.experiment.penalty.kind == "l1" else []
        return total, np.concatenate([np.ravel(values) for values in kinked]) if kinked else np.ones(1)

    def state_read(self, layer: int, step: int) -> State:
        """The state that a step of a layer reads."""
        _, steps = self._passed(self.weights, {})
        return steps[step - 1][layer].state if step else initial_state(self.experiment.network, self.inputs)

    def frozen_at_cuts(self) -> Frozen:
        """What the steps behind a cut read, in every layer: no gradient flows back through it."""
        if self.experiment.truncate is None:
            return {}
        cuts = cuts_of(len(self.inputs), self.experiment.truncate)
        layers = range(self.experiment.network.depth)
        return {(layer, step): self.state_read(layer, step) for layer in layers for step in cuts}

    def _passed(self, weights: Weights, frozen: Frozen) -> tuple[Array, tuple[tuple[Any, ...], ...]]:
        network = self.experiment.network
        if network.kind == "mlp":
            forward = sim.forward_pass(self.experiment, weights, self.inputs)
            return forward.outputs, forward.steps
        cell, rows = cell_of(network), []
        states = [initial_state(network, self.inputs)] * network.depth
        for step, x in enumerate(self.inputs):
            row, below = [], x
            for layer, carried in enumerate(states):
                before = frozen.get((layer, step), carried)
                row.append(cell.step(parameters_of(weights, layer), below, before))
                below = row[-1].state.hidden_state
            states = [made.state for made in row]
            rows.append(tuple(row))
        has_target_per_step = shape_of(self.experiment.task).has_target_per_step
        return read_out([weights] * len(rows), tuple(rows), has_target_per_step), tuple(rows)


def state_slopes(document: dict[str, Any], step: int) -> Array:
    """Central differences of the loss by the state that `step` reads in the first layer."""
    written = WrittenLoss(document)
    hidden, cell = written.state_read(0, step)
    slopes = np.zeros_like(hidden)
    for index in np.ndindex(*slopes.shape):
        losses = []
        for shift in (1e-6, -1e-6):
            moved = hidden.copy()
            moved[index] += shift
            losses.append(written.loss(frozen={(0, step): State(moved, cell)}))
        slopes[index] = (losses[0] - losses[1]) / 2e-6
    return slopes

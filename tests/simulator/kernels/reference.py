"""Every network written out step by step, slowly and in float64, to hold the fast code against.

Only initial parameters and the first batch come from the simulator; the loss follows the equations alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator as sim

Array = NDArray[Any]
Weights = dict[str, Array]
State = tuple[Array, Array]  # s and c; c is zero where there are no cells
Frozen = Mapping[tuple[int, int], State]  # by stacked layer and step: what that step reads, held constant


def sigmoid(drive: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-drive))


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "gelu": lambda z: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
}
KINKED = ("relu", "leaky_relu")


def lstm_step(drive: Array, before: State) -> State:
    i, f, g, o = np.split(drive, 4, axis=-1)
    cell = sigmoid(f) * before[1] + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(cell), cell


def gru_step(from_input: Array, from_state: Array, before: State) -> State:
    x_r, x_z, x_n = np.split(from_input, 3, axis=-1)
    s_r, s_z, s_n = np.split(from_state, 3, axis=-1)
    r, z = sigmoid(x_r + s_r), sigmoid(x_z + s_z)
    n = np.tanh(x_n + r * s_n)
    return (1 - z) * n + z * before[0], before[1]


class Reference:
    """One experiment on its first batch: its loss as a function of the weights."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.experiment = sim.Experiment.model_validate(document | {"dtype": "float64"})
        self.inputs, self.targets = sim.first_batch(self.experiment)
        self.weights = sim.initial_parameters(self.experiment)

    def loss(self, weights: Weights | None = None, frozen: Frozen | None = None) -> float:
        return self.loss_and_kinks(weights, frozen)[0]

    def loss_and_kinks(
        self, weights: Weights | None = None, frozen: Frozen | None = None
    ) -> tuple[float, Array]:
        """The loss, and every number at whose sign it has a kink: drives of ReLUs, weights under an L1 penalty."""
        weights = self.weights if weights is None else weights
        outputs, drives = self._forward(weights, frozen or {})
        kinked = drives if self.experiment.network.activation in KINKED else []
        total, penalty = self._loss_of(outputs), self.experiment.penalty
        if penalty is not None:
            letters = ("W",) if penalty.on == "recurrent" else ("U", "W", "V")
            matrices = [values for name, values in weights.items() if name.startswith(letters)]
            power = 1 if penalty.kind == "l1" else 2
            total += penalty.strength * sum(np.sum(np.abs(matrix) ** power) for matrix in matrices)
            kinked = [*kinked, *matrices] if penalty.kind == "l1" else kinked
        return total, np.concatenate([np.ravel(values) for values in kinked]) if kinked else np.ones(1)

    def states(self, weights: Weights | None = None, frozen: Frozen | None = None) -> list[list[State]]:
        """Per stacked layer what each step reads: (s_{-1}, c_{-1}), (s_0, c_0), … and the last state."""
        return self._recurrence(self.weights if weights is None else weights, frozen or {})[0]

    def frozen_at_cuts(self) -> Frozen:
        """What the steps behind a cut read, in every layer: no gradient flows back through it.

        The windows are counted back from the last step: cuts are before steps T - k, T - 2k, …
        """
        window = self.experiment.truncate
        if window is None:
            return {}
        steps, states = range(len(self.inputs) - window, 0, -window), self.states()
        return {(layer, step): each[step] for layer, each in enumerate(states) for step in steps}

    def _forward(self, weights: Weights, frozen: Frozen) -> tuple[Array, list[Array]]:
        if self.experiment.network.kind == "mlp":
            return self._perceptron(weights)
        states, drives = self._recurrence(weights, frozen)
        tops = np.stack([state for state, _ in states[-1][1:]])
        has_target_per_step = self.experiment.task.kind in ("sine", "next_word")
        return (tops if has_target_per_step else tops[-1]) @ weights["V"] + weights["c"], drives

    def _perceptron(self, weights: Weights) -> tuple[Array, list[Array]]:
        network, hidden, drives = self.experiment.network, self.inputs, []
        for number in range(1, network.depth + 1):
            product = hidden @ weights[f"W{number}"]
            if network.normalization != "none":
                axis = 1 if network.normalization == "layer" else 0
                centred = product - product.mean(axis=axis, keepdims=True)
                product = centred / np.sqrt(product.var(axis=axis, keepdims=True) + 1e-5)
            drives.append(product + weights[f"b{number}"])
            value = FUNCTIONS[network.activation](drives[-1])
            hidden = hidden + value if network.residual and hidden.shape == value.shape else value
        last = network.depth + 1
        return hidden @ weights[f"W{last}"] + weights[f"b{last}"], drives

    def _recurrence(self, weights: Weights, frozen: Frozen) -> tuple[list[list[State]], list[Array]]:
        below, layers, drives = list(self.inputs), [], []
        for layer in range(self.experiment.network.depth):
            zero = np.zeros((self.inputs.shape[1], weights[f"W{layer + 1}"].shape[0]))
            states = [(zero, zero)]
            for step, x in enumerate(below):
                before = frozen.get((layer, step), states[-1])
                from_input = x @ weights[f"U{layer + 1}"] + weights[f"b{layer + 1}"]
                from_state = before[0] @ weights[f"W{layer + 1}"]
                drives.append(from_input + from_state)
                match self.experiment.network.kind:
                    case "lstm":
                        states.append(lstm_step(drives[-1], before))
                    case "gru":
                        states.append(gru_step(from_input, from_state, before))
                    case _:
                        states.append((FUNCTIONS[self.experiment.network.activation](drives[-1]), zero))
            below = [state for state, _ in states[1:]]
            layers.append(states)
        return layers, drives

    def _loss_of(self, outputs: Array) -> float:
        """Mean over outputs and time, then mean or sum over the batch."""
        if self.targets.dtype.kind == "f":
            mean = np.mean((outputs - self.targets) ** 2)
        else:
            shifted = outputs - outputs.max(axis=-1, keepdims=True)
            likelihoods = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
            mean = -np.mean(np.take_along_axis(likelihoods, self.targets[..., None], axis=-1))
        return float(mean) * (self.experiment.batch_size if self.experiment.reduction == "sum" else 1)


def state_slopes(document: dict[str, Any], step: int) -> Array:
    """Central differences of the loss by the state that `step` reads in the first layer."""
    reference = Reference(document)
    hidden, cell = reference.states()[0][step]
    slopes = np.zeros_like(hidden)
    for index in np.ndindex(*slopes.shape):
        losses = []
        for shift in (1e-6, -1e-6):
            moved = hidden.copy()
            moved[index] += shift
            losses.append(reference.loss(frozen={(0, step): (moved, cell)}))
        slopes[index] = (losses[0] - losses[1]) / 2e-6
    return slopes

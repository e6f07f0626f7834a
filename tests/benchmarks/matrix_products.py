"""The lower bound: only the matrix products of an update, in the shapes of the networks, with NumPy's BLAS."""

import time
from collections.abc import Callable

import numpy as np

from tests.benchmarks.workloads import WORKLOADS

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
Product = tuple[np.ndarray, np.ndarray, np.ndarray]


def prepare(workload: str) -> Callable[[int], tuple[float, dict[str, np.ndarray]]]:
    """A function that makes the products of so many updates; it has nothing to record."""
    plan = WORKLOADS[workload]
    experiment = plan.experiments(1)[0]
    is_mlp = experiment.network.kind == "mlp"
    products = _mlp_products(experiment) if is_mlp else _recurrent_products(experiment, plan.runs)

    def train(updates: int) -> tuple[float, dict[str, np.ndarray]]:
        started = time.perf_counter()
        for _ in range(updates):
            for left, right, out in products:
                np.matmul(left, right, out=out)
        return time.perf_counter() - started, {}

    return train


class _Arrays:
    """Random arrays (runs, …) of one generator, small enough that no product leaves float32's range."""

    def __init__(self, *lead: int) -> None:
        self.lead, self.generator = lead, np.random.default_rng(0)

    def __call__(self, *shape: int) -> np.ndarray:
        return self.generator.standard_normal((*self.lead, *shape), dtype=np.float32)


def _mlp_products(experiment) -> list[Product]:
    depth, width, batch = experiment.network.depth, experiment.network.width, experiment.batch_size
    features, outputs = experiment.task.features, experiment.task.outputs
    new = _Arrays(1)
    x, y = new(batch, features), new(batch, outputs)
    first, inner, last = new(features, width), new(depth - 1, width, width), new(width, outputs)
    hidden, d_hidden, buffer = new(depth, batch, width), new(depth, batch, width), new(batch, width)
    products = [(x, first, hidden[:, 0])]
    products += [(hidden[:, k], inner[:, k], hidden[:, k + 1]) for k in range(depth - 1)]
    products += [(hidden[:, -1], last, new(batch, outputs)), (y, _turned(last), buffer)]
    products += [(d_hidden[:, k + 1], _turned(inner[:, k]), buffer) for k in range(depth - 1)]
    d_weights = (_turned(hidden[:, :-1]), d_hidden[:, 1:], new(depth - 1, width, width))
    d_first = (_turned(x), d_hidden[:, 0], new(features, width))
    return [*products, d_weights, d_first, (_turned(hidden[:, -1]), y, new(width, outputs))]


def _recurrent_products(experiment, runs: int) -> list[Product]:
    width, batch, length = experiment.network.width, experiment.batch_size, experiment.task.length
    columns, features, outputs = GATES[experiment.network.kind] * width, 6, 4
    new = _Arrays(runs)
    U, W, V = new(features, columns), new(width, columns), new(width, outputs)  # noqa: N806
    x, y, rows = new(length * batch, features), new(batch, outputs), (length * batch, columns)
    states, d_pre_activations, buffer = (
        new(length, batch, width),
        new(length, batch, columns),
        new(batch, width),
    )
    state_rows, d_rows = states.reshape(runs, -1, width), d_pre_activations.reshape(runs, *rows)
    block = new(batch, columns)
    products = [(x, U, new(*rows))]
    products += [(states[:, time], W, block) for time in range(length)]
    products += [(states[:, -1], V, new(batch, outputs)), (y, _turned(V), buffer)]
    products += [(d_pre_activations[:, time], _turned(W), buffer) for time in range(length - 1)]
    d_input, d_recurrent = (
        (_turned(x), d_rows, new(features, columns)),
        (_turned(state_rows), d_rows, new(width, columns)),
    )
    return [*products, d_input, d_recurrent, (_turned(states[:, -1]), y, new(width, outputs))]


def _turned(matrix: np.ndarray) -> np.ndarray:
    return np.swapaxes(matrix, -1, -2)

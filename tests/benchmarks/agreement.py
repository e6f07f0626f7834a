"""Whether the simulator computes what PyTorch and Keras compute: `python -m tests.benchmarks --agreement`.

Random experiments of every network: gradients against autograd, alone and in a stack; the losses of the first
20 updates against the scripts of `to_pytorch` and `to_keras`. Run in the environment of the benchmark, this
module prints its rows as JSON.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

import simulator as sim
from tests.benchmarks.autograd import autograd_gradients
from tests.simulator.experiments import (
    MILD_RATES,
    Choose,
    Document,
    chooser,
    random_experiment,
    random_stack,
    redrawn,
)

KINDS = ("mlp", "rnn", "lstm", "gru")
UPDATES = 20
GRADIENT_CASES, STACK_CASES, PYTORCH_CASES, KERAS_CASES = 150, 50, 40, 10
GRADIENT_LIMIT = 1e-10
# Rounding, magnified by the updates; PyTorch's clipping by norm adds 1e-6 to the norm. Keras is compared in float32
# only, since it rounds its batches to that whatever its floatx; normalizing two units or two samples magnifies it.
LOSS_LIMITS = {"float64": 1e-5, "float32": 1e-3}
KERAS_LIMIT = 1e-2
RATE_THAT_KEEPS_DIGITS = 1000.0  # a gradient is read off an update: the larger the step, the less is rounded


@dataclass
class Row:
    """One line of the table; `difference` is relative, the largest of all cases."""

    check: str
    network: str
    cases: int
    difference: float
    limit: float


def main() -> None:
    rows = [row for kind in KINDS for row in _gradient_rows(kind)]
    for kind in KINDS:
        for dtype in LOSS_LIMITS:
            rows.append(
                _loss_row(_pytorch_losses, "losses of the PyTorch script", kind, dtype, PYTORCH_CASES)
            )
        rows.append(_loss_row(_keras_losses, "losses of the Keras script, sgd", kind, "float32", KERAS_CASES))
    sys.stdout.write(json.dumps([asdict(row) for row in rows]))


def _gradient_rows(kind: str) -> list[Row]:
    choose = chooser(0)
    alone = [_gradient_difference(random_experiment(choose, [kind])) for _ in range(GRADIENT_CASES)]
    stacked = [
        difference
        for _ in range(STACK_CASES)
        for difference in _stacked_differences(random_stack(partial(_of_kind, choose, kind)))
    ]
    return [
        Row("gradients, alone", kind, len(alone), max(alone), GRADIENT_LIMIT),
        Row("gradients, in a stack", kind, len(stacked), max(stacked), GRADIENT_LIMIT),
    ]


def _of_kind(choose: Choose, kind: str, options: Any) -> Any:
    return kind if tuple(options) == KINDS else choose(options)


def _gradient_difference(document: Document) -> float:
    experiment = sim.Experiment.model_validate(document | {"dtype": "float64"})
    loss, found = sim.gradients(experiment)
    expected_loss, expected = autograd_gradients(experiment)
    return max(_relative(np.array(loss), np.array(expected_loss)), _difference(found, expected))


def _stacked_differences(documents: list[Document]) -> list[float]:
    """The gradient of each run of a stack, read off its first update."""
    update = {"dtype": "float64", "steps": 1, "clip": None, "probes": {}}
    update["optimizer"] = {"learning_rate": RATE_THAT_KEEPS_DIGITS}
    experiments = [sim.Experiment.model_validate(document | update) for document in documents]
    differences = []
    for experiment, trace in zip(experiments, sim.run_many(experiments), strict=True):
        start = sim.initial_parameters(experiment)
        found = {
            name: (start[name] - values) / RATE_THAT_KEEPS_DIGITS
            for name, values in trace.final_parameters.items()
        }
        differences.append(_difference(found, autograd_gradients(experiment)[1]))
    return differences


def _difference(found: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> float:
    """The largest, by parameter, relative to its norm or to a thousandth of the whole gradient's."""
    assert found.keys() == expected.keys()
    whole = np.sqrt(sum(np.sum(values**2) for values in expected.values()))
    return max(_relative(found[name], values, 1e-3 * whole) for name, values in expected.items())


def _relative(found: np.ndarray, expected: np.ndarray, least: float = 0.0) -> float:
    """Norm of the difference over that of what is expected; nothing where both are zero, as after saturation."""
    difference = float(np.linalg.norm(found - expected))
    return difference and difference / max(float(np.linalg.norm(expected)), least)


def _loss_row(
    script_losses: Callable[[sim.Experiment, int], list[float]],
    check: str,
    kind: str,
    dtype: str,
    cases: int,
) -> Row:
    choose, differences = chooser(1), []
    is_keras = script_losses is _keras_losses
    # Keras trains a second bias of a GRU: there, only the loss before any update is the same.
    updates = 1 if kind == "gru" and is_keras else UPDATES
    for _ in range(cases):
        document = redrawn(random_experiment(choose, [kind]), choose, MILD_RATES)
        if is_keras:  # its Adam and RMSprop add their epsilon elsewhere, as the script says
            document |= {"optimizer": {"momentum": choose((0.0, 0.9))}}
        experiment = sim.Experiment.model_validate(document | {"dtype": dtype, "steps": updates})
        expected = sim.run(experiment).loss
        found = np.array(script_losses(experiment, len(expected)))
        differences.append(_relative(found, expected))
    return Row(
        f"{check}, {dtype}", kind, cases, max(differences), KERAS_LIMIT if is_keras else LOSS_LIMITS[dtype]
    )


def _pytorch_losses(experiment: sim.Experiment, updates: int) -> list[float]:
    names: dict[str, Any] = {"__name__": "script"}
    exec(sim.to_pytorch(experiment), names)
    network = names["Network"]()
    names["load"](network, sim.initial_parameters(experiment))
    losses: list[float] = names["train"](network, updates)
    return losses


def _keras_losses(experiment: sim.Experiment, updates: int) -> list[float]:
    names: dict[str, Any] = {"__name__": "script"}
    exec(sim.to_keras(experiment), names)
    model = names["make_model"]()
    names["load"](model, sim.initial_parameters(experiment))
    losses: list[float] = names["train"](model, updates)
    return losses


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:  # where Keras would write its settings
        os.environ |= {"KERAS_BACKEND": "torch", "KERAS_HOME": folder}
        main()

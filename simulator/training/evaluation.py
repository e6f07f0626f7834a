"""The loss of a trained network on samples drawn for that purpose."""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout_of, network_of
from simulator.settings.experiment import Experiment
from simulator.tasks import shape_of, source_of
from simulator.tasks.task import Draws
from simulator.training.losses import cross_entropy, squared_error
from simulator.training.randomness import Generators

Array: TypeAlias = NDArray[Any]

EVALUATION_SAMPLES: Final = 256
LARGEST_PART: Final = 2_000_000  # numbers in the hidden layers of the samples that pass together


def evaluate(experiment: Experiment, parameters: dict[str, Array]) -> tuple[float, float]:
    """Mean loss and metric of a network on 256 samples, whatever the batch size; penalty and reduction left out.

    parameters: by name, as in `initial_parameters`. Random: a generator of the experiment's seed that training does
    not use. A task with a fixed data set gives at most all its samples, each once: this is what the network was
    trained on, but not a batch that an update has just fitted. Batch normalization uses the evaluated samples.
    """
    shape = shape_of(experiment.task)
    count = min(EVALUATION_SAMPLES, getattr(experiment.task, "samples", EVALUATION_SAMPLES))
    numbers = (shape.length or 1) * experiment.network.width * experiment.network.depth
    parts = -(-count * numbers // LARGEST_PART)
    size = max(2, count // parts) if count > 1 else 1
    plan = experiment.model_copy(update={"batch_size": size})
    dtype, layout = np.dtype(plan.dtype), layout_of(plan)
    row = np.zeros((1, layout.size), dtype)
    layout.from_dict(parameters, row[0])
    generators = Generators.of(plan.seed)
    source = source_of(plan.task, Draws(size, generators.data, generators.evaluation, dtype))
    network = network_of(plan, row, np.zeros_like(row))
    time = () if shape.length is None else (shape.length,)
    inputs = np.zeros((1, *time, size, shape.features), dtype)
    outputs = (1, *(time if shape.has_target_per_step else ()), size, shape.outputs)
    targets = np.zeros(outputs[:-1], np.int64) if shape.is_classification else np.zeros(outputs, dtype)
    measure = cross_entropy if shape.is_classification else squared_error
    scores = []
    with np.errstate(all="ignore"):
        for _ in range(count // size):
            source.draw(inputs[0], targets[0])
            loss, metric = measure(network.forward(inputs), targets, np.zeros(outputs, dtype), 1.0)
            scores.append((float(loss[0]), float(metric[0])))
    loss, metric = np.mean(scores, axis=0)
    return float(loss), float(metric)

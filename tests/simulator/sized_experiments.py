"""Random legal experiments of all sizes, as long as one takes no more than a second or so."""

from typing import Any

import numpy as np

import simulator as sim
from simulator.kernels import layout_of
from simulator.settings.probes import ProbeSettings
from simulator.tasks import shape_of
from tests.simulator.experiments import Choose, Document, chooser, length_of, random_experiment
from tests.simulator.small_experiments import experiment

# At most so many: products of a multiplication, values of units and calls in all updates; numbers drawn before.
MOST_PRODUCTS, MOST_VALUES, MOST_CALLS, MOST_DRAWN = 2e9, 1e7, 1e4, 2e6
LEARNING_RATE = 1e-6  # so small that a run which begins with finite gradients goes on to its end
SWITCHES = [name for name in ProbeSettings.model_fields if name != "recurrent_every"]


def sized_experiment(seed: int, share: float = 1.0) -> Document:
    """A random experiment whose every size is drawn evenly on a logarithmic scale, within a share of the limits."""
    generator = np.random.default_rng(seed)
    choose = chooser(seed)
    while True:
        document = _with_sizes(random_experiment(choose), choose, generator)
        if _is_affordable(experiment(document), share):
            return document


def _with_sizes(document: Document, choose: Choose, generator: np.random.Generator) -> Document:
    def between(low: int, high: int) -> int:
        return int(np.exp(generator.uniform(np.log(low), np.log(high + 1))))

    is_mlp = document["network"]["kind"] == "mlp"
    network = document["network"] | {
        "width": between(2, 1024),
        "depth": between(1, 100) if is_mlp else between(1, 4),
    }
    task = dict(document["task"])
    match task["kind"]:
        case "regression":
            task |= {"features": between(1, 512), "outputs": between(1, 128), "samples": between(2, 32_768)}
        case "classification":
            task |= {"features": between(1, 512), "classes": between(2, 64), "samples": between(64, 32_768)}
        case "recall":
            task |= {"length": between(4, 1000), "symbols": between(2, 64)}
        case "temporal_order" | "adding" | "latch" | "sine":
            task |= {"length": between(12, 1000)}
    if network["init"]["scheme"] == "identity":
        network["init"] = network["init"] | {"scheme": "orthogonal"}
    probes = choose(({}, dict.fromkeys(SWITCHES, False), {name: choose((True, False)) for name in SWITCHES}))
    changes: dict[str, Any] = {
        "network": network,
        "task": task,
        "batch_size": min(between(2, 1024), task.get("samples", 1024)),
        "steps": between(2, 400),
        "optimizer": document["optimizer"] | {"learning_rate": LEARNING_RATE},
        "probes": probes | {"recurrent_every": choose((None, None, None, between(1, 20)))},
    }
    if document.get("truncate"):
        changes["truncate"] = between(1, length_of(task))
    return document | changes


def _is_affordable(drawn: sim.Experiment, share: float) -> bool:
    task, network, parameters = shape_of(drawn.task), drawn.network, layout_of(drawn).size
    length, samples = task.length or 1, getattr(drawn.task, "samples", 0)
    rows, gates = drawn.batch_size * length, len(getattr(network, "gates", "-"))
    spectra = drawn.probes.recurrent_every is not None and network.kind != "mlp"
    products = (
        drawn.steps * rows * parameters
        + spectra * drawn.steps * network.depth * gates * 60 * network.width**3
    )
    return (
        products < share * MOST_PRODUCTS
        and drawn.steps * rows * network.width * network.depth * gates < share * MOST_VALUES
        and drawn.steps * parameters < 3 * share * MOST_VALUES
        and drawn.steps * length * network.depth < share * MOST_CALLS
        and parameters + samples * (task.features + task.outputs) < share * MOST_DRAWN
    )

"""What is trained: five workloads, and how much faster than each library the simulator should be."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import simulator as sim
from simulator.scripts.batches import batches_source

COLD_UPDATES = 200


@dataclass(frozen=True)
class Targets:
    """Least ratios of another library's time to ours, and the most we may take of the bare products' time."""

    pytorch: float
    jax: float
    cold: float
    products: float


@dataclass(frozen=True)
class Workload:
    """Experiments that are trained together, and the updates that one measurement takes."""

    title: str
    experiment: dict[str, Any]
    runs: int
    updates: int
    targets: Targets

    def experiments(self, updates: int) -> list[sim.Experiment]:
        """One experiment per run; they differ in the seed."""
        return [
            sim.Experiment.model_validate(self.experiment | {"seed": seed, "steps": updates})
            for seed in range(self.runs)
        ]


def _recurrent(kind: str, width: int, length: int) -> dict[str, Any]:
    task = {"kind": "temporal_order", "length": length}
    return {"network": {"kind": kind, "width": width}, "task": task, "batch_size": 32}


_MLP = {
    "network": {"kind": "mlp", "depth": 20, "width": 64},
    "task": {"kind": "regression"},
    "batch_size": 64,
    # At 0.01 the gradient explodes, and a rounding that flips one ReLU makes other losses within ten updates.
    "optimizer": {"kind": "sgd", "learning_rate": 0.001},
}
WORKLOADS = {
    "mlp": Workload("MLP depth 20 × 64, batch 64", _MLP, 1, 200, Targets(3.0, 1.0, 3.0, 2.0)),
    "rnn": Workload(
        "RNN 64 units, T 100, batch 32", _recurrent("rnn", 64, 100), 1, 40, Targets(4.0, 1.2, 2.0, 3.0)
    ),
    "lstm": Workload(
        "LSTM 64 units, T 100, batch 32", _recurrent("lstm", 64, 100), 1, 15, Targets(3.0, 1.2, 1.5, 3.0)
    ),
    "gru": Workload(
        "GRU 64 units, T 100, batch 32", _recurrent("gru", 64, 100), 1, 15, Targets(3.0, 1.2, 1.5, 3.0)
    ),
    "many": Workload(
        "64 RNNs of 32 units, T 20, batch 32", _recurrent("rnn", 32, 20), 64, 15, Targets(6.0, 1.5, 2.0, 3.0)
    ),
}


def write_peer_file(workload: Workload, path: Path) -> None:
    """All that another library needs to train the same, so that it need not import the simulator.

    Initial parameters by name (runs in front where there are several), the text of the function that draws
    each run's batches, each run's whole script, and the settings as JSON.
    """
    experiments = workload.experiments(1)
    starts = [sim.initial_parameters(experiment) for experiment in experiments]
    parameters = {name: np.stack([start[name] for start in starts]) for name in starts[0]}
    if workload.runs == 1:
        parameters = {name: values[0] for name, values in parameters.items()}
    sources = [batches_source(experiment) for experiment in experiments]
    settings = experiments[0].model_dump_json()
    scripts = [sim.to_pytorch(experiment) for experiment in experiments]
    texts = {"sources": sources, "scripts": scripts, "settings": settings}
    np.savez(path, **{name: np.array(text) for name, text in texts.items()}, **parameters)

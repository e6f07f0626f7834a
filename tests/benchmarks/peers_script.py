"""The script that `to_pytorch` writes, as a learner would run it: PyTorch's own modules, and only losses kept.

It shows that the script reproduces the simulator's losses, and what PyTorch takes without the probes: its
modules are faster than a written-out time loop, but do not give away dLoss/ds_t. Runs follow one another.
"""

import time
from typing import Any

import numpy as np
import torch

from tests.benchmarks.peer_setup import PeerSetup


def prepare(setup: PeerSetup):
    """A function that trains so many updates from the start: seconds, and losses."""
    torch.set_num_threads(1)
    modules = [_names_of(script) for script in setup.scripts]

    def train(updates: int) -> tuple[float, dict[str, np.ndarray]]:
        networks = [_network(names, setup, run) for run, names in enumerate(modules)]
        started = time.perf_counter()
        losses = [names["train"](network, updates) for names, network in zip(modules, networks, strict=True)]
        return time.perf_counter() - started, {"loss": np.array(losses).T}

    return train


def _names_of(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "script"}
    exec(script, names)
    return names


def _network(names: dict[str, Any], setup: PeerSetup, run: int):
    """The script's network with the simulator's initial parameters of one run."""
    parameters = setup.parameters
    if len(setup.scripts) > 1:
        parameters = {name: values[run] for name, values in parameters.items()}
    network = names["Network"]()
    names["load"](network, parameters)
    return network

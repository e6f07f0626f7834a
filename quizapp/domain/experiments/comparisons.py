"""What a scenario compares, so that one can look for it: its networks, and the change from one arm to the other."""

from typing import Final

import simulator
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_
from simulator.paths import leaves

# The beginnings of the settings that differ, by the name of the change. The first that fits a setting counts.
CHANGES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "clipping": (N_("Clipping"), ("clip",)),
    "initialization": (N_("Initialization"), ("network.init", "network.bias_std")),
    "gates": (N_("Gates"), ("network.kind", "network.forget_bias")),
    "penalty": (N_("Penalty"), ("penalty",)),
    "optimizer": (N_("Learning rate"), ("optimizer",)),
    "normalization": (N_("Normalization"), ("network.normalization",)),
    "residual": (N_("Residual connections"), ("network.residual",)),
    "activation": (N_("Activation function"), ("network.activation",)),
    "size": (N_("Size of the network"), ("network.depth", "network.width")),
    "batch": (N_("Batch"), ("batch_size", "reduction")),
    "truncation": (N_("Truncated BPTT"), ("truncate",)),
    "task": (N_("Task"), ("task",)),
}


def networks_of(scenario: Scenario) -> frozenset[str]:
    return frozenset(arm.experiment.network.kind for arm in (scenario.baseline, scenario.treated))


def changes_of(scenario: Scenario) -> frozenset[str]:
    """The names of what differs between the arms."""
    first, second = (_settings(arm.experiment) for arm in (scenario.baseline, scenario.treated))
    paths = [path for path in {**first, **second} if first.get(path) != second.get(path)]
    found = frozenset(name for path in paths if (name := _change(path)) is not None)
    return found - {"activation"} if "gates" in found else found  # gated networks have their own


def _settings(experiment: simulator.Experiment) -> dict[str, object]:
    return dict(leaves(experiment.model_dump(mode="json", exclude={"seed", "probes", "steps", "dtype"})))


def _change(path: str) -> str | None:
    return next((name for name, (_, starts) in CHANGES.items() if path.startswith(starts)), None)

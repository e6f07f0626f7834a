"""The columns of a trace, and which of them a run records."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from simulator.settings.experiment import Experiment
from simulator.settings.networks import MlpSettings

Axis: TypeAlias = Literal["layers", "time", "matrices"]


@dataclass(frozen=True)
class Column:
    """A column with one row per update: a number, or one for each entry of an axis. It annotates a field of `Trace`.

    axis: layers (bottom to top, the output layer last), time steps of the sequence, or recurrent matrices. probe: its
    switch in `probes`; without one, it is always recorded.
    """

    axis: Axis | None = None
    probe: str | None = None

    def is_recorded(self, experiment: Experiment) -> bool:
        """Whether a run has it: its probe is on, and the network has the quantity."""
        has_axis = self.axis in (None, "layers") or not isinstance(experiment.network, MlpSettings)
        return has_axis and (self.probe is None or bool(getattr(experiment.probes, self.probe)))

"""The charts of the lab: the columns of a trace that are drawn, in the order of the page, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import simulator
from quizapp.errors import N_


@dataclass(frozen=True)
class Chart:
    """is_spread: a row for each layer or time step; otherwise one line for each network. is_even: on a linear scale;
    otherwise a logarithmic one. is_sparse: measured only at some steps. of_clipping: drawn if gradients are clipped.
    rule: a reference value, a rule of thumb.
    """

    title: str
    is_spread: bool = False
    is_even: bool = False
    is_sparse: bool = False
    of_clipping: bool = False
    rule: float | None = None


CHARTS: Final[dict[str, Chart]] = {
    "loss": Chart(N_("Loss")),
    "metric": Chart(N_("Metric")),
    "gradient_norm": Chart(N_("Gradient norm of the whole network")),
    "applied_norm": Chart(N_("Gradient norm after clipping"), of_clipping=True),
    "clip_cosine": Chart(
        N_("Cosine between the gradient before and after clipping"), is_even=True, of_clipping=True
    ),
    "weight_norm": Chart(N_("Norm of all weights")),
    "spectral_radius": Chart(N_("Spectral radius of the recurrent matrix"), is_sparse=True),
    "largest_singular_value": Chart(N_("Largest singular value of the recurrent matrix"), is_sparse=True),
    "layer_gradient_norm": Chart(N_("Gradient norm of each layer"), is_spread=True),
    "time_gradient_norm": Chart(N_("Gradient norm at each time step of the sequence"), is_spread=True),
    "unit_gradient_max": Chart(N_("Largest gradient norm of a unit in each layer"), is_spread=True),
    # Updates of about a thousandth of the weights are the rule of thumb for a good learning rate.
    "update_ratio": Chart(N_("Update relative to the weights, in each layer"), is_spread=True, rule=1e-3),
    "activation_std": Chart(N_("Standard deviation of the activations in each layer"), is_spread=True),
    "activation_saturation": Chart(
        N_("Share of saturated units in each layer"), is_spread=True, is_even=True
    ),
}
if TYPE_CHECKING:
    ChartName: TypeAlias = str
else:
    ChartName = Literal[tuple(CHARTS)]


def leading_chart(names: Sequence[str]) -> str:
    """The first one with a line for each network, measured at every step: it leads a page and is drawn in the list."""
    return next((name for name in names if not (CHARTS[name].is_spread or CHARTS[name].is_sparse)), "loss")


def charts_recorded(experiments: Sequence[simulator.Experiment]) -> list[str]:
    """Every chart for which at least one of the experiments records numbers, in the order of the page."""
    recorded = {name for experiment in experiments for name in _recorded(experiment)}
    return [name for name in CHARTS if name in recorded]


def _recorded(experiment: simulator.Experiment) -> list[str]:
    clips = experiment.clip is not None and experiment.probes.clipping
    columns = [name for name in simulator.recorded_columns(experiment) if name in CHARTS]
    return [name for name in columns if clips or not CHARTS[name].of_clipping]

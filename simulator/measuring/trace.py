"""What a run recorded."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.probes import COSINE_COLUMN, LAYER_COLUMNS, MATRIX_COLUMNS, STEP_COLUMNS, TIME_COLUMN
from simulator.measuring.provenance import Provenance, current_provenance
from simulator.settings.experiment import Experiment
from simulator.settings.networks import GATES, MlpSettings

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]
FRAME_DIGITS = 6
PROBE_COLUMNS = (*LAYER_COLUMNS, TIME_COLUMN, COSINE_COLUMN, *MATRIX_COLUMNS)


@dataclass(frozen=True, eq=False)
class Trace:
    """One row per update, in float64; step k is row k, counted from 0. A column is None where its probe is
    off, or where the network has nothing of the kind.

    loss (steps,): the objective on batch k before update k, penalty included, in the run's reduction.
    metric (steps,): mean squared error, or accuracy, on the same batch.
    gradient_norm, applied_norm (steps,): global norm before and after clipping.
    layer_gradient_norm (steps, layers): norm over all parameters of a layer, before clipping; the squares of
    a row add up to gradient_norm^2.
    unit_gradient_max (steps, layers): the largest norm among the units of a layer, a unit's gradient being
    that of its incoming weights and bias (in an lstm or gru, of each gate by itself).
    weight_norm (steps, layers): norm over all parameters of a layer, after update k.
    time_gradient_norm (steps, time): Frobenius norm of dLoss/ds_t over the batch and all stacked layers;
    None without a time axis.
    activation_mean, _std, _saturation, _dead (steps, layers): over batch, time and units, before update k.
    update_ratio (steps, layers): norm of update k over the norm of the weights before it.
    clip_cosine (steps,): cosine between the gradient before and after clipping; 1 where it keeps its direction.
    spectral_radius, largest_singular_value (steps, matrices): of the recurrent matrices (`matrix_names`),
    before update k; NaN in the rows that the probe's stride leaves out.
    first_nonfinite_step: the step whose update made a weight NaN or infinite, the last row; None if none did.
    final_parameters: by name, after the last update, as in `initial_parameters`.
    seconds: wall time of the training, shared by the runs of a stack. It is not part of the result.
    computed_by: what computed it; None in a file written before this was kept.
    """

    experiment: Experiment
    layer_names: tuple[str, ...]
    loss: Float64
    metric: Float64
    gradient_norm: Float64
    applied_norm: Float64
    first_nonfinite_step: int | None
    final_parameters: dict[str, Array]
    layer_gradient_norm: Float64 | None = None
    unit_gradient_max: Float64 | None = None
    weight_norm: Float64 | None = None
    activation_mean: Float64 | None = None
    activation_std: Float64 | None = None
    activation_saturation: Float64 | None = None
    activation_dead: Float64 | None = None
    update_ratio: Float64 | None = None
    time_gradient_norm: Float64 | None = None
    clip_cosine: Float64 | None = None
    spectral_radius: Float64 | None = None
    largest_singular_value: Float64 | None = None
    seconds: float = field(default=0.0)
    computed_by: Provenance | None = field(default_factory=current_provenance)

    @property
    def matrix_names(self) -> tuple[str, ...]:
        """The recurrent matrices, stacked layer by layer: W1, or W1.forget_gate where there are gates."""
        network = self.experiment.network
        if isinstance(network, MlpSettings):
            return ()
        gates = [f".{gate}" for gate in GATES[network.kind]] if network.kind != "rnn" else [""]
        return tuple(f"W{number}{gate}" for number in range(1, network.depth + 1) for gate in gates)

    @property
    def steps_done(self) -> int:
        """Updates done; fewer than planned when the weights stopped being finite."""
        return len(self.loss)

    def columns(self) -> dict[str, Float64]:
        """The recorded arrays by name, steps first."""
        columns = {name: getattr(self, name) for name in (*STEP_COLUMNS, *PROBE_COLUMNS)}
        return {name: column for name, column in columns.items() if column is not None}

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers; null where a number is not finite. Parameters are left out."""
        return {
            "experiment": self.experiment.model_dump(mode="json"),
            "layer_names": list(self.layer_names),
            "steps_done": self.steps_done,
            "first_nonfinite_step": self.first_nonfinite_step,
            "seconds": self.seconds,
            "computed_by": self.computed_by and self.computed_by.to_json(),
            "matrix_names": list(self.matrix_names),
            **dict.fromkeys(PROBE_COLUMNS),
            **{name: finite_or_null(column) for name, column in self.columns().items()},
        }

    def to_csv(self) -> str:
        """A header and one line per step; the columns of layers and time steps are spread out by name."""
        header, parts = ["step"], []
        for name, column in self.columns().items():
            header += self._spread(name, column)
            parts.append(column.reshape(self.steps_done, -1))
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        for step, row in enumerate(np.concatenate(parts, axis=1).tolist()):
            writer.writerow([step, *(repr(number) for number in row)])
        return text.getvalue()

    def _spread(self, name: str, column: Float64) -> list[str]:
        if column.ndim == 1:
            return [name]
        parts: Iterable[object] = range(column.shape[1])
        if name in LAYER_COLUMNS:
            parts = self.layer_names
        elif name in MATRIX_COLUMNS:
            parts = self.matrix_names
        return [f"{name}.{part}" for part in parts]

    def to_npz(self) -> bytes:
        """Everything, exactly: the columns, the final parameters, the experiment and what computed them."""
        document = {
            "experiment": self.experiment.model_dump(mode="json"),
            "layer_names": self.layer_names,
            "first_nonfinite_step": self.first_nonfinite_step,
            "seconds": self.seconds,
            "computed_by": self.computed_by and self.computed_by.to_json(),
        }
        arrays = self.columns() | {f"parameter.{k}": v for k, v in self.final_parameters.items()}
        content = io.BytesIO()
        np.savez_compressed(content, allow_pickle=False, document=np.array(json.dumps(document)), **arrays)
        return content.getvalue()

    @classmethod
    def from_npz(cls, content: bytes) -> Self:
        """The trace that `to_npz` wrote."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = dict(stored)
        document = json.loads(str(arrays.pop("document")))
        names = [name for name in arrays if name.startswith("parameter.")]
        parameters = {name.removeprefix("parameter."): arrays.pop(name) for name in names}
        columns: dict[str, Any] = arrays
        computed_by = document.get("computed_by")
        return cls(
            experiment=Experiment.model_validate(document["experiment"]),
            layer_names=tuple(document["layer_names"]),
            first_nonfinite_step=document["first_nonfinite_step"],
            seconds=document["seconds"],
            computed_by=Provenance.from_json(computed_by) if computed_by else None,
            final_parameters=parameters,
            **columns,
        )


@dataclass(frozen=True, eq=False)
class Frame:
    """A piece of a run on its way: the rows recorded since the frame before.

    step: updates done so far; steps: planned. rows: by the trace's column names, steps first. trace: the
    whole run, on the last frame only.
    """

    step: int
    steps: int
    rows: dict[str, Float64]
    trace: Trace | None = None

    def to_json(self) -> dict[str, Any]:
        """step, steps and rows as plain lists, rounded to 6 digits; null where a number is not finite."""
        rows = {name: finite_or_null(column, FRAME_DIGITS) for name, column in self.rows.items()}
        return {"step": self.step, "steps": self.steps, "rows": rows}


def finite_or_null(values: Array, digits: int | None = None) -> list[Any]:
    """Nested lists of numbers, None for NaN and infinities, rounded to significant digits if asked."""
    finite = np.isfinite(values)
    if not values.size or (digits is None and finite.all()):
        return list(values.tolist())
    entries: list[Any] = values.ravel().tolist()
    if digits is not None:
        entries = [float(f"{number:.{digits}g}") for number in entries]
    if not finite.all():
        entries = [
            entry if is_finite else None for entry, is_finite in zip(entries, finite.flat, strict=True)
        ]
    for size in reversed(values.shape[1:]):
        entries = [entries[start : start + size] for start in range(0, len(entries), size)]
    return entries

"""The records of a run."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Annotated, Any, Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.markup import chart, heading, page, table
from simulator.measuring.columns import Column
from simulator.measuring.provenance import Provenance, current_provenance
from simulator.settings.experiment import Experiment
from simulator.settings.networks import MlpSettings

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]
FRAME_DIGITS = 6
ROWS_AT_ONCE = 256  # of a trace that is written as text


@dataclass(frozen=True, eq=False)
class Trace:
    """One row per update, in float64; step k is row k, counted from 0. The comment above a field says what it
    contains: of batch k and of the weights before update k, unless it says otherwise. A column is None if its probe
    is off, or if the network has no such quantity.

    first_nonfinite_step: the step whose update made a weight NaN or infinite, the last row; None if none did.
    final_parameters: by name, after the last update, as in `initial_parameters`.
    seconds: wall time of the training, shared by the runs of a stack. It is not part of the result.
    computed_by: the computing environment; None in a file written before it was kept.
    """

    experiment: Experiment
    layer_names: tuple[str, ...]
    first_nonfinite_step: int | None
    final_parameters: dict[str, Array]

    # (steps,): the objective, penalty included, in the run's reduction.
    loss: Annotated[Float64, Column()]
    # (steps,): mean squared error, or accuracy.
    metric: Annotated[Float64, Column()]
    # (steps,): norm of the whole gradient before clipping, and after.
    gradient_norm: Annotated[Float64, Column()]
    applied_norm: Annotated[Float64, Column()]
    # (steps, layers): norm over all parameters of a layer, before clipping; their squares add up to gradient_norm^2.
    layer_gradient_norm: Annotated[Float64 | None, Column("layers", probe="layers")] = None
    # (steps, layers): the largest norm among the units of a layer, a unit's gradient being that of its incoming weights
    # and bias (with gates, of each gate separately).
    unit_gradient_max: Annotated[Float64 | None, Column("layers", probe="units")] = None
    # (steps, layers): norm over all parameters of a layer, after update k.
    weight_norm: Annotated[Float64 | None, Column("layers", probe="weights")] = None
    # (steps, layers): of a layer's values, over batch, time and units.
    activation_mean: Annotated[Float64 | None, Column("layers", probe="activations")] = None
    activation_std: Annotated[Float64 | None, Column("layers", probe="activations")] = None
    # (steps, layers): share of (unit, sample) pairs whose derivative is below a tenth of the largest one, and of units
    # whose derivative is zero on every sample; 0 of the output layer, which is linear.
    activation_saturation: Annotated[Float64 | None, Column("layers", probe="activations")] = None
    activation_dead: Annotated[Float64 | None, Column("layers", probe="activations")] = None
    # (steps, layers): norm of update k divided by the norm of the weights before it.
    update_ratio: Annotated[Float64 | None, Column("layers", probe="updates")] = None
    # (steps, time): Frobenius norm of dLoss/ds_t over the batch and all stacked layers.
    time_gradient_norm: Annotated[Float64 | None, Column("time", probe="time")] = None
    # (steps,): cosine between the gradient before and after clipping; 1 if it keeps its direction.
    clip_cosine: Annotated[Float64 | None, Column(probe="clipping")] = None
    # (steps, matrices): of the recurrent matrices (`matrix_names`); NaN in the rows that the probe's stride leaves out.
    spectral_radius: Annotated[Float64 | None, Column("matrices", probe="recurrent_every")] = None
    largest_singular_value: Annotated[Float64 | None, Column("matrices", probe="recurrent_every")] = None

    seconds: float = field(default=0.0)
    computed_by: Provenance | None = field(default_factory=current_provenance)

    @property
    def matrix_names(self) -> tuple[str, ...]:
        """The recurrent matrices, layer by layer: W1, or W1.forget_gate if there are gates."""
        network = self.experiment.network
        if isinstance(network, MlpSettings):
            return ()
        gates = [f".{gate}" for gate in network.gates] if len(network.gates) > 1 else [""]
        return tuple(f"W{number}{gate}" for number in range(1, network.depth + 1) for gate in gates)

    @property
    def steps_done(self) -> int:
        """Number of updates done; fewer than planned if the weights stopped being finite."""
        return len(self.loss)

    def __repr__(self) -> str:
        return f"<Trace of {self._line()}>"

    def _repr_html_(self) -> str:
        return page(
            heading(f"Trace of {self._line()}"),
            chart("loss", self.loss),
            chart("gradient norm", self.gradient_norm),
            table({name: f"{column.shape} {column.dtype}" for name, column in self.columns().items()}),
        )

    def _line(self) -> str:
        network, task = self.experiment.network.kind, self.experiment.task.kind
        steps, planned = self.steps_done, self.experiment.steps
        end = f", loss {self.loss[0]:.4g} to {self.loss[-1]:.4g}" if steps else ""
        stopped = self.first_nonfinite_step
        cut = "" if stopped is None else f", weights not finite after step {stopped}"
        return f"{network} on {task}: {steps} of {planned} steps{end}{cut}"

    def to_pandas(self) -> Any:
        """A pandas DataFrame: one row per step, the columns of `to_csv`. Raises ImportError without pandas."""
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            raise ImportError("Trace.to_pandas needs pandas: python -m pip install pandas") from error
        parts: dict[str, Float64] = {}
        for name, column in self.columns().items():
            rows = column.reshape(len(column), -1)
            parts |= {part: rows[:, place] for place, part in enumerate(self._spread(name, column))}
        return pandas.DataFrame(parts, index=pandas.RangeIndex(self.steps_done, name="step"))

    def columns(self) -> dict[str, Float64]:
        """The recorded arrays by name, steps first."""
        columns = {name: getattr(self, name) for name in COLUMNS}
        return {name: column for name, column in columns.items() if column is not None}

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers; null if a number is not finite. Parameters are left out."""
        return self._without_columns() | {
            name: finite_or_null(column) for name, column in self.columns().items()
        }

    def to_json_text(self) -> Iterator[str]:
        """The text of `to_json` in parts, so that a long trace is never in memory as a whole."""
        columns = self.columns()
        head = {name: value for name, value in self._without_columns().items() if name not in columns}
        yield json.dumps(head, ensure_ascii=False, allow_nan=False).removesuffix("}")
        for name, column in columns.items():
            for start in range(0, max(1, self.steps_done), ROWS_AT_ONCE):
                rows = finite_or_null(column[start : start + ROWS_AT_ONCE])
                yield ", " if start else f', "{name}": ['
                yield json.dumps(rows, allow_nan=False)[1:-1]
            yield "]"
        yield "}"

    def _without_columns(self) -> dict[str, Any]:
        return {
            "experiment": self.experiment.model_dump(mode="json"),
            "layer_names": list(self.layer_names),
            "steps_done": self.steps_done,
            "first_nonfinite_step": self.first_nonfinite_step,
            "seconds": self.seconds,
            "computed_by": self.computed_by and self.computed_by.to_json(),
            "matrix_names": list(self.matrix_names),
            **dict.fromkeys(name for name, column in COLUMNS.items() if column.probe),
        }

    def to_csv(self) -> str:
        """A header and one line per step; the columns of layers and time steps are spread out by name."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.csv_rows())
        return text.getvalue()

    def csv_rows(self) -> Iterator[list[str]]:
        """The header and the lines of `to_csv`, one by one."""
        columns = self.columns()
        yield ["step", *(part for name, column in columns.items() for part in self._spread(name, column))]
        for start in range(0, self.steps_done, ROWS_AT_ONCE):
            parts = [column[start : start + ROWS_AT_ONCE] for column in columns.values()]
            rows = np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)
            for step, row in enumerate(rows.tolist(), start):
                yield [str(step), *map(repr, row)]

    def _spread(self, name: str, column: Float64) -> list[str]:
        if column.ndim == 1:
            return [name]
        parts: Iterable[object] = range(column.shape[1])
        if COLUMNS[name].axis == "layers":
            parts = self.layer_names
        elif COLUMNS[name].axis == "matrices":
            parts = self.matrix_names
        return [f"{name}.{part}" for part in parts]

    def to_npz(self) -> bytes:
        """Everything, exactly: the columns, the final parameters, the experiment, and the computing environment."""
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


COLUMNS: Final[dict[str, Column]] = {
    name: column
    for name, annotation in Trace.__annotations__.items()
    for column in getattr(annotation, "__metadata__", ())
}


def recorded_columns(experiment: Experiment) -> list[str]:
    """The columns that the trace of an experiment has, by name, in their order."""
    return [name for name, column in COLUMNS.items() if column.is_recorded(experiment)]


@dataclass(frozen=True, eq=False)
class Frame:
    """A part of a run in progress: the rows recorded since the previous frame.

    step: updates done so far; steps: planned. rows: by the trace's column names, steps first. trace: the
    whole run, on the last frame only.
    """

    step: int
    steps: int
    rows: dict[str, Float64]
    trace: Trace | None = None

    def to_json(self) -> dict[str, Any]:
        """step, steps, and rows as plain lists, rounded to 6 digits; null if a number is not finite."""
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

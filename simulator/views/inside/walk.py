"""What a walk through one forward and backward pass consists of: named arrays, and stages that make them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.markup import chart, heading, page, paragraph, table
from simulator.measuring.trace import finite_or_null
from simulator.views.inside.notation import Named, formula

Array: TypeAlias = NDArray[Any]
AxisName: TypeAlias = Literal["batch", "features", "width", "outputs", "gates_x_width"]
MOST_SHOWN: Final = 12  # entries of an axis that a summary keeps
MOST_LISTED: Final = 60  # arrays in a notebook


@dataclass(frozen=True)
class Axis:
    """A named axis. labels: of each entry, or none. shown: which entries a summary keeps, in order."""

    name: AxisName
    size: int
    shown: tuple[int, ...]
    labels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        labels = [self.labels[index] for index in self.shown] if self.labels else None
        return {"name": self.name, "size": self.size, "shown": list(self.shown), "labels": labels}


@dataclass(frozen=True, eq=False)
class WalkArray:
    """One array of the pass with its named axes. latex: how formulas write it. norm: Frobenius, of all of it."""

    name: str
    latex: str
    axes: tuple[Axis, ...]
    values: Array

    def __repr__(self) -> str:
        shape = ", ".join(f"{axis.name}={axis.size}" for axis in self.axes)
        return f"<WalkArray {self.name} ({shape}), norm {self.norm:.4g}>"

    @property
    def norm(self) -> float:
        with np.errstate(all="ignore"):
            return float(np.linalg.norm(self.values.astype(np.float64)))

    @property
    def summary(self) -> Array:
        """The entries that are shown: at most MOST_SHOWN along each axis."""
        return np.asarray(self.values[np.ix_(*(axis.shown for axis in self.axes))])

    def to_json(self) -> dict[str, Any]:
        return {
            "latex": self.latex,
            "axes": [axis.to_json() for axis in self.axes],
            "values": finite_or_null(self.summary) if self.axes else finite(float(self.values)),
            "norm": self.norm if np.isfinite(self.norm) else None,
        }


@dataclass(frozen=True)
class Line:
    """One equation: made = expression, names of arrays and NumPy's signs; latex: the same as a formula.

    is_long: the expression is a sum over all time steps, which the formula abbreviates.
    """

    made: str
    expression: str
    latex: str
    is_long: bool = False


@dataclass(frozen=True)
class Stage:
    """One place of the pass. layer counts from 1 at the input, the output layer being the one after the last."""

    name: str
    direction: Literal["forward", "backward"]
    lines: tuple[Line, ...]
    time: int | None = None
    layer: int | None = None
    is_cut: bool = False  # truncation: no gradient comes from the next step


@dataclass(frozen=True)
class Flow:
    """The size of the gradient at a stage of the backward pass.

    factor: over the norm one step later, or one layer above; None at the start, or where there is no number.
    """

    name: str
    letter: str
    stage: int
    norm: float
    factor: float | None
    time: int | None = None
    layer: int | None = None


@dataclass(frozen=True, eq=False)
class Walk:
    """One forward and backward pass on the first batch, in the order of computation.

    arrays: by name, each in its full size; stages name the arrays they make and read. flow: the norm of the
    gradient along the backward pass. loss: of the batch, penalty included. gradient_norm: of all parameters, and
    applied_norm after clipping. words: the input of the chosen sample at each step; target_words: its targets.
    letters: of what a recurrent layer makes of each unit in a step: state, cell state, gates; none of an mlp.
    """

    stages: tuple[Stage, ...]
    arrays: dict[str, WalkArray]
    flow: tuple[Flow, ...]
    loss: float
    gradient_norm: float
    applied_norm: float
    sample: int
    words: tuple[str, ...]
    target_words: tuple[str, ...]
    letters: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Walk of {self._line()}>"

    def _repr_html_(self) -> str:
        shapes = [
            (name, ", ".join(f"{axis.name} {axis.size}" for axis in array.axes), f"{array.norm:.4g}")
            for name, array in self.arrays.items()
        ]
        return page(
            heading(f"Walk of {self._line()}"),
            chart("gradient norm, backward pass", np.array([each.norm for each in self.flow]), "arrays"),
            table(shapes[:MOST_LISTED], header=("array", "axes", "norm")),
            paragraph(f"and {len(shapes) - MOST_LISTED} more arrays") if len(shapes) > MOST_LISTED else "",
        )

    def _line(self) -> str:
        return (
            f"{len(self.stages)} stages with {len(self.arrays)} arrays: loss {self.loss:.4g}, "
            f"gradient norm {self.gradient_norm:.4g}, after clipping {self.applied_norm:.4g}"
        )

    def to_json(self) -> dict[str, Any]:
        """Plain lists, at most MOST_SHOWN numbers along an axis; null where a number is not finite."""
        return {
            "stages": [
                {
                    "name": stage.name,
                    "direction": stage.direction,
                    "time": stage.time,
                    "layer": stage.layer,
                    "is_cut": stage.is_cut,
                    "lines": [
                        {"made": line.made, "expression": line.expression, "latex": line.latex}
                        for line in stage.lines
                    ],
                }
                for stage in self.stages
            ],
            "arrays": {name: array.to_json() for name, array in self.arrays.items()},
            "flow": [
                {
                    "name": each.name,
                    "stage": each.stage,
                    "time": each.time,
                    "layer": each.layer,
                    "norm": finite(each.norm),
                    "factor": each.factor,
                }
                for each in self.flow
            ],
            "loss": finite(self.loss),
            "gradient_norm": finite(self.gradient_norm),
            "applied_norm": finite(self.applied_norm),
            "sample": self.sample,
            "words": list(self.words),
            "target_words": list(self.target_words),
        }


def finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


class Record:
    """Collects a walk, stage by stage."""

    def __init__(self) -> None:
        self.arrays: dict[str, WalkArray] = {}
        self.written: dict[str, str] = {}  # how formulas write each array
        self.stages: list[Stage] = []
        self.flow: list[Flow] = []

    def keep(self, named: Named, axes: tuple[Axis, ...], values: Array) -> str:
        """Keep an array under its name, which is given back."""
        name, latex = named
        assert values.shape == tuple(axis.size for axis in axes), name
        self.written[name] = latex
        self.arrays[name] = WalkArray(name, latex, axes, values)
        return name

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name].values

    def line(self, made: str, expression: str, right_side: str | None = None) -> Line:
        """made = expression. The formula is derived from the expression, unless right_side gives its right side."""
        latex = formula(expression, self.written) if right_side is None else right_side
        return Line(made, expression, f"{self.written[made]} = {latex}", right_side is not None)

    def forward(self, name: str, *lines: Line, time: int | None = None, layer: int | None = None) -> None:
        self.stages.append(Stage(name, "forward", lines, time, layer))

    def backward(
        self, name: str, *lines: Line, time: int | None = None, layer: int | None = None, is_cut: bool = False
    ) -> None:
        self.stages.append(Stage(name, "backward", lines, time, layer, is_cut))

    def note_flow(self, name: str, letter: str, time: int | None, layer: int) -> None:
        """The norm of an array that the last stage made, over that of the same letter and layer before."""
        norm = self.arrays[name].norm
        before = next(self._earlier(letter, time, layer), None)
        factor = norm / before.norm if before is not None and before.norm > 0.0 else None
        if factor is not None and not np.isfinite(factor):
            factor = None
        self.flow.append(Flow(name, letter, len(self.stages) - 1, norm, factor, time, layer))

    def _earlier(self, letter: str, time: int | None, layer: int) -> Iterator[Flow]:
        for flow in reversed(self.flow):
            if flow.letter == letter and (time is None or flow.layer == layer):
                yield flow

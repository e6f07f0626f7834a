"""Arrays as readable tables: numbers with few digits and one common power of ten, and a color each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from flask_babel import gettext
from markupsafe import Markup

import simulator
from quizapp.errors import N_
from quizapp.presentation.markdown import to_formula

AXES = {
    "batch": N_("batch"),
    "features": N_("features"),
    "width": N_("width"),
    "outputs": N_("outputs"),
    "gates_x_width": N_("gates × width"),
}
LEVELS = 5
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Cell:
    """level: p1 … p5 above zero, n1 … n5 below, z at zero, nan, or w for a word."""

    text: str
    level: str


@dataclass(frozen=True)
class Row:
    head: str
    is_chosen: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """heads: labels over columns, each with its span. scale: the common factor of all numbers."""

    symbol: Markup
    shape: str
    heads: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    has_row_heads: bool
    scale: str
    left_out: str
    is_scalar: bool
    is_even: bool


def table_of(walk: simulator.Walk, name: str, is_transposed: bool = False) -> Table:
    array = walk.arrays[name]
    axes, values = array.axes, array.summary
    latex = array.latex
    if is_transposed:
        axes, values, latex = axes[::-1], values.T, transposed(latex)
    cells, scale = cells_of(np.atleast_2d(values))
    if name.partition("[")[0] == "target":
        cells, scale = _words(walk, values) or cells, ""
    first, last = (axes[0] if len(axes) == 2 else None), (axes[-1] if axes else None)
    row_heads = _row_heads(first)
    is_batch = first is not None and first.name == "batch"
    rows = [
        Row(
            row_heads[index] if row_heads else "",
            is_batch and first is not None and first.shown[index] == walk.sample,
            tuple(row),
        )
        for index, row in enumerate(cells)
    ]
    heads = [last.labels[index] for index in last.shown] if last is not None and last.labels else []
    return Table(
        symbol=to_formula(latex),
        shape=_shape(axes),
        heads=tuple((label, len(list(group))) for label, group in groupby(heads)),
        rows=tuple(rows),
        has_row_heads=bool(row_heads),
        scale=scale,
        left_out=_left_out(axes),
        is_scalar=not axes,
        is_even=bool(axes) and any("." in cell.text for row in cells for cell in row),
    )


def _row_heads(axis: simulator.Axis | None) -> list[str]:
    """Samples are numbered; other rows have a head if they stand for a word or a gate."""
    if axis is None:
        return []
    if axis.name == "batch":
        return [str(index) for index in axis.shown] if axis.size > 1 else []
    return [axis.labels[index] for index in axis.shown] if axis.labels else []


def cells_of(values: np.ndarray) -> tuple[list[list[Cell]], str]:
    """The cells of a matrix, and their common power of ten."""
    sizes = np.abs(values[np.isfinite(values)]).astype(float)
    largest = float(sizes.max(initial=0.0))
    is_whole = bool(np.all(sizes == np.round(sizes))) and largest < 1000
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    factor = exponent if not -1 <= exponent <= 2 else 0
    digits = 0 if is_whole else 2 if factor else 2 - max(0, exponent)
    rows = [[_cell(float(value), largest, factor, digits) for value in row] for row in values]
    return rows, f"× 10{str(factor).translate(SUPERSCRIPTS)}" if factor else ""


def level_of(value: float, largest: float) -> str:
    if not math.isfinite(value):
        return "nan"
    if value == 0 or largest == 0:
        return "z"
    return f"{'p' if value > 0 else 'n'}{max(1, min(LEVELS, math.ceil(LEVELS * abs(value) / largest)))}"


def _cell(value: float, largest: float, factor: int, digits: int) -> Cell:
    level = level_of(value, largest)
    if level == "nan":
        return Cell("NaN" if math.isnan(value) else "∞" if value > 0 else "−∞", level)
    if level == "z":
        return Cell("0", level)
    return Cell(f"{value / 10.0**factor:.{digits}f}".replace("-", "−"), level)


def number(value: float | None) -> str:
    """A single number in a sentence or a graph: three digits, and a power of ten if it is far from one."""
    if value is None or not math.isfinite(value):
        return "NaN" if value is None or math.isnan(value) else "∞"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -3 <= exponent <= 3:
        return f"{value:.3g}".replace("-", "−")
    mantissa = f"{value / 10.0**exponent:.1f}".replace("-", "−")
    return f"{mantissa}×10{str(exponent).translate(SUPERSCRIPTS)}"


def transposed(latex: str) -> str:
    return latex[:-1] + r"\top}" if latex.endswith(")}") else latex + r"^{\top}"


def _words(walk: simulator.Walk, values: np.ndarray) -> list[list[Cell]] | None:
    labels = next(array.axes[-1].labels for name, array in walk.arrays.items() if name in ("V", "y"))
    if not labels or values.ndim != 1:
        return None
    return [[Cell(labels[int(index)], "w") for index in values]]


def _shape(axes: Sequence[simulator.Axis]) -> str:
    if not axes:
        return ""
    comma = "," if len(axes) == 1 else ""
    names = ", ".join(gettext(AXES[axis.name]) for axis in axes)
    sizes = ", ".join(str(axis.size) for axis in axes)
    return f"({names}{comma}) = ({sizes}{comma})"


def _left_out(axes: Sequence[simulator.Axis]) -> str:
    parts = [
        gettext(
            "%(shown)s of %(size)s along %(axis)s",
            shown=len(axis.shown),
            size=axis.size,
            axis=gettext(AXES[axis.name]),
        )
        for axis in axes
        if len(axis.shown) < axis.size
    ]
    return ", ".join(parts)

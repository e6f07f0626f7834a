"""Traces on a terminal: sparklines, tables, and a plot."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator as sim
from simulator.command.documents import UnreadableFile
from simulator.command.outputs import reason

BARS = "▁▂▃▄▅▆▇█"
SPARKLINE_WIDTH = 60
Rows = list[list[str]]  # a table, header first


def sparkline(values: NDArray[np.float64], width: int = SPARKLINE_WIDTH) -> str:
    """One line of bars on a log scale, the median of each group of steps; × if it is not finite."""
    stretches = np.array_split(values, min(width, len(values)))
    heights = np.array([np.median(stretch) for stretch in stretches])
    with np.errstate(all="ignore"):
        logs = np.log10(np.maximum(heights, np.finfo(float).tiny))
    finite = logs[np.isfinite(logs)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    span = high - low or 1.0
    return "".join(
        BARS[int((log - low) / span * (len(BARS) - 1))] if np.isfinite(log) else "×" for log in logs
    )


def summary(trace: sim.Trace) -> Rows:
    """First, last, and largest loss, metric, and gradient norm."""
    columns = {"loss": trace.loss, "metric": trace.metric, "gradient norm": trace.gradient_norm}
    rows = [["", "first", "last", "largest"]]
    for name, column in columns.items():
        rows.append([name, *(f"{number:.4g}" for number in (column[0], column[-1], _largest(column)))])
    return rows


def _largest(values: NDArray[np.float64]) -> float:
    """The largest number before the first NaN; NaN if there is none."""
    numbers = values[~np.isnan(values)]
    return float(numbers.max()) if numbers.size else float("nan")


def short_names(files: Sequence[str]) -> list[str]:
    """The file names without their folders, if these tell all files apart."""
    names = [Path(file).name for file in files]
    return names if len(set(names)) == len(set(files)) else list(files)


def symptoms(trace: sim.Trace) -> Rows:
    """The symptoms, their first step, and their evidence; only the header if there are none."""
    found = [[one.code, str(one.first_step), one.evidence] for one in sim.diagnose(trace)]
    return [["symptom", "since step", "evidence"], *found]


def comparison(traces: Mapping[str, sim.Trace], is_narrow: bool = False) -> Rows:
    """One row per run: how it ended, its largest gradient, its symptoms, and if there is room, a sparkline."""
    rows = [["run", "updates", "loss", "metric", "largest gradient", "symptoms", "loss over time"]]
    for name, trace in traces.items():
        found = "\n".join(f"{symptom.code} ({symptom.first_step})" for symptom in sim.diagnose(trace))
        numbers = (trace.loss[-1], trace.metric[-1], _largest(trace.gradient_norm))
        shown = [f"{number:.4g}" for number in numbers]
        rows.append([name, str(trace.steps_done), *shown, found or "–", sparkline(trace.loss, 20)])
    return [row[:-1] for row in rows] if is_narrow else rows


def pyplot_for(path: str) -> Any:
    """Matplotlib, which is not installed with the simulator; raises UnreadableFile if it is missing."""
    try:
        matplotlib: Any = importlib.import_module("matplotlib")
        matplotlib.use("Agg")
        return importlib.import_module("matplotlib.pyplot")
    except ImportError:
        raise UnreadableFile(f"{path}: a plot needs matplotlib: python -m pip install matplotlib") from None


def draw(traces: Mapping[str, sim.Trace], path: str) -> None:
    """A plot of loss, global gradient norm, and the gradient of every layer or time step."""
    pyplot = pyplot_for(path)
    figure, axes = pyplot.subplots(3, len(traces), squeeze=False, figsize=(5 * len(traces), 8), sharex="col")
    figure.set_layout_engine("constrained")
    for column, (name, trace) in enumerate(traces.items()):
        loss, norm, image = axes[0, column], axes[1, column], axes[2, column]
        loss.set_title(name or trace.experiment.network.kind)
        for place, values, label in (
            (loss, trace.loss, "loss"),
            (norm, trace.gradient_norm, "gradient norm"),
        ):
            place.plot(np.where(np.isfinite(values), values, np.nan))
            place.set(yscale="log", ylabel=label)
        rows, label = trace.layer_gradient_norm, "layer"
        if trace.time_gradient_norm is not None:
            rows, label = trace.time_gradient_norm, "time step"
        if rows is not None:
            with np.errstate(all="ignore"):
                logs = np.log10(np.where(np.isfinite(rows) & (rows > 0), rows, np.nan)).T
            shown = image.imshow(logs, aspect="auto", origin="lower", interpolation="nearest")
            figure.colorbar(shown, ax=image, location="bottom", label="log10 of the gradient norm")
        image.set(xlabel="update", ylabel=label)
    try:
        figure.savefig(path, dpi=120)
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path}: {reason(error)}") from None
    finally:
        pyplot.close(figure)

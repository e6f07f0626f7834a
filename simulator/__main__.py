"""The command: `python -m simulator run FILE` trains an experiment, `describe FILE` says what it would do.

Exit codes: 0 done (a blow-up is a result), 1 the file cannot be read, 2 the experiment or a setting is refused.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

import simulator as sim

BARS = "▁▂▃▄▅▆▇█"
SPARKLINE_WIDTH = 60
FRAMES_PER_RUN = 50


class Yaml(yaml.SafeLoader):
    """YAML in which 1e-4 is a number, as in YAML 1.2 and in JSON."""


Yaml.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


class UnreadableFile(Exception):
    """A file that cannot be opened, or holds no mapping."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    console, errors = Console(), Console(stderr=True)
    try:
        experiment = sim.Experiment.model_validate(_document(options.file, options.settings))
        options.action(experiment, console)
    except UnreadableFile as error:
        errors.print(f"{error}", style="red", markup=False)
        return 1
    except sim.InvalidExperiment as error:
        errors.print(f"{options.file} cannot be run:", style="red", markup=False)
        for problem in error.problems:
            errors.print(f"  {problem}", markup=False)
        return 2
    except KeyboardInterrupt:
        errors.print("stopped")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Train small networks in NumPy and watch their gradients.",
        epilog="Example: python -m simulator run experiment.yaml --set network.depth=20 --set clip.kind=norm",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, action, summary in (
        ("run", run, "train the experiment of a file; show its losses and symptoms"),
        ("describe", describe, "say what the experiment is, and what it will cost"),
    ):
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument("file", help="a YAML or JSON file with one experiment; - reads standard input")
        command.add_argument(
            "--set",
            dest="settings",
            metavar="FIELD=VALUE",
            action="append",
            default=[],
            help="change a field by its dotted path; the value is YAML; may be repeated",
        )
        command.set_defaults(action=action)
    return parser


def _document(file: str, settings: Sequence[str]) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        document = yaml.load(text, Loader=Yaml)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"{file}: {error}") from None
    if not isinstance(document, dict):
        raise UnreadableFile(f"{file}: an experiment is a mapping with `network` and `task`")
    for setting in settings:
        _apply(document, setting)
    return document


def _apply(document: dict[str, Any], setting: str) -> None:
    path, separator, value = setting.partition("=")
    *parents, last = path.split(".")
    if not separator or not last:
        message = "a setting reads FIELD=VALUE, for example network.depth=20"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_a_setting", message)])
    place = document
    for parent in parents:
        if not isinstance(place.get(parent), dict):
            place[parent] = {}
        place = place[parent]
    place[last] = yaml.load(value, Loader=Yaml)


def run(experiment: sim.Experiment, console: Console) -> None:
    """Train with a progress line, then print a sparkline, a table and the symptoms."""
    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]}"),
    )
    trace = None
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("training", total=experiment.steps, loss="")
        for frame in sim.stream(experiment, every=max(1, experiment.steps // FRAMES_PER_RUN)):
            progress.update(task, completed=frame.step, loss=f"{frame.rows['loss'][-1]:.4g}")
            trace = frame.trace
    assert trace is not None
    console.print(f"loss      {sparkline(trace.loss)}")
    console.print(f"gradient  {sparkline(trace.gradient_norm)}")
    console.print(_summary(trace))
    console.print(_symptoms(trace))


def _summary(trace: sim.Trace) -> Table:
    table = Table("", "first", "last", "largest")
    for name, column in (
        ("loss", trace.loss),
        ("metric", trace.metric),
        ("gradient norm", trace.gradient_norm),
    ):
        table.add_row(name, f"{column[0]:.4g}", f"{column[-1]:.4g}", f"{np.max(column):.4g}")
    table.caption = f"{trace.steps_done} of {trace.experiment.steps} updates in {trace.seconds:.2f} s"
    return table


def _symptoms(trace: sim.Trace) -> Table | str:
    found = sim.diagnose(trace)
    if not found:
        return "no symptoms"
    table = Table("symptom", "since step", "evidence")
    for symptom in found:
        table.add_row(symptom.code, str(symptom.first_step), symptom.evidence)
    return table


def describe(experiment: sim.Experiment, console: Console) -> None:
    """Print the complete experiment, the shapes of its arrays and its cost; train nothing."""
    console.print_json(json.dumps(experiment.model_dump(mode="json")))
    table = Table("array", "shape")
    inputs, targets = sim.first_batch(experiment)
    arrays = {"inputs": inputs, "targets": targets} | sim.initial_parameters(experiment)
    for name, array in arrays.items():
        table.add_row(name, " × ".join(map(str, array.shape)))
    cost = sim.estimate_cost(experiment)
    table.caption = f"about {cost.seconds:.2g} s, {cost.bytes / 1e6:.3g} MB, {cost.flops / 1e9:.3g} GFLOP"
    console.print(table)


def sparkline(values: NDArray[np.float64], width: int = SPARKLINE_WIDTH) -> str:
    """One line of bars on a log scale, the median of each stretch of steps; × where it is not finite."""
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


if __name__ == "__main__":
    sys.exit(main())

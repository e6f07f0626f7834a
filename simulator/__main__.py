"""The command: `python -m simulator run FILE` trains an experiment; see `--help` for the others.

Exit codes: 0 done (a blow-up is a result), 1 a file cannot be read or written, 2 the experiment or a setting
is refused, 130 stopped by Ctrl-C.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

import simulator as sim
from simulator.command.benchmark import benchmark_table
from simulator.command.display import comparison, draw, pyplot_for, sparkline, summary, symptoms
from simulator.command.documents import (
    Setting,
    UnreadableFile,
    check_folder,
    experiments_in,
    path_for,
    write_text,
)
from simulator.command.sweeping import Sweep

FRAMES_PER_RUN = 50
SCENARIOS = Path("content/scenarios")


class Yaml(yaml.SafeLoader):
    """YAML in which 1e-4 is a number, as in YAML 1.2 and in JSON."""


Yaml.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    console, errors = Console(), Console(stderr=True)
    try:
        options.action(options, console)
    except UnreadableFile as error:
        errors.print(f"{error}", style="red", markup=False)
        return 1
    except sim.InvalidExperiment as error:
        errors.print("This cannot be run:", style="red", markup=False)
        for problem in error.problems:
            errors.print(f"  {problem}", markup=False)
        return 2
    except KeyboardInterrupt:
        errors.print("stopped; the same command resumes it" if options.action is sweep else "stopped")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Train small networks in NumPy and watch their gradients.",
        epilog="Example: python -m simulator run experiment.yaml --set network.depth=20 --set clip.kind=norm",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, action: object, summary_line: str, files: str | None = None
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary_line, description=summary_line)
        made.set_defaults(action=action)
        if files is not None:
            what = "a YAML or JSON file with an experiment or a scenario, a scenario's name, or - for stdin"
            made.add_argument("file" if files != "+" else "files", nargs=files or None, help=what)
            made.add_argument(
                "--set",
                dest="settings",
                metavar="FIELD=VALUE",
                action="append",
                default=[],
                help="change a field by its dotted path (of one arm: baseline.FIELD); the value is YAML",
            )
        return made

    running = command("run", run, "train an experiment or both of a scenario; show losses and symptoms", "")
    running.add_argument("--csv", metavar="F", help="write every recorded number, one line per update")
    running.add_argument("--plot", metavar="F.png", help="draw loss and gradients (needs matplotlib)")
    command("describe", describe, "say what an experiment is, and what it will cost; train nothing", "")
    comparing = command("compare", compare, "train several experiments and show them side by side", "+")
    comparing.add_argument("--plot", metavar="F.png", help="draw them side by side (needs matplotlib)")
    sweeping = command("sweep", sweep, "train over a grid of settings; start it again to resume it", "")
    sweeping.add_argument(
        "--over",
        metavar="FIELD=A,B,…",
        action="append",
        required=True,
        help="an axis of the grid, as values or as 0..9; may be repeated",
    )
    sweeping.add_argument("--out", metavar="F.csv", required=True, help="results, one line per run")
    command("bench", bench, "measure updates against their matrix products alone, in some seconds")
    return parser


def run(options: argparse.Namespace, console: Console) -> None:
    """Train with a progress line, then print sparklines, a table and the symptoms of each experiment."""
    traces, experiments = {}, experiments_in(_mapping_in(options.file), _settings(options))
    check_folder(options.csv)
    _check_picture(options.plot)
    for name, experiment in experiments.items():
        traces[name] = trace = _trained(experiment, name, console)
        if name:
            console.print(name, style="bold")
        console.print(f"loss      {sparkline(trace.loss)}")
        console.print(f"gradient  {sparkline(trace.gradient_norm)}")
        console.print(
            _table(
                summary(trace), f"{trace.steps_done} of {experiment.steps} updates in {trace.seconds:.2f} s"
            )
        )
        found = symptoms(trace)
        console.print(_table(found) if len(found) > 1 else "no symptoms")
        if options.csv:
            write_text(path_for(options.csv, name), trace.to_csv())
    if options.plot:
        draw(traces, options.plot)


def _trained(experiment: sim.Experiment, name: str, console: Console) -> sim.Trace:
    columns = (
        TextColumn(f"training {name}"),
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
    return trace


def describe(options: argparse.Namespace, console: Console) -> None:
    """Print the complete experiment, the shapes of its arrays and its cost; train nothing."""
    for name, experiment in experiments_in(_mapping_in(options.file), _settings(options)).items():
        if name:
            console.print(name, style="bold")
        console.print_json(json.dumps(experiment.model_dump(mode="json")))
        table = Table("array", "shape")
        inputs, targets = sim.first_batch(experiment)
        arrays = {"inputs": inputs, "targets": targets} | sim.initial_parameters(experiment)
        for array_name, array in arrays.items():
            table.add_row(array_name, " × ".join(map(str, array.shape)))
        cost = sim.estimate_cost(experiment)
        table.caption = f"about {cost.seconds:.2g} s, {cost.bytes / 1e6:.3g} MB, {cost.flops / 1e9:.3g} GFLOP"
        console.print(table)


def compare(options: argparse.Namespace, console: Console) -> None:
    """Train all experiments of all files and print one table."""
    experiments = {
        f"{file} {name}".strip(): experiment
        for file in options.files
        for name, experiment in experiments_in(_mapping_in(file), _settings(options)).items()
    }
    _check_picture(options.plot)
    traces = dict(zip(experiments, sim.run_many(list(experiments.values())), strict=True))
    console.print(_table(comparison(traces)))
    if options.plot:
        draw(traces, options.plot)


def _check_picture(path: str | None) -> None:
    """What a picture needs is missed before the training, not after it."""
    check_folder(path)
    if path:
        pyplot_for(path)


def sweep(options: argparse.Namespace, console: Console) -> None:
    """Train every point of the grid that is not yet in the results file."""
    grid = Sweep(_mapping_in(options.file), _settings(options), list(map(_axis, options.over)), options.out)
    check_folder(options.out)
    total, waiting = len(grid.points), len(grid.remaining())
    console.print(f"{total} runs, {total - waiting} of them already in {options.out}", markup=False)
    with Progress(BarColumn(), MofNCompleteColumn(), console=console, transient=True) as progress:
        task = progress.add_task("sweep", total=waiting)
        already = len(grid.done)
        for done in grid.run():
            progress.update(task, completed=done - already)
    console.print(f"done: {options.out}", markup=False)


def bench(options: argparse.Namespace, console: Console) -> None:
    """Print the benchmark's table."""
    console.print(_table(benchmark_table()))


def _table(rows: list[list[str]], caption: str | None = None) -> Table:
    table = Table(*rows[0], caption=caption)
    for row in rows[1:]:
        table.add_row(*row)
    return table


def _mapping_in(source: str) -> dict[str, Any]:
    """The document of a file, of a scenario by its name, or of standard input."""
    path = Path(source)
    if not path.exists() and (SCENARIOS / f"{source}.yaml").exists():
        path = SCENARIOS / f"{source}.yaml"
    if source != "-" and not path.exists():
        known = ", ".join(sorted(one.stem for one in SCENARIOS.glob("*.yaml")))
        scenarios = f"; the scenarios here are {known}" if known else ""
        raise UnreadableFile(f"{source}: there is no such file, and no scenario of that name{scenarios}")
    try:
        text = sys.stdin.read() if source == "-" else path.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=Yaml)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"{source}: {error}") from None
    if not isinstance(document, dict):
        raise UnreadableFile(f"{source}: an experiment is a mapping with `network` and `task`")
    return document


def _settings(options: argparse.Namespace) -> list[Setting]:
    return [_setting(setting) for setting in options.settings]


def _setting(setting: str) -> Setting:
    """FIELD=VALUE as the dotted path and the value, read as YAML."""
    path, separator, value = setting.partition("=")
    if not separator or not path or path.endswith("."):
        message = "a setting reads FIELD=VALUE, for example network.depth=20"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_a_setting", message)])
    return path, _value(setting, value)


def _axis(setting: str) -> tuple[str, list[Any]]:
    """FIELD=VALUE,VALUE,… or FIELD=FIRST..LAST (whole numbers) as the path and its values."""
    path, separator, values = setting.partition("=")
    first, dots, last = values.partition("..")
    if separator and dots and first.isdigit() and last.isdigit():
        if int(last) < int(first):
            message = f"a range runs upwards: {last}..{first}"
            raise sim.InvalidExperiment([sim.Problem(setting, "not_an_axis", message)])
        return path, list(range(int(first), int(last) + 1))
    found = _value(setting, f"[{values}]") if separator and values else []
    if not path or not found:
        message = "an axis reads FIELD=VALUE,VALUE,… or FIELD=0..9"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_an_axis", message)])
    return path, found


def _value(setting: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader=Yaml)
    except yaml.YAMLError:
        message = "the value is not YAML; quote it if it holds a colon or a bracket"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_a_setting", message)]) from None


if __name__ == "__main__":
    sys.exit(main())

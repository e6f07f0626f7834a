"""The actions of the commands: train, describe, compare, sweep, measure, and print the results."""

import argparse
import json
from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column, Table

import simulator as sim
from simulator.command.benchmark import benchmark_table
from simulator.command.display import comparison, draw, pyplot_for, short_names, sparkline, summary, symptoms
from simulator.command.documents import Assignment, experiments_in
from simulator.command.outputs import check_output, path_for, write_text
from simulator.command.reading import axis_in, mapping_in, setting_in
from simulator.command.sweeping import Sweep

FRAMES_PER_RUN: Final = 50
NARROW: Final = 110  # columns of a terminal, below which the table of a comparison has no sparklines


def run(options: argparse.Namespace, console: Console) -> None:
    """Train the experiments of a file and show them."""
    experiments = experiments_in(mapping_in(options.file), _settings(options))
    train_and_show(experiments, console, options.csv, options.plot, [options.file])


def train_and_show(
    experiments: Mapping[str, sim.Experiment],
    console: Console,
    csv: str | None = None,
    plot: str | None = None,
    inputs: Iterable[str] = (),
) -> None:
    """Train with a progress line, then print sparklines, a table, and the symptoms of each experiment.

    csv, plot: paths of files to write, one csv for each named experiment. inputs: files that must not be written.
    Raises UnreadableFile before any training if a file cannot be written, or if a plot is requested without matplotlib.
    """
    traces = {}
    for name in experiments:
        check_output(path_for(csv, name) if csv else csv, inputs)
    _check_picture(plot, inputs)
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
        if csv:
            write_text(path_for(csv, name), trace.to_csv())
    if plot:
        draw(traces, plot)


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
    """Print the complete experiment, the shapes of its arrays, and its cost, without training."""
    for name, experiment in experiments_in(mapping_in(options.file), _settings(options)).items():
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
        f"{source} {name}".strip(): experiment
        for file, source in zip(options.files, short_names(options.files), strict=True)
        for name, experiment in experiments_in(mapping_in(file), _settings(options)).items()
    }
    _check_picture(options.plot, options.files)
    traces = dict(zip(experiments, sim.run_many(list(experiments.values())), strict=True))
    console.print(_table(comparison(traces, is_narrow=console.width < NARROW)))
    if options.plot:
        draw(traces, options.plot)


def _check_picture(path: str | None, inputs: Iterable[str]) -> None:
    """Check the requirements of a plot before training, not after it."""
    check_output(path, inputs)
    if path:
        pyplot_for(path)


def sweep(options: argparse.Namespace, console: Console) -> None:
    """Train every point of the grid that is not yet in the results file."""
    document, axes = mapping_in(options.file), [axis_in(setting) for setting in options.over]
    check_output(options.out, [options.file])
    grid = Sweep(document, _settings(options), axes, options.out)
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
    table = Table(*(Column(name, overflow="fold") for name in rows[0]), caption=caption)
    for row in rows[1:]:
        table.add_row(*row)
    return table


def _settings(options: argparse.Namespace) -> list[Assignment]:
    return [setting_in(setting) for setting in options.settings]

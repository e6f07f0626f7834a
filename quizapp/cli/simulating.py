from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import simulator
from quizapp.cli.sessions import open_session, read_settings
from quizapp.services.runs import experiments_of


@click.command()
@click.argument("scenario")
@click.option(
    "--set", "knobs", multiple=True, metavar="KNOB=VALUE", help="Turn a knob; may be given several times"
)
def simulate(scenario: str, knobs: tuple[str, ...]) -> None:
    """Run a scenario's baseline and treated networks, and say what happened to them."""
    turned: dict[str, Any] = dict(_split(knob) for knob in knobs)
    with open_session(read_settings()) as session:
        experiments = experiments_of(session, scenario, turned)
    console = Console()
    traces = []
    with Progress(console=console, transient=True) as progress:
        for name, experiment in zip(("baseline", "treated"), experiments, strict=True):
            task = progress.add_task(name, total=experiment.steps)
            for frame in simulator.stream(experiment):
                progress.update(task, completed=frame.step)
                if frame.trace is not None:
                    traces.append((name, frame.trace))
    console.print(_table(traces))


def _split(knob: str) -> tuple[str, str]:
    name, sign, value = knob.partition("=")
    if not sign:
        raise click.BadParameter(f"“{knob}” is not KNOB=VALUE", param_hint="--set")
    return name.strip(), value.strip()


def _table(traces: list[tuple[str, simulator.Trace]]) -> Table:
    table = Table("network", "updates", "first loss", "last loss", "largest gradient norm", "symptoms (step)")
    for name, trace in traces:
        found = [f"{symptom.code} ({symptom.first_step})" for symptom in simulator.diagnose(trace)]
        table.add_row(
            name,
            str(trace.steps_done),
            f"{trace.loss[0]:.4g}",
            f"{trace.loss[-1]:.4g}",
            f"{max(trace.gradient_norm):.4g}",
            ", ".join(found) or "none",
        )
    return table

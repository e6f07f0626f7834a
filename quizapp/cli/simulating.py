from typing import Any

import click
from rich.console import Console

from quizapp.cli.sessions import open_session, read_settings
from quizapp.services.runs import experiments_of
from simulator.command.actions import train_and_show
from simulator.command.documents import UnreadableFile


@click.command()
@click.argument("scenario")
@click.option(
    "--set",
    "knobs",
    multiple=True,
    metavar="CONTROL=VALUE",
    help="Set a control of the scenario; can be repeated",
)
@click.option("--csv", metavar="F", help="Write every recorded number, one line per update")
@click.option("--plot", metavar="F.png", help="Draw loss and gradients (needs matplotlib)")
def simulate(scenario: str, knobs: tuple[str, ...], csv: str | None, plot: str | None) -> None:
    """Train the two networks of a scenario in the database, and show losses, gradients, and symptoms.

    `python -m simulator run` does the same for experiment files and for the scenarios that come with the package.
    """
    chosen: dict[str, Any] = dict(_split(knob) for knob in knobs)
    with open_session(read_settings()) as session:
        experiments = experiments_of(session, scenario, chosen)
    try:
        train_and_show(dict(zip(("baseline", "treated"), experiments, strict=True)), Console(), csv, plot)
    except UnreadableFile as error:
        raise click.ClickException(str(error)) from None


def _split(knob: str) -> tuple[str, str]:
    name, sign, value = knob.partition("=")
    if not sign:
        raise click.BadParameter(f"“{knob}” is not of the form CONTROL=VALUE", param_hint="--set")
    return name.strip(), value.strip()

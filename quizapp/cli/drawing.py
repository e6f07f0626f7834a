"""`quizapp content draw`: record what the scenarios do, for the pictures of the lab's list."""

from datetime import UTC, datetime
from pathlib import Path

import click

import simulator
from quizapp.cli.sessions import read_settings
from quizapp.domain.experiments.drawing import initial_experiments, picture_of
from quizapp.domain.experiments.pictures import is_current
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.formats.content_files import read_bank
from quizapp.formats.picture_files import write_picture


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Also the scenarios whose picture is current")
@click.option(
    "--folder", type=click.Path(exists=True, path_type=Path), help="A content folder  [the built-in one]"
)
def draw(slugs: tuple[str, ...], everything: bool, folder: Path | None) -> None:
    """Run the scenarios (or the named ones) with their initial settings, and write their results to `pictures/`.

    Only scenarios run that have no picture yet, or whose experiments, first chart, or simulator changed since.
    """
    folder = folder or read_settings().content
    for scenario in read_bank(folder).scenarios:
        is_asked = scenario.slug in slugs if slugs else True
        if is_asked and (everything or slugs or not _has_current_picture(scenario)):
            traces = [simulator.run(each) for each in initial_experiments(scenario)]
            picture = picture_of(scenario, traces, simulator.current_provenance(), datetime.now(UTC).date())
            click.echo(str(write_picture(folder, scenario.slug, picture)))


def _has_current_picture(scenario: Scenario) -> bool:
    experiments = initial_experiments(scenario)
    return scenario.picture is not None and is_current(scenario.picture, experiments, scenario.first_chart)

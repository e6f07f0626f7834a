"""`quizapp content history` and `restore`: the versions of a question, and going back to one."""

import click

from quizapp.cli.desks import Place, as_json_text, open_desk, with_place
from simulator.paths import Document


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@with_place
def history(place: Place, slug: str, as_json: bool) -> None:
    """List the versions of a question, and its regrades, each the newest first."""
    with open_desk(place) as desk:
        versions, regrades = desk.history.versions(slug), desk.history.regrades(slug)
    if as_json:
        click.echo(as_json_text({"versions": versions, "regrades": regrades}))
        return
    for version in versions:
        click.echo(
            f"v{version['number']}\t{_day(version['published_at'])}\t{version['author'] or version['origin']}\t"
            f"{version['answers']} answers\t{version['note'] or '-'}"
        )
    for each in regrades:
        click.echo(
            f"regrade {each['id']}\t{_day(each['applied_at'] or each['created_at'])}\t{each['state']}\t"
            f"{_moved(each)}\t{each['reason'] or '-'}"
        )


@click.command()
@click.argument("slug")
@click.argument("number", type=click.IntRange(1))
@with_place
def restore(place: Place, slug: str, number: int) -> None:
    """Make a draft of an earlier version, in place of a draft that there may be. `publish` it then."""
    with open_desk(place) as desk:
        desk.history.restore(slug, number)
    click.echo(f"{slug}: version {number} is now the draft")


def _day(moment: str) -> str:
    return moment[:10]


def _moved(regrade: Document) -> str:
    summary = regrade["summary"]
    return f"{summary['up']} up, {summary['down']} down"

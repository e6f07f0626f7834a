"""`quizapp content update`: a newer shipped version of a question that authors have changed."""

from typing import Literal, get_args

import click

from quizapp.cli.desks import Place, as_json_text, open_desk, with_place
from quizapp.presentation.three_way import SIDES
from simulator.paths import Document

Side = Literal["theirs", "mine"]


@click.command()
@click.argument("slug")
@click.option("--take", is_flag=True, help="Save both changes together as the draft.")
@click.option(
    "--choose",
    "chosen",
    multiple=True,
    metavar="FIELD=SIDE",
    help="With --take: theirs or mine, for one field.",
)
@click.option("--rest", type=click.Choice(SIDES), help="With --take: the side for all other fields.")
@click.option("--decline", is_flag=True, help="Keep your text.")
@click.option("--json", "as_json", is_flag=True, help="Print the three texts and what differs as JSON.")
@with_place
def update(
    place: Place,
    slug: str,
    take: bool,
    chosen: tuple[str, ...],
    rest: Side | None,
    decline: bool,
    as_json: bool,
) -> None:
    """Show what a newer built-in version changes, and which fields both sides changed; then take it, or decline it.

    What only one side changed is taken over; of what both changed, you choose. Nothing is published.
    """
    if take and decline:
        raise click.UsageError("Use either --take or --decline.")
    sides = dict(map(_choice, chosen))
    with open_desk(place) as desk:
        if decline:
            desk.history.decline_update(slug)
            click.echo(f"{slug}: the update is declined; your text stays")
            return
        offered = desk.history.update(slug)
        if take:
            others = {each["field"]: rest for each in offered["clashes"]} if rest else {}
            desk.history.accept_update(slug, {**others, **sides})
            click.echo(f"{slug}: the draft has both changes")
            return
    if as_json:
        click.echo(as_json_text(offered))
    else:
        _tell(offered)


def _choice(given: str) -> tuple[str, Side]:
    field, _, side = given.rpartition("=")
    if not field or side not in get_args(Side):
        raise click.UsageError(f"Write --choose FIELD=theirs or --choose FIELD=mine, not {given}.")
    return field, "theirs" if side == "theirs" else "mine"


def _tell(offered: Document) -> None:
    for each in offered["taken"]:
        click.echo(f"taken\t{each['field']}")
    for each in offered["clashes"]:
        click.echo(f"both\t{each['field']}")
        for name in ("base", "theirs", "mine"):
            click.echo(f"  {name:6} {' '.join(each[name].split()) or '-'}")

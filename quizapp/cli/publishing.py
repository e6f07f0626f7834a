"""`quizapp content publish`: drafts become what learners practice."""

import sys

import click

from quizapp.cli.desks import Place, named, open_desk, with_place
from quizapp.errors import Invalid


@click.command()
@click.argument("slugs", nargs=-1, required=True)
@click.option("--note", default="", help="What has changed, for other authors.")
@click.option(
    "--reason",
    default="",
    help="Why it is published although the check finds problems; kept with the version.",
)
@with_place
def publish(place: Place, slugs: tuple[str, ...], note: str, reason: str) -> None:
    """Publish the drafts of the named questions. Each is checked first; one with a problem stays a draft."""
    failed = 0
    with open_desk(place) as desk:
        for slug in slugs:
            draft = desk.get(slug, "draft")
            try:
                number = desk.publish(slug, draft.revision, note, reason)
            except Invalid as invalid:
                failed += 1
                for problem in named(invalid.problems, slug).problems:
                    click.echo(f"error: {problem}", err=True)
            else:
                click.echo(f"{slug}: published version {number}")
    sys.exit(1 if failed else 0)

"""`quizapp content regrade`, `apply-regrade`, and `undo-regrade`: answers graded again after a correction."""

import sys
from typing import Any

import click

from quizapp.cli.desks import Place, as_json_text, open_desk, with_place
from quizapp.services.regrade_application import CAUSES
from quizapp.services.regrades import PER_PAGE, WHICH
from simulator.paths import Document


@click.command()
@click.argument("slug")
@click.option(
    "--version", "target", type=click.IntRange(1), help="With its keys; by default, the published one."
)
@click.option("--item", metavar="ID", help="Only this exercise.")
@click.option(
    "--reworded", "takes_reworded", is_flag=True, help="Also answers to other words of the exercise."
)
@click.option(
    "--measure-again", "measures_again", is_flag=True, help="Run the networks behind measured keys again."
)
@click.option(
    "--which", type=click.Choice(WHICH), default="up", show_default=True, help="The answers to list."
)
@click.option("--json", "as_json", is_flag=True, help="Print the preview as JSON.")
@with_place
def regrade(place: Place, slug: str, which: str, as_json: bool, **scope: Any) -> None:
    """Preview every score that would change with corrected keys. Nothing changes before `apply-regrade`.

    A preview takes the place of your earlier one of this question.
    """
    with open_desk(place) as desk:
        made = desk.history.preview(slug, scope, _tell)
        shown = desk.history.entries(slug, made["id"], which, 1)
    if as_json:
        click.echo(as_json_text(shown))
    elif made["state"] == "failed":
        click.echo(f"error: {slug}: The preview could not be finished.", err=True)
    else:
        _tell_preview(slug, shown, which)
    sys.exit(1 if made["state"] == "failed" else 0)


@click.command()
@click.argument("slug")
@click.argument("number", type=click.IntRange(1))
@click.option("--cause", type=click.Choice(CAUSES), required=True, help="What was wrong; learners read it.")
@click.option("--reason", required=True, help="For the record; other authors read it.")
@with_place
def apply_regrade(place: Place, slug: str, number: int, cause: str, reason: str) -> None:
    """Change exactly the scores of a preview, by its number. Reviews and results of exams follow."""
    with open_desk(place) as desk:
        done = desk.history.apply(slug, number, cause, reason, _tell)
    click.echo(f"{slug}: regrade {number} {done['state']}, {_count(done)} answers changed")


@click.command()
@click.argument("slug")
@click.argument("number", type=click.IntRange(1))
@click.option("--reason", required=True, help="For the record; other authors read it.")
@with_place
def undo_regrade(place: Place, slug: str, number: int, reason: str) -> None:
    """Restore what was before a regrade, by its number."""
    with open_desk(place) as desk:
        undone = desk.history.undo(slug, number, reason, _tell)
    kept = f", {undone['set_aside']} answers changed since and stay" if undone["set_aside"] else ""
    click.echo(f"{slug}: regrade {number} {undone['state']}{kept}")


def _tell(done: int, total: int) -> None:
    click.echo(f"{done} of {total} answers …" if total else "waiting …", err=True)


def _tell_preview(slug: str, shown: Document, which: str) -> None:
    summary = shown["summary"]
    click.echo(
        f"{slug}: regrade {shown['id']}, with the keys of version {shown['target']}: {summary['considered']} answers, "
        f"{summary['up']} up, {summary['down']} down, {summary['told']} with the same score but another key, "
        f"{sum(summary['left_out'].values())} left out; {summary['learners']} learners have another score"
    )
    for reason, count in summary["left_out"].items():
        click.echo(f"  left out: {count} × {reason}")
    for each in shown["entries"]:
        after = each["problem"] or f"{each['after']:.0%}"
        click.echo(
            f"{each['learner'] or 'guest'}\t{each['item']}\t{each['answer']}\t{each['before']:.0%} → {after}"
        )
    if shown["page_count"] > 1:
        click.echo(f"The first {PER_PAGE} of those that go {which}; the page of the regrade shows all.")
    if _count(shown):
        click.echo(f"Apply it: quizapp content apply-regrade {slug} {shown['id']} --cause key --reason TEXT")


def _count(regrade: Document) -> int:
    return sum(regrade["summary"][name] for name in ("up", "down", "told"))

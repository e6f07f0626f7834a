"""`quizapp content statistics`: what the first answers of learners say of exercises."""

import click

from quizapp.cli.desks import Place, as_json_text, open_desk, with_place
from quizapp.domain.text import LANGUAGES, Language
from simulator.paths import Document


@click.command()
@click.argument("slug", required=False)
@click.option("--class", "class_id", metavar="ID", help="Only the learners of a class in which you teach.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the answers.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@with_place
def statistics(place: Place, slug: str | None, class_id: str | None, lang: Language, as_json: bool) -> None:
    """How hard each exercise of a question is, what it tells apart, and what is worth a look.

    Without a question: how many learners answered each one, with its flags. Intervals are of 90%; nothing is shown
    of fewer than ten learners.
    """
    with open_desk(place) as desk:
        if slug is None:
            found: Document = {"questions": desk.bank_statistics()}
        else:
            found = desk.statistics(slug, class_id, lang)
    if as_json:
        click.echo(as_json_text(found))
    elif slug is None:
        for line in found["questions"]:
            click.echo(f"{line['slug']}\t{line['learners']} learners\t{', '.join(line['flags']) or '-'}")
    else:
        _tell(found)


def _tell(found: Document) -> None:
    click.echo(f"{found['slug']}: {found['learners']} learners")
    for item in found["items"]:
        numbers = item["statistics"]
        if numbers is None:
            click.echo(f"{item['item']}\t{item['learners']} learners, fewer than {found['fewest_learners']}")
            continue
        right = numbers["right"]
        shown = [
            item["item"],
            f"{item['learners']} learners",
            f"right {right['value']:.0%} ({right['interval']['low']:.0%} to {right['interval']['high']:.0%})",
            f"discrimination {_number(numbers['discrimination'])}",
            ", ".join(item["flags"]) or "-",
        ]
        click.echo("\t".join(shown))
        for choice in numbers["choices"]:
            mark = "right" if choice["is_key"] else "     "
            click.echo(f"  {mark} {choice['share']['value']:4.0%}  {' '.join(choice['words'].split())}")
        for group in numbers["variants"]:
            if group["is_unfair"]:
                click.echo(
                    f"  unfair: {group['variable']} = {group['value']}: {100 * group['gap']:+.0f} points"
                )
        if numbers["doubt"]:
            click.echo(f"  doubt: the answers fit “{numbers['doubt']['answer']}” better than the key")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"

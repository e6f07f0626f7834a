"""`quizapp content list` and `show`: what is on the desk."""

from typing import get_args

import click

from quizapp.cli.desks import Place, Which, as_json_text, open_desk, with_place
from quizapp.domain.text import LANGUAGES, Language
from quizapp.formats.question_texts import text_of
from quizapp.services.check_results import CheckState
from quizapp.services.desk import State
from simulator.paths import Document


@click.command("list")
@click.argument("search", nargs=-1)
@click.option(
    "--state", type=click.Choice([each.value for each in State]), help="Retired ones only if asked for."
)
@click.option("--topic", help="Only the questions of this topic.")
@click.option("--tag", help="Only the questions with this tag.")
@click.option("--author", help="Only the questions that this account wrote.")
@click.option("--with-problems", is_flag=True, help="Only drafts in which the last check found problems.")
@click.option(
    "--check", type=click.Choice([each.value for each in CheckState]), help="How the last check stands."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the titles.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@with_place
def list_questions(
    place: Place,
    search: tuple[str, ...],
    lang: Language,
    as_json: bool,
    with_problems: bool,
    **filters: str | None,
) -> None:
    """List the questions of the authors: slug, states, published version, open problems, last check, and title.

    SEARCH: words that must all occur in it. See `show` for one question, and `pull` for files of all.
    """
    asked: Document = {name: value for name, value in filters.items() if value}
    asked |= {"q": " ".join(search)} if search else {}
    asked |= {"with_problems": True} if with_problems else {}
    with open_desk(place) as desk:
        lines = desk.lines(asked)
    if as_json:
        click.echo(as_json_text({"questions": lines}))
        return
    for line in lines:
        click.echo("\t".join(_row(line, lang)))


def _row(line: Document, lang: Language) -> list[str]:
    count = line["problem_count"]
    problems = "not checked" if count is None else f"{count} to fix" if count else "-"
    check = line["check"]["state"]
    version = f"v{line['version']}" if line["version"] else "-"
    title = line["title"].get(lang) or next(iter(line["title"].values()), "")
    return [line["slug"], "+".join(line["states"]), version, problems, check, title]


@click.command("show")
@click.argument("slug")
@click.option("--of", type=click.Choice(get_args(Which)), default="latest", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the document and its revision as JSON.")
@with_place
def show_question(place: Place, slug: str, of: Which, as_json: bool) -> None:
    """Print a question as YAML: its draft if there is one, otherwise what is published."""
    with open_desk(place) as desk:
        found = desk.get(slug, of)
    if as_json:
        document = {"slug": slug, "of": found.of, "revision": found.revision, "document": found.document}
        click.echo(as_json_text(document))
    else:
        click.echo(text_of(found.document), nl=False)

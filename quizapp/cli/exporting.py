"""`quizapp content export`: published questions as files."""

from pathlib import Path

import click

from quizapp.bank.questions import Question
from quizapp.cli.sessions import open_session, read_settings
from quizapp.domain.text import LANGUAGES, Language
from quizapp.formats.content_files import question_path, write_question
from quizapp.formats.exchange.anki_writer import write_anki
from quizapp.formats.exchange.gift_writer import write_gift
from quizapp.formats.exchange.leaving import leaving
from quizapp.services import question_bank

WRITERS = {"anki": (write_anki, "anki.txt"), "gift": (write_gift, "questions.gift")}


@click.command()
@click.argument("slugs", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Write files below this folder instead of printing",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", *WRITERS]),
    default="yaml",
    show_default=True,
    help="GIFT for Moodle, or notes for Anki, which it updates when they are imported again",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="For other formats than YAML",
)
def export(slugs: tuple[str, ...], folder: Path | None, form: str, lang: Language) -> None:
    """Write published questions (all, or the named ones) as YAML that `import` can read back, or for other programs.

    Exercises with variables become a few fixed variants for other programs. Everything that is lost is listed.
    """
    with open_session(read_settings()) as session:
        if slugs:
            questions = [question_bank.get_question(session, slug).question for slug in slugs]
        else:
            questions = [published.question for published in question_bank.list_questions(session)]
    if form != "yaml":
        _write_for_others(questions, form, lang, folder)
        return
    for position, question in enumerate(questions):
        text = write_question(question)
        if folder is None:
            click.echo(("---\n" if position else "") + text, nl=False)
        else:
            path = folder / question_path(question)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(str(path))


def _write_for_others(questions: list[Question], form: str, lang: Language, folder: Path | None) -> None:
    """One file with all questions; what is lost is said beside it."""
    write, name = WRITERS[form]
    text, losses = write(leaving(questions, lang))
    for each in losses:
        click.echo(f"lost: {each}", err=True)
    if folder is None:
        click.echo(text, nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    click.echo(str(folder / name))

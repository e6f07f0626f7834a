"""`quizapp content export`: published questions as files."""

from pathlib import Path

import click

from quizapp.cli.sessions import open_session, read_settings
from quizapp.formats.content_files import question_path, write_question
from quizapp.services import question_bank


@click.command()
@click.argument("slugs", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Write files below this folder instead of printing",
)
def export(slugs: tuple[str, ...], folder: Path | None) -> None:
    """Write published questions (all, or the named ones) as YAML that `import` can read back."""
    with open_session(read_settings()) as session:
        if slugs:
            questions = [question_bank.get_question(session, slug).question for slug in slugs]
        else:
            questions = [published.question for published in question_bank.list_questions(session)]
    for position, question in enumerate(questions):
        text = write_question(question)
        if folder is None:
            click.echo(("---\n" if position else "") + text, nl=False)
        else:
            path = folder / question_path(question)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(str(path))

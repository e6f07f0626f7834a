from pathlib import Path

import click

from quizapp.cli.checking import check
from quizapp.cli.fairness import hash_source
from quizapp.cli.sessions import open_session, read_settings
from quizapp.cli.verifying import verify
from quizapp.errors import Invalid, Problem
from quizapp.formats.content_files import question_path, read_bank, read_question, write_question
from quizapp.services import authoring, question_bank

EXISTING = click.Path(exists=True, path_type=Path)


@click.group()
def content() -> None:
    """Check, import, and export the question bank as YAML files."""


content.add_command(verify)
content.add_command(check)
content.add_command(hash_source)


@content.command("import")
@click.argument("paths", type=EXISTING, nargs=-1, required=True)
def import_files(paths: tuple[Path, ...]) -> None:
    """Publish questions from YAML files or a whole content folder. Existing questions of a folder stay unchanged."""
    with open_session(read_settings()) as session:
        for path in paths:
            if path.is_dir() and (path / "topics.yaml").exists():
                report = question_bank.load_bank(session, read_bank(path))
                click.echo(f"{path}: {len(report.published)} questions published")
                continue
            for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
                question = read_question(file)
                if problems := authoring.problems_of_file(session, question):
                    raise Invalid(Problem(f"{file}: {p.field}", p.message, p.values) for p in problems)
                number = authoring.import_question(session, question)
                click.echo(f"{question.slug}: " + (f"published version {number}" if number else "unchanged"))


@content.command()
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

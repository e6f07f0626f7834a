from pathlib import Path

import click
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.cli.checking import check
from quizapp.cli.drawing import draw
from quizapp.cli.fairness import hash_source
from quizapp.cli.sessions import open_session, read_settings, tell_what_is_kept
from quizapp.cli.verifying import verify
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.content_files import question_path, read_bank, read_questions, write_question
from quizapp.formats.yaml_files import repeated
from quizapp.services import authoring, question_bank, question_checks

SLUG_REPEATED = N_("The slug “%(id)s” is used more than once.")
EXISTING = click.Path(exists=True, path_type=Path)


@click.group()
def content() -> None:
    """Check, import, and export the question bank as YAML files."""


content.add_command(verify)
content.add_command(check)
content.add_command(draw)
content.add_command(hash_source)


@content.command("import")
@click.argument("paths", type=EXISTING, nargs=-1, required=True)
def import_files(paths: tuple[Path, ...]) -> None:
    """Publish questions from YAML files or a whole content folder: all of them, or none if one has a problem.

    Questions of a folder that authors changed stay unchanged.
    """
    with open_session(read_settings()) as session:
        for path in paths:
            if _is_bank(path):
                report = question_bank.load_bank(session, read_bank(path))
                click.echo(f"{path}: {len(report.published)} questions published")
                tell_what_is_kept(report)
        files = [file for path in paths if not _is_bank(path) for file in _files_in(path)]
        questions = _read(session, files)
        numbers = authoring.import_questions(session, questions)
        for question, number in zip(questions, numbers, strict=True):
            click.echo(f"{question.slug}: " + (f"published version {number}" if number else "unchanged"))


def _is_bank(path: Path) -> bool:
    return path.is_dir() and (path / "topics.yaml").exists()


def _files_in(path: Path) -> list[Path]:
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _read(session: Session, files: list[Path]) -> list[Question]:
    """The questions of the files. Raises Invalid with every problem of every file."""
    problems: list[Problem] = []
    read = [(file, question) for file in files for question in read_questions(file, problems)]
    questions = [question for _, question in read]
    several = repeated(question.slug for question in questions)
    for file, question in read:
        found = question_checks.problems_of_file(session, question, questions)
        if question.slug in several:
            found.append(Problem("slug", SLUG_REPEATED, {"id": question.slug}))
        problems += [problem.within(str(file)) for problem in found]
    if problems:
        raise Invalid(problems)
    return questions


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

"""`quizapp content export`: published questions as files."""

import json
from pathlib import Path
from typing import Any

import click

from quizapp.bank.questions import Question
from quizapp.cli.sessions import open_session, read_settings
from quizapp.domain.text import LANGUAGES, Language
from quizapp.formats.content_files import question_path, write_question
from quizapp.formats.exchange.export_formats import FORMATS
from quizapp.formats.exchange.leaving import MOST_VARIANTS, VARIANTS
from quizapp.formats.exchange.losses import Loss
from quizapp.services import question_exports

YAML, BUNDLE = "yaml", "yaml-zip"  # files as in the content folder, and all of them in an archive
FORMS = {BUNDLE if form == YAML else form: form for form in FORMATS}


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
    type=click.Choice([YAML, *FORMS]),
    default=YAML,
    show_default=True,
    help="GIFT and Moodle XML for Moodle, QTI 1.2 for Canvas, other QTI packages, CSV, Aiken, or cards for Anki, "
    "which it updates when they are imported again",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="For other formats than YAML",
)
@click.option("--topic", help="Only the questions of this topic.")
@click.option(
    "--variants",
    type=click.IntRange(1, MOST_VARIANTS),
    default=VARIANTS,
    show_default=True,
    help="Fixed variants of each exercise with variables, for other formats than YAML",
)
@click.option("--json", "as_json", is_flag=True, help="List what is lost as JSON, on standard error.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is lost to this file, as JSON.",
)
def export(
    slugs: tuple[str, ...],
    folder: Path | None,
    form: str,
    lang: Language,
    topic: str | None,
    variants: int,
    as_json: bool,
    report: Path | None,
) -> None:
    """Write published questions (all, or the named ones) as YAML that `import` can read back, or for other programs.

    Exercises with variables become a few fixed variants for other programs. Everything that is lost is listed.
    """
    with open_session(read_settings()) as session:
        questions = question_exports.chosen(session, topic, slugs)
    if form == YAML:
        _write_yaml(questions, folder)
        return
    exported = question_exports.export(questions, FORMS[form], lang, variants)
    _tell(exported.losses, as_json, report)
    if folder is None:
        click.echo(exported.data, nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / exported.form.file_name
    path.write_bytes(exported.data)
    click.echo(str(path))


def _write_yaml(questions: list[Question], folder: Path | None) -> None:
    for position, question in enumerate(questions):
        text = write_question(question)
        if folder is None:
            click.echo(("---\n" if position else "") + text, nl=False)
        else:
            path = folder / question_path(question)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            click.echo(str(path))


def _tell(losses: tuple[Loss, ...], as_json: bool, report: Path | None) -> None:
    document = json.dumps({"losses": [_said(each) for each in losses]}, ensure_ascii=False, indent=1)
    if report is not None:
        report.write_text(document + "\n", encoding="utf-8")
    if as_json:
        click.echo(document, err=True)
        return
    for each in losses:
        click.echo(f"lost: {each}", err=True)


def _said(loss: Loss) -> dict[str, Any]:
    return {"question": loss.slug, "exercise": loss.item or None, "part": loss.reason.part, "what": loss.said}

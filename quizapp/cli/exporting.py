"""`quizapp content export`: published questions as files."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import click

from quizapp.cli.desks import Place, Written, open_desk, with_place
from quizapp.cli.local_desk import exported_here, printed_here
from quizapp.cli.sessions import open_session, read_settings
from quizapp.domain.text import LANGUAGES, Language
from quizapp.formats.exchange.export_formats import FORMATS
from quizapp.formats.exchange.leaving import MOST_VARIANTS, VARIANTS
from simulator.paths import Document

YAML, BUNDLE = "yaml", "yaml-zip"  # files as in the content folder, and all of them in an archive
PDF = "pdf"  # a sheet to print
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
    type=click.Choice([YAML, *FORMS, PDF]),
    default=YAML,
    show_default=True,
    help="GIFT and Moodle XML for Moodle, QTI 1.2 for Canvas, other QTI packages, CSV, Aiken, cards for Anki, "
    "which it updates when they are imported again, or a sheet to print as PDF (install the extra `pdf`)",
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
@click.option("--answers", is_flag=True, help="With answers and explanations, for PDF.")
@click.option("--json", "as_json", is_flag=True, help="List what is lost as JSON, on standard error.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is lost to this file, as JSON.",
)
@with_place
def export(
    place: Place,
    slugs: tuple[str, ...],
    folder: Path | None,
    form: str,
    lang: Language,
    topic: str | None,
    variants: int,
    answers: bool,
    as_json: bool,
    report: Path | None,
) -> None:
    """Write published questions (all, or the named ones) as YAML that `import` can read back, or for other programs.

    Exercises with variables become a few fixed variants for other programs. Everything that is lost is listed.
    """
    if form == PDF:
        exported = _printed(place, slugs, topic, lang, variants, answers)
    else:
        exported = _exported(place, slugs, topic, FORMS.get(form, form), lang, variants)
    if form == YAML:
        _write_yaml(exported.data, folder)
        return
    _tell(exported.losses, as_json, report)
    if folder is None:
        click.echo(exported.data, nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / exported.name
    path.write_bytes(exported.data)
    click.echo(str(path))


def _exported(
    place: Place, slugs: tuple[str, ...], topic: str | None, form: str, lang: Language, variants: int
) -> Written:
    if place.server:
        with open_desk(place) as desk:
            return desk.export(slugs, topic, form, lang, variants)
    with open_session(read_settings()) as session:  # needs no author
        return exported_here(session, slugs, topic, form, lang, variants)


def _printed(
    place: Place, slugs: tuple[str, ...], topic: str | None, lang: Language, variants: int, answers: bool
) -> Written:
    if place.server:
        raise click.UsageError("A PDF file is written from the questions here. Leave out the server.")
    with open_session(read_settings()) as session:
        return printed_here(session, slugs, topic, lang, variants, has_answers=answers)


def _write_yaml(bundle: bytes, folder: Path | None) -> None:
    with ZipFile(BytesIO(bundle)) as archive:
        for position, name in enumerate(archive.namelist()):
            data = archive.read(name)
            if folder is None and not name.endswith(".yaml"):
                continue
            if folder is None:
                click.echo(("---\n" if position else "") + data.decode(), nl=False)
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            click.echo(str(path))


def _tell(losses: Sequence[Document], as_json: bool, report: Path | None) -> None:
    document = json.dumps({"losses": losses}, ensure_ascii=False, indent=1)
    if report is not None:
        report.write_text(document + "\n", encoding="utf-8")
    if as_json:
        click.echo(document, err=True)
        return
    for each in losses:
        where = f"{each['question']}, {each['exercise']}" if each["exercise"] else each["question"]
        click.echo(f"lost: {where}: {each['what']}", err=True)

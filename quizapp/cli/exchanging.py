"""`quizapp content pull` and `push`: questions as files. What somebody else changed meanwhile is never overwritten."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from quizapp.cli.desks import Desk, Place, named, open_desk, with_place
from quizapp.cli.pulled_files import PulledFiles
from quizapp.cli.question_images import fetch_images, images_in, send_images
from quizapp.errors import Invalid, QuizError
from quizapp.formats.question_texts import document_in, text_of
from quizapp.presentation.version_differences import differences_between
from quizapp.services.revisions import Saved, SavedMeanwhile
from simulator.paths import Document

HERE = Path(".")
FOLDER = click.Path(path_type=Path, file_okay=False)
MOST_TOLD = 8  # fields of a conflict


@click.command()
@click.argument("slugs", nargs=-1)
@click.option(
    "--to", "folder", type=FOLDER, default=HERE, help="The folder of the files; the current one if left out."
)
@click.option("--overwrite", is_flag=True, help="Also files with changes that were not pushed.")
@with_place
def pull(place: Place, slugs: tuple[str, ...], folder: Path, overwrite: bool) -> None:
    """Write questions (all, or the named ones) as YAML files with their images: drafts, or else what is published.

    Change the files, and `push` them back. A file with changes of yours stays as it is.
    """
    files, kept = PulledFiles(folder), []
    with open_desk(place) as desk:
        for slug in slugs or [line["slug"] for line in desk.lines({})]:
            document = desk.get(slug).document
            path = files.path(document)
            if not overwrite and _has_changes(path, document, files):
                kept.append(path)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(document), encoding="utf-8")
            files.note(document)
            fetch_images(desk, document, folder)
            click.echo(str(path))
    for path in kept:
        click.echo(
            f"error: {path}: the file has changes that were not pushed. Use --overwrite to lose them.",
            err=True,
        )
    sys.exit(1 if kept else 0)


def _has_changes(path: Path, document: Document, files: PulledFiles) -> bool:
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    if text == text_of(document):
        return False
    return not files.is_as_pulled(_read(path))


@click.command()
@click.argument("paths", type=click.Path(exists=True, path_type=Path), nargs=-1)
@click.option("--from", "folder", type=FOLDER, default=HERE, help="The folder they were pulled to.")
@click.option("--overwrite", is_flag=True, help="Also what somebody else changed since it was pulled.")
@with_place
def push(place: Place, paths: tuple[Path, ...], folder: Path, overwrite: bool) -> None:
    """Save files as drafts, with their images: all of the folder, or the named ones. `publish` them then.

    What somebody else changed since you pulled it is not overwritten: the fields that differ are listed.
    """
    files = PulledFiles(folder)
    documents = {path: _read(path) for path in paths or sorted((folder / "questions").rglob("*.yaml"))}
    images, failed = images_in([folder]), 0
    with open_desk(place) as desk:
        for path, document in documents.items():
            try:
                done = _save(desk, document, files, overwrite)
                if sent := send_images(desk, document, images):
                    done += f", images sent: {sent}"
                click.echo(f"{document['slug']}: {done}")
            except SavedMeanwhile as meanwhile:
                failed += 1
                _tell_conflict(path, document, meanwhile)
            except Invalid as invalid:
                failed += 1
                click.echo(_lines(named(invalid.problems, str(path))), err=True)
    sys.exit(1 if failed else 0)


def _read(path: Path) -> Document:
    """Raises Invalid naming the file."""
    try:
        document = document_in(path.read_text(encoding="utf-8-sig"))
    except Invalid as invalid:
        raise named(invalid.problems, str(path)) from None
    return {**document, "slug": document.get("slug") or path.stem}


def _save(desk: Desk, document: Document, files: PulledFiles, overwrite: bool) -> str:
    found = desk.find(document["slug"])
    if found is None:
        desk.create(document)
        files.note(document)
        return "draft made"
    if text_of(found.document) == text_of(document):
        files.note(found.document)
        return "unchanged"
    if not overwrite and not files.is_as_pulled(found.document):
        raise SavedMeanwhile(Saved(found.revision, found.document, None, None), None)
    desk.replace(document["slug"], document, found.revision)
    files.note(desk.get(document["slug"]).document)
    return "draft saved"


def _tell_conflict(path: Path, document: Document, meanwhile: SavedMeanwhile) -> None:
    theirs = document_in(text_of(meanwhile.theirs.body))  # without the values that files leave out
    fields = [each.name for each in differences_between(theirs, document)]
    click.echo(f"error: {path}: Someone else changed the question since you pulled it, or you never did. "
               f"Nothing has been overwritten. These fields differ: {_some(fields)}", err=True)  # fmt: skip


def _some(fields: list[str]) -> str:
    more = len(fields) - MOST_TOLD
    return ", ".join(fields[:MOST_TOLD]) + (f", and {more} more" if more > 0 else "")


def _lines(error: QuizError) -> str:
    problems: Iterable[object] = error.problems if isinstance(error, Invalid) else [error]
    return "\n".join(f"error: {each}" for each in problems)

"""`quizapp content import`: our YAML is published, and files of other programs become drafts."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli.desks import Desk, Place, open_desk, with_place
from quizapp.cli.question_images import images_in, send_images
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.exchange.bounds import FileRefused
from quizapp.formats.exchange.dry_runs import dry_run_document, losses_document

if TYPE_CHECKING:  # the database is only needed if something is stored
    from sqlalchemy.orm import Session

    from quizapp.bank.questions import Question
    from quizapp.formats.exchange.drafts import Drafts

SLUG_REPEATED = N_("The slug “%(id)s” is used more than once.")
DRAFT_THERE = N_(
    "The server has a draft of this question that differs from the file. Pull it first, or use push."
)
NOT_A_FILE = N_("The file cannot be read: %(reason)s.")
EXISTING = click.Path(exists=True, path_type=Path)
NOT_COMPLETE, REFUSED = 1, 2
YAML = (".yaml", ".yml")


@click.command("import")
@click.argument("paths", type=EXISTING, nargs=-1, required=True)
@click.option(
    "--dry-run", is_flag=True, help="Say what would be made, and what is lost, without storing anything."
)
@click.option("--json", "as_json", is_flag=True, help="Print questions and losses as JSON.")
@click.option("--topic", help="The topic of drafts; needed for files of other programs.")
@with_place
def import_files(
    place: Place, paths: tuple[Path, ...], dry_run: bool, as_json: bool, topic: str | None
) -> None:
    """Publish questions from YAML files or a whole content folder: all of them, or none if one has a problem.

    Files of other programs become drafts: GIFT, Aiken, Moodle XML, QTI (1.2, 2.1, 2.2, and 3.0), CSV, Anki (packages
    and texts), and CrowdAnki. Their format is recognized. Try them with --dry-run first.

    Ends with status 1 if something could not even be drafted, and 2 if a file was refused. Questions of a folder that
    authors changed stay unchanged. On a server, YAML is saved as drafts with its images,
    checked, and then published.
    """
    foreign = [path for path in paths if path.is_file() and path.suffix.lower() not in YAML]
    if dry_run:
        sys.exit(_tell([file for path in paths for file in _files_in(path)], as_json))
    if foreign and len(foreign) < len(paths):
        raise click.UsageError("Import YAML and files of other programs separately.")
    if not foreign and place.server:
        files = [file for path in paths for file in _files_in(path)]
        with open_desk(place) as desk:
            _publish_on(desk, files, images_in(paths))
    elif not foreign:
        _publish(paths)
    else:
        sys.exit(_make_drafts(place, foreign, topic, as_json))


def _read(files: list[Path]) -> tuple["list[Drafts]", list[FileRefused]]:
    from quizapp.formats.exchange.bounds import MOST_BYTES, TOO_LARGE
    from quizapp.formats.exchange.reading import read_drafts

    read, refused = [], []
    for file in files:
        try:
            if file.stat().st_size > MOST_BYTES:
                raise FileRefused(TOO_LARGE, str(file), limit=MOST_BYTES)
            read.append(read_drafts(str(file), file.read_bytes()))
        except FileRefused as error:
            refused.append(error)
        except OSError as error:
            refused.append(FileRefused(NOT_A_FILE, str(file), reason=error.strerror))
    return read, refused


def _tell(files: list[Path], as_json: bool) -> int:
    read, refused = _read(files)
    drafts = [draft for each in read for draft in each.drafts]
    losses = [loss for each in read for loss in each.losses]
    losses += [problem for each in refused for problem in each.problems]
    if as_json:
        document = dry_run_document(drafts, losses, str)
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for draft in drafts:
            kinds = ", ".join(str(item.get("kind")) for item in draft.items)
            click.echo(f"{draft.title}: {'left out' if draft.is_left_out else kinds or 'a text'}")
        for each in losses:
            click.echo(f"  {each}")
        count = sum(not draft.is_left_out for draft in drafts)
        click.echo(f"{count} of {len(drafts)} questions can be drafted; {len(losses)} losses")
    _tell_refused(refused)
    if refused:
        return REFUSED
    return 0 if all(each.is_complete for each in read) else NOT_COMPLETE


def _make_drafts(place: Place, files: list[Path], topic: str | None, as_json: bool) -> int:
    read, refused = _read(files)
    if refused:
        _tell_refused(refused)
        return REFUSED
    if topic is None:
        raise click.UsageError("Name the topic of the drafts with --topic.")
    made = _made(place, files, read, topic)
    losses = losses_document([loss for each in read for loss in each.losses], str)
    if as_json:
        click.echo(json.dumps({"drafts": made, "losses": losses}, ensure_ascii=False, indent=1))
    else:
        for each in made:
            click.echo(f"{each['slug']}: draft of “{each['title']}”")
        for loss in losses:
            click.echo(f"  {loss['where']}: {loss['what']}" if loss["where"] else f"  {loss['what']}")
    return 0 if all(each.is_complete for each in read) else NOT_COMPLETE


def _made(place: Place, files: list[Path], read: "list[Drafts]", topic: str) -> list[dict[str, str]]:
    """The drafts that were made of the files: all or none, and on a server all or none of each file."""
    if place.server:
        with open_desk(place) as desk:
            answers = [desk.import_file(file.name, file.read_bytes(), topic) for file in files]
        return [draft for answer in answers for draft in answer["drafts"]]
    from quizapp.cli.local_desk import image_keeper
    from quizapp.cli.sessions import open_session, read_settings
    from quizapp.services import imports

    drafts = [draft for each in read for draft in each.drafts]
    images = [image for each in read for image in each.images]
    with open_session(read_settings()) as session:
        made = imports.make_drafts(session, None, drafts, topic, keeper=image_keeper(), images=images)
    return [{"slug": each.slug, "title": each.title} for each in made]


def _tell_refused(refused: list[FileRefused]) -> None:
    for each in refused:
        click.echo(f"error: {each}", err=True)


def _publish(paths: tuple[Path, ...]) -> None:
    from quizapp.cli.local_desk import image_keeper
    from quizapp.cli.sessions import open_session, read_settings, tell_what_is_kept
    from quizapp.formats.content_files import read_bank
    from quizapp.services import authoring, question_bank
    from quizapp.services.images.keeping import keep_files

    with open_session(read_settings()) as session:
        for path in paths:
            if _is_bank(path):
                report = question_bank.load_bank(session, read_bank(path))
                click.echo(f"{path}: {len(report.published)} questions published")
                tell_what_is_kept(report)
        files = [file for path in paths if not _is_bank(path) for file in _files_in(path)]
        if bodies := [file.read_bytes() for file in images_in(paths).values()]:
            keep_files(session, image_keeper(), bodies)
        questions = _questions_in(session, files)
        numbers = authoring.import_questions(session, questions)
        for question, number in zip(questions, numbers, strict=True):
            click.echo(f"{question.slug}: " + (f"published version {number}" if number else "unchanged"))


def _publish_on(desk: Desk, files: list[Path], images: Mapping[str, Path]) -> None:
    """Save the questions as drafts, check all of them, and publish them if none has a problem.

    Raises Invalid with every problem, or if somebody else is writing one of them.
    """
    from quizapp.formats.content_files import read_questions, write_question
    from quizapp.formats.question_texts import document_in, text_of

    problems: list[Problem] = []
    texts = [write_question(question) for file in files for question in read_questions(file, problems)]
    if problems:
        raise Invalid(problems)
    changed = []
    for document in map(document_in, texts):
        slug = document["slug"]
        found = desk.find(slug)
        if found is not None and text_of(found.document) == text_of(document) and found.of == "published":
            click.echo(f"{slug}: unchanged")
            continue
        if found is None:
            desk.create(document)
        elif found.of == "published" or text_of(found.document) == text_of(document):
            desk.replace(slug, document, found.revision)
        else:
            raise Invalid([Problem(slug, DRAFT_THERE)])
        send_images(desk, document, images)
        changed.append(slug)
    if problems := [problem.within(slug) for slug in changed for problem in desk.check(slug)]:
        raise Invalid(problems)
    for slug in changed:
        click.echo(f"{slug}: published version {desk.publish(slug, desk.get(slug, 'draft').revision)}")


def _is_bank(path: Path) -> bool:
    return path.is_dir() and (path / "topics.yaml").exists()


def _files_in(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted((path / "questions" if _is_bank(path) else path).rglob("*.yaml"))


def _questions_in(session: "Session", files: list[Path]) -> "list[Question]":
    """The questions of the files. Raises Invalid with every problem of every file."""
    from quizapp.formats.content_files import read_questions
    from quizapp.formats.yaml_files import repeated
    from quizapp.services import question_checks

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

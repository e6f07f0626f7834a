"""The project's own files: one question after the other as YAML, complete or begun."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml
from pydantic import ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.bank.images import NAME, SCHEME
from quizapp.bank.questions import Question
from quizapp.errors import N_, Problem
from quizapp.formats.exchange.archives import Archive
from quizapp.formats.exchange.bounds import MOST_QUESTIONS, TOO_MANY, UNKNOWN, UNREADABLE, FileRefused
from quizapp.formats.exchange.drafts import Draft, Drafts
from quizapp.formats.exchange.encodings import decoded
from quizapp.formats.exchange.images import Entries, files_in, take_image
from quizapp.formats.exchange.moodle_xml import FILE
from quizapp.formats.image_files import StoredImage
from quizapp.formats.yaml_files import load_documents, reason_of
from simulator.paths import join

NOT_A_QUESTION = N_("This is not a question: it needs a title and a list of exercises.")


def is_bundle(name: str, text: str) -> bool:
    """Whether the text looks like questions of ours."""
    starts = text.lstrip().startswith(("slug:", "---", "title:", "number:"))
    return name.lower().endswith((".yaml", ".yml")) or (starts and "\nitems:" in text)


def read_bundle(text: str) -> Drafts:
    """The questions of a text. One that is incomplete is a draft; what it lacks is named."""
    try:
        documents = load_documents(text)
    except yaml.YAMLError as error:
        raise FileRefused(UNREADABLE, reason=reason_of(error)) from None
    except (ValueError, RecursionError) as error:
        raise FileRefused(UNREADABLE, reason=str(error)[:120]) from None
    if len(documents) > MOST_QUESTIONS:
        raise FileRefused(TOO_MANY, limit=MOST_QUESTIONS)
    drafts, losses = list[Draft](), list[Problem]()
    is_complete = True
    for document in documents:
        if not isinstance(document, dict) or not isinstance(document.get("items"), list):
            losses.append(Problem("", NOT_A_QUESTION))
            is_complete = False
            continue
        draft, problems = _draft(document)
        drafts.append(draft)
        losses += problems
    if not drafts:
        raise FileRefused(UNKNOWN)
    return Drafts(tuple(drafts), tuple(losses), is_complete)


def read_bundles(archive: Archive) -> Drafts | None:
    """The questions of all YAML files in an archive; None if it has none. Its other files are named."""
    read, others = list[Drafts](), list[Problem]()
    names = dict(_images_of(archive)) if any(map(_is_ours, archive.names)) else {}
    for name in sorted(archive.names):
        if PurePosixPath(name).name in names:
            continue
        if not name.lower().endswith((".yaml", ".yml")):
            others.append(Problem("–", FILE, {"name": name[:80]}))
            continue
        text = decoded(archive.read(name))
        if "\nitems:" in text:
            read.append(read_bundle(_with_names(text, names)))
        else:
            others.append(Problem("–", FILE, {"name": name[:80]}))
    if not read:
        return None
    if sum(len(each.drafts) for each in read) > MOST_QUESTIONS:
        raise FileRefused(TOO_MANY, limit=MOST_QUESTIONS)
    return Drafts(
        tuple(draft for each in read for draft in each.drafts),
        (*(loss for each in read for loss in each.losses), *others),
        all(each.is_complete for each in read),
    )


def _is_ours(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _images_of(archive: Archive) -> Iterator[tuple[str, str]]:
    """The names of the images beside the questions, with the names that they have now."""
    for name in archive.names:
        path = PurePosixPath(name)
        if path.parent.name == "images" and NAME.fullmatch(path.name):
            with files_in(Entries([name], archive.read)):
                image = take_image(path.name)
            if isinstance(image, StoredImage):
                yield path.name, image.name


def _with_names(text: str, names: Mapping[str, str]) -> str:
    """The text with its images as they are named now: another version of the program may have written them."""
    for before, after in names.items():
        text = text.replace(SCHEME + before, SCHEME + after)
    return text


def _draft(document: dict[str, Any]) -> tuple[Draft, list[Problem]]:
    title = document.get("title")
    said = str(title.get("en") or title.get("zh") or "") if isinstance(title, dict) else ""
    where = said or str(document.get("slug", ""))
    problems = []
    try:
        Question.model_validate(document)
    except ValidationError as error:
        problems = [
            Problem(join(where, each.field) if each.field else where, each.message, each.values)
            for each in problems_in(error, document)
        ]
    return Draft(where, document, ("complete",) if problems else (), str(document.get("topic", ""))), problems

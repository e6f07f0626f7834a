"""The images at hand in the editor of a question: uploading, describing, and removing them.

Texts name their images, and hold what each shows in their own language (`quizapp.bank.images`). An image is at hand for
a question as soon as a text of it names the image, and stays at hand until somebody removes it.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from quizapp.bank.images import (
    LONGEST_DESCRIPTION,
    STILL,
    described,
    is_animated,
    names_in,
    size_of,
    texts_of,
    written,
)
from quizapp.db.sessions import lock, writing
from quizapp.domain.authorship import Act
from quizapp.domain.text import LANGUAGES, Language
from quizapp.errors import N_, Invalid, NotFound, Problem
from quizapp.formats.image_files import ImageRefused, StoredImage, media_type_of, write_anew
from quizapp.models import Account, Image, QuestionEntry, QuestionImage
from quizapp.services.authoring import find_entry
from quizapp.services.draft_steps import keep_step
from quizapp.services.images.keeping import ImageKeeper
from quizapp.services.images.stores import ImageStore
from quizapp.services.images.uses import descriptions_of, places_of, touch_images
from quizapp.services.part_editing import put_draft, save_part
from quizapp.services.question_parts import alone, is_item, parts_of
from quizapp.services.question_people import require_act
from quizapp.services.revisions import latest
from quizapp.services.roles import require_instructor
from simulator.paths import Document, has, put, split_last, value_at

MOST_OF_A_QUESTION = 60

NO_DESCRIPTION = N_("Say in a sentence what the image shows.")
TOO_LONG = N_("Use at most %(limit)s characters.")
TOO_MANY = N_("A question has at most %(limit)s images.")


class ImageNotFound(NotFound):
    title = N_("Image not found")
    message = N_("This image was not found.")


class ImageInUse(Invalid):
    def __init__(self) -> None:
        super().__init__([Problem("image", N_("A text still shows the image. Remove it there first."))])


@dataclass(frozen=True)
class AtHand:
    """An image of a question. descriptions: by language, those of the texts, else as when it was uploaded.

    places: of the texts that show it.
    """

    name: str
    size_bytes: int
    descriptions: Mapping[Language, str]
    places: tuple[str, ...]

    @property
    def size(self) -> tuple[int, int]:
        return size_of(self.name)

    @property
    def still(self) -> str:
        """What stands behind its address for its first frame; empty if it does not move."""
        return STILL if is_animated(self.name) else ""

    @property
    def lacks(self) -> list[Language]:
        return [language for language in LANGUAGES if not self.descriptions[language]]


@dataclass(frozen=True)
class Added:
    """An image that is at hand now, as it is written in a text of each language."""

    image: StoredImage
    written: Mapping[Language, str]


def add_image(
    session: Session,
    keeper: ImageKeeper,
    author: Account,
    slug: str,
    data: bytes,
    descriptions: Mapping[Language, str],
) -> Added:
    """Store an image and have it at hand for a question.

    Raises Invalid naming `file`, or `description.zh` or `description.en` if one is missing.
    """
    require_instructor(author)
    said = _checked(descriptions)
    try:
        image = write_anew(data)
    except ImageRefused as refused:
        raise Invalid([refused.problem]) from None
    keeper.send(image)
    with writing(session):
        entry = find_entry(session, slug)
        lock(session, entry)
        require_act(session, author, entry, Act.EDIT)
        keeper.note(session, image, author)
        _have_at_hand(session, entry, image.name, said)
    return Added(image, {language: written(image.name, said[language]) for language in LANGUAGES})


def list_images(session: Session, author: Account, slug: str) -> list[AtHand]:
    """The images of a question: first those that its texts show, in their order, then the others."""
    require_instructor(author)
    entry = find_entry(session, slug)
    document = latest(session, entry).body
    shown = places_of(document)
    query = (
        select(QuestionImage, Image.size_bytes)
        .join(Image)
        .where(QuestionImage.question_id == entry.question_id)
    )
    rows = {row.name: (row, size) for row, size in session.execute(query.order_by(QuestionImage.added_at))}
    names = [*shown, *(name for name in rows if name not in shown)]
    return [_at_hand(*rows[name], document, shown.get(name, ())) for name in names if name in rows]


def describe_image(
    session: Session, author: Account, slug: str, name: str, descriptions: Mapping[Language, str]
) -> None:
    """Write what an image shows into every text of the question that shows it. Raises Invalid or ImageNotFound."""
    require_instructor(author)
    said = _checked(descriptions)
    with writing(session):
        entry = find_entry(session, slug)
        lock(session, entry)
        require_act(session, author, entry, Act.EDIT)
        row = _row(session, entry, name)
        row.description_zh, row.description_en = said["zh"], said["en"]
        before = latest(session, entry).body
        after = _described(before, name, said)
        if after != before:
            keep_step(session, entry, author, before, after)
            put_draft(session, entry, author, after)


def remove_image(session: Session, author: Account, slug: str, name: str) -> None:
    """The image is no longer at hand for the question. Raises ImageInUse as long as a text shows it."""
    require_instructor(author)
    with writing(session):
        entry = find_entry(session, slug)
        lock(session, entry)
        require_act(session, author, entry, Act.EDIT)
        row = _row(session, entry, name)
        if name in names_in(latest(session, entry).body):
            raise ImageInUse
        session.delete(row)
        touch_images(session, [name])


def append_image(
    session: Session, author: Account, slug: str, key: str, place: str, words: Mapping[Language, str]
) -> bool:
    """Write an image at the end of a text of a part, in both languages. place: in the document of that part alone.

    Returns whether there is such a text.
    """
    document = latest(session, find_entry(session, slug)).body
    if key not in parts_of(document).content:
        return False
    lone = deepcopy(alone(document, key))
    if not is_text(lone, place):
        return False
    text = value_at(lone, place) if has(lone, place) else {}
    put(
        lone,
        place,
        {language: f"{text.get(language, '')}\n\n{words[language]}".strip() for language in LANGUAGES},
    )
    content = lone["items"][0] if is_item(key) else parts_of(lone).content[key]
    save_part(session, author, slug, key, content, None)
    return True


def is_text(document: Document, place: str) -> bool:
    """Whether a text in both languages is, or could be written, at a place."""
    above = split_last(place)[0]
    if not place or (above and not isinstance(value_at(document, above), dict)):
        return False
    text = value_at(document, place) if has(document, place) else {}
    return isinstance(text, dict) and not set(text) - set(LANGUAGES)


def file_of(session: Session, store: ImageStore, author: Account, slug: str, name: str) -> tuple[bytes, str]:
    """The file of an image of a question, and its media type. Raises ImageNotFound."""
    require_instructor(author)
    row = _row(session, find_entry(session, slug), name)
    body = store.read(session, row.name)
    if body is None:
        raise ImageNotFound
    return body, media_type_of(row.name)


def get_image(session: Session, name: str) -> Image:
    """Raises ImageNotFound."""
    image = session.get(Image, name)
    if image is None:
        raise ImageNotFound
    return image


def require_author(account: Account | None) -> None:
    """Only those who write questions see an image before it is published. Raises ImageNotFound."""
    if account is None or not account.is_instructor:
        raise ImageNotFound


def delete_unused(session: Session, store: ImageStore, before: datetime) -> int:
    """Delete the images that were never published and that no question has had since a moment."""
    unused = select(Image.name).where(
        Image.published_at.is_(None),
        Image.used_at < before,
        ~exists().where(QuestionImage.name == Image.name),
    )
    if not (names := list(session.scalars(unused))):
        return 0
    with writing(session):
        names = list(session.scalars(unused.where(Image.name.in_(names)).with_for_update()))
        session.execute(delete(Image).where(Image.name.in_(names)))
    store.forget(names)
    return len(names)


def _checked(descriptions: Mapping[Language, str]) -> dict[Language, str]:
    said = {language: " ".join(descriptions.get(language, "").split()) for language in LANGUAGES}
    problems = []
    for language, text in said.items():
        if not text:
            problems.append(Problem(f"description.{language}", NO_DESCRIPTION))
        elif len(text) > LONGEST_DESCRIPTION:
            problems.append(Problem(f"description.{language}", TOO_LONG, {"limit": LONGEST_DESCRIPTION}))
    if problems:
        raise Invalid(problems)
    return said


def _have_at_hand(session: Session, entry: QuestionEntry, name: str, said: Mapping[Language, str]) -> None:
    row = session.get(QuestionImage, (entry.question_id, name))
    if row is None:
        count = select(func.count()).select_from(QuestionImage).filter_by(question_id=entry.question_id)
        if (session.scalar(count) or 0) >= MOST_OF_A_QUESTION:
            raise Invalid([Problem("file", TOO_MANY, {"limit": MOST_OF_A_QUESTION})])
        row = QuestionImage(question_id=entry.question_id, name=name)
        session.add(row)
    row.description_zh, row.description_en = said["zh"], said["en"]


def _row(session: Session, entry: QuestionEntry, name: str) -> QuestionImage:
    row = session.get(QuestionImage, (entry.question_id, name))
    if row is None:
        raise ImageNotFound
    return row


def _at_hand(row: QuestionImage, size_bytes: int, document: Document, places: Iterable[str]) -> AtHand:
    kept: dict[Language, str] = {"zh": row.description_zh, "en": row.description_en}
    return AtHand(row.name, size_bytes, kept | descriptions_of(document, row.name), tuple(places))


def _described(document: Document, name: str, said: Mapping[Language, str]) -> Document:
    """The document with other words for an image in all its texts."""
    after = deepcopy(document)
    for place, text in texts_of(document):
        language: Language = "zh" if split_last(place)[1] == "zh" else "en"
        if (changed := described(text, name, said[language])) != text:
            put(after, place, changed)
    return after

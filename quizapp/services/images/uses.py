"""Which questions have which images, and which everybody may see: noted whenever a question is saved or published."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.bank.images import images_in, names_in, texts_of
from quizapp.db.tables import now
from quizapp.domain.text import LANGUAGES, Language
from quizapp.errors import N_, Problem
from quizapp.models import Image, QuestionEntry, QuestionImage
from simulator.paths import split_last

NOT_STORED = N_("The image %(name)s was not found. Upload it again.")


def note_images(session: Session, entry: QuestionEntry, document: Any) -> None:
    """Have the images that the texts of a question name at hand for it, inside the caller’s transaction."""
    if not (names := names_in(document)):
        return
    have = set(session.scalars(select(QuestionImage.name).filter_by(question_id=entry.question_id)))
    for name in session.scalars(select(Image.name).where(Image.name.in_(names - have))):
        said = descriptions_of(document, name)
        session.add(
            QuestionImage(
                question_id=entry.question_id,
                name=name,
                description_zh=said.get("zh", ""),
                description_en=said.get("en", ""),
            )
        )
    session.flush()


def publish_images(session: Session, document: Any) -> None:
    """From now on, everybody may see the images of a document, inside the caller’s transaction."""
    if names := names_in(document):
        hidden = (Image.name.in_(names), Image.published_at.is_(None))
        session.execute(update(Image).where(*hidden).values(published_at=now()))


def missing_images(session: Session, document: Any) -> list[Problem]:
    """The images of a document that are not stored, each naming its field."""
    names = names_in(document)
    known = set(session.scalars(select(Image.name).where(Image.name.in_(names)))) if names else set()
    return [
        Problem(place, NOT_STORED, {"name": image.name})
        for place, text in (texts_of(document) if names - known else ())
        for image in images_in(text)
        if image.name and image.name not in known
    ]


def descriptions_of(document: Any, name: str) -> dict[Language, str]:
    """What the first text of each language that shows an image says it shows."""
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        said = [each for _place, each in _descriptions(document, name, language) if each]
        if said:
            found[language] = said[0]
    return found


def places_of(document: Any) -> dict[str, list[str]]:
    """The places of the texts that show each image, in their order; a text in both languages is one place."""
    found: dict[str, list[str]] = {}
    for place, text in texts_of(document):
        for image in images_in(text):
            places = found.setdefault(image.name, []) if image.name else []
            if (whole := split_last(place)[0]) not in places:
                places.append(whole)
    return found


def touch_images(session: Session, names: Iterable[str]) -> None:
    """A question ceased to have these images: from now on counts how long they are unused."""
    session.execute(update(Image).where(Image.name.in_(list(names))).values(used_at=now()))


def _descriptions(document: Any, name: str, language: Language) -> Iterable[tuple[str, str]]:
    for place, text in texts_of(document):
        if split_last(place)[1] == language:
            yield from ((place, image.description) for image in images_in(text) if image.name == name)

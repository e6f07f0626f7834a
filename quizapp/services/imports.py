"""Files of other programs become drafts: all questions of a file, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.images import names_in
from quizapp.db.sessions import writing
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.exchange.drafts import Draft, slug_of
from quizapp.formats.image_files import StoredImage
from quizapp.models import Account, ItemIdentity, QuestionDraft, QuestionEntry, TopicEntry
from quizapp.services.images.keeping import ImageKeeper
from quizapp.services.images.uses import note_images
from quizapp.services.question_people import make_owner
from quizapp.services.revisions import keep_revision
from quizapp.services.roles import require_instructor
from simulator.paths import Document

NO_TOPIC = N_("Choose a topic.")
NOTHING = N_("There is nothing to make drafts of.")


@dataclass(frozen=True)
class Made:
    """A draft that was made: its address and its title."""

    slug: str
    title: str


def make_drafts(
    session: Session,
    author: Account | None,
    drafts: Sequence[Draft],
    topic: str,
    reserved: Iterable[str] = (),
    keeper: ImageKeeper | None = None,
    images: Iterable[StoredImage] = (),
) -> list[Made]:
    """Save every draft under a free address in a topic, all or none. Drafts that were left out are skipped.

    author: None on the command line. reserved: addresses that no question can have. images: those of the file, which
    `keeper` stores if a draft shows them. Raises Invalid naming `topic` or `file`, or if there is nothing to save.
    """
    if author is not None:
        require_instructor(author)
    wanted = [draft for draft in drafts if not draft.is_left_out]
    if not wanted:
        raise Invalid([Problem("file", NOTHING)])
    shown = names_in([draft.document for draft in wanted])
    images = [image for image in images if image.name in shown]
    if keeper is not None:
        for image in images:
            keeper.send(image)
    with writing(session):
        if keeper is not None:
            for image in images:
                keeper.note(session, image, author)
        if session.get(TopicEntry, topic) is None:
            raise Invalid([Problem("topic", NO_TOPIC)])
        names = _Names(session, reserved)
        position = session.scalar(select(func.max(QuestionEntry.position))) or 0
        made = []
        for place, draft in enumerate(wanted, start=1):
            document = _document(draft, names.free(slug_of(draft.title, "imported")), topic, names)
            entry = QuestionEntry(slug=document["slug"], topic_slug=topic, position=position + place)
            session.add(entry)
            entry.draft = QuestionDraft(body=document, author_id=author.account_id if author else None)
            make_owner(session, entry, author)
            session.flush()
            note_images(session, entry, document)
            keep_revision(session, entry, document)
            made.append(Made(entry.slug, draft.title))
    return made


class _Names:
    """Addresses of questions and ids of items that are free, also among those given out before."""

    def __init__(self, session: Session, reserved: Iterable[str]) -> None:
        self._taken = {*session.scalars(select(QuestionEntry.slug)), *reserved}
        self._items = set(session.scalars(select(ItemIdentity.item_id)))

    def free(self, wanted: str) -> str:
        return self._next(wanted, self._taken)

    def free_item(self, wanted: str) -> str:
        return self._next(wanted, self._items)

    @staticmethod
    def _next(wanted: str, taken: set[str]) -> str:
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted[:70]}-{number}"
        taken.add(name)
        return name


def _document(draft: Draft, slug: str, topic: str, names: _Names) -> Document:
    """The document with its names, in the order of the form."""
    items: list[dict[str, Any]] = []
    for number, item in enumerate(draft.items, start=1):
        wanted = str(item.get("id") or f"{slug}-{number}")
        items.append({"id": names.free_item(wanted), **{k: v for k, v in item.items() if k != "id"}})
    return {**draft.document, "slug": slug, "topic": topic, "items": items}

"""Editing a draft part by part: saving one, and adding, copying, moving, and removing exercises.

Two people who edit different parts of a question never get in each other's way. Every change is a step that can be
undone (`draft_steps`).
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, writing
from quizapp.domain.authorship import Act
from quizapp.errors import N_, Conflict, ItemNotFound
from quizapp.models import Account, ItemIdentity, QuestionDraft, QuestionEntry
from quizapp.services.authoring import find_entry
from quizapp.services.draft_steps import (
    Written,
    earlier_content,
    keep_step,
    last_writer,
    redone,
    undone,
)
from quizapp.services.images.uses import note_images
from quizapp.services.part_checks import problems_by_part
from quizapp.services.question_parts import (
    FIRST,
    Part,
    Parts,
    document_of,
    is_item,
    item_keys,
    parts_of,
    revision_of,
)
from quizapp.services.question_people import require_act
from quizapp.services.revisions import latest, refuse_if_saved_meanwhile
from quizapp.services.roles import require_instructor
from simulator.paths import Document


class PartChanged(Conflict):
    """Somebody else saved the part after it was opened. Carries both contents that led to it.

    theirs: None if the part was removed. base: what it was when it was opened; None if that is not kept any more.
    """

    message = N_("Someone else changed this part after you opened it. Nothing has been overwritten.")

    def __init__(self, theirs: Part, base: Part, written: Written) -> None:
        super().__init__()
        self.theirs = theirs
        self.base = base
        self.author: str | None = written.author
        self.at: datetime | None = written.at


@dataclass(frozen=True)
class Edited:
    """The document after a change, the key of the part to show, and whether anything changed."""

    document: Document
    key: str
    has_changed: bool = True


def save_part(
    session: Session, author: Account, slug: str, key: str, content: Part, based_on: str | None
) -> Edited:
    """Save what a part is now. A new id of an exercise gives the part a new key.

    based_on: the revision of the part that the form was opened with. Raises PartChanged if it is another one now.
    """
    require_instructor(author)
    with writing(session):
        entry = _locked(session, author, slug)
        document = latest(session, entry).body
        parts = parts_of(document)
        current = parts.content.get(key)
        if current == content:
            return Edited(document, key, False)
        if current is None or (based_on is not None and revision_of(current) != based_on):
            base = earlier_content(session, entry.question_id, key, based_on or "")
            raise PartChanged(current, base, last_writer(session, entry.question_id, key))
        position = parts.order.index(key) if is_item(key) else None
        after = document_of({**parts.content, key: content}, parts.order, document)
        _store(session, entry, author, document, after)
    return Edited(after, key if position is None else item_keys(after)[position])


def insert_item(session: Session, author: Account, slug: str, item: Document, after: str) -> Edited:
    """Insert an exercise after another part; at the end if that is none. It gets a free id if it has none."""

    def insert(entry: QuestionEntry, document: Document) -> tuple[Document, int]:
        items, keys = list(document.get("items", [])), item_keys(document)
        position = keys.index(after) + 1 if after in keys else len(items)
        item_id = item.get("id") or _free_id(session, document, str(document.get("slug") or "item"))
        items.insert(position, {"id": item_id, **{k: v for k, v in item.items() if k != "id"}})
        return {**document, "items": items}, position

    return _arranged(session, author, slug, insert)


def copy_item(session: Session, author: Account, slug: str, key: str) -> Edited:
    """A copy of an exercise after it, with an id of its own."""

    def copy(entry: QuestionEntry, document: Document) -> tuple[Document, int]:
        position = _position(document, key)
        items = list(document["items"])
        made = deepcopy(items[position])
        made["id"] = _free_id(session, document, str(made.get("id") or document.get("slug") or "item"))
        items.insert(position + 1, made)
        return {**document, "items": items}, position + 1

    return _arranged(session, author, slug, copy)


def remove_item(session: Session, author: Account, slug: str, key: str) -> Edited:
    """The part to show is then the next exercise."""

    def remove(entry: QuestionEntry, document: Document) -> tuple[Document, int]:
        position = _position(document, key)
        items = [item for index, item in enumerate(document["items"]) if index != position]
        return {**document, "items": items}, min(position, len(items) - 1)

    return _arranged(session, author, slug, remove)


def place_item(session: Session, author: Account, slug: str, key: str, position: int) -> Edited:
    """Move an exercise to a position, counted from 0; beyond an end, it stays at that end."""

    def place(entry: QuestionEntry, document: Document) -> tuple[Document, int]:
        items = list(document["items"])
        item = items.pop(_position(document, key))
        target = max(0, min(position, len(items)))
        items.insert(target, item)
        return {**document, "items": items}, target

    return _arranged(session, author, slug, place)


def shift_item(session: Session, author: Account, slug: str, key: str, by: int) -> Edited:
    """Move an exercise up or down."""
    document = latest(session, find_entry(session, slug)).body
    return place_item(session, author, slug, key, _position(document, key) + by)


def send_item(session: Session, author: Account, slug: str, key: str, target: str) -> Edited:
    """Move an exercise to the end of another question. If it was published here, or its id is taken there, it gets a
    new id, because the attempts stay with the old one. Returns the other question's document.
    """
    require_instructor(author)
    with writing(session):
        source, other = _locked(session, author, slug), _locked(session, author, target)
        here, there = latest(session, source).body, latest(session, other).body
        position = _position(here, key)
        item = dict(here["items"][position])
        identity = session.get(ItemIdentity, str(item.get("id")))
        taken = {each.get("id") for each in there.get("items", [])}
        is_new_there = identity is None or identity.question_id == other.question_id
        if not item.get("id") or not is_new_there or item["id"] in taken:
            item["id"] = _free_id(session, there, target)
        rest = [each for index, each in enumerate(here["items"]) if index != position]
        _store(session, source, author, here, {**here, "items": rest})
        after = {**there, "items": [*there.get("items", []), item]}
        _store(session, other, author, there, after)
    return Edited(after, item_keys(after)[-1])


def undo(session: Session, author: Account, slug: str, key: str) -> Edited:
    """Undo the person's last step. The part to show is one that it changed. Raises NothingToUndo or ChangedSince."""
    return _turn(session, author, slug, key, undone)


def redo(session: Session, author: Account, slug: str, key: str) -> Edited:
    """Do again what the person undid last. Raises NothingToUndo or ChangedSince."""
    return _turn(session, author, slug, key, redone)


def replace_document(
    session: Session, author: Account, slug: str, document: Document, *, based_on: str | None = None
) -> Edited:
    """Replace the whole draft in one step, such as by what was typed as YAML. The question keeps its slug.

    based_on: the revision of the question that the text was opened with. Raises SavedMeanwhile if it is another one.
    """

    def replace(entry: QuestionEntry, before: Document) -> tuple[Document, int]:
        refuse_if_saved_meanwhile(session, entry, based_on)
        return {**document, "slug": entry.slug}, -1

    edited = _arranged(session, author, slug, replace)
    return Edited(edited.document, FIRST, edited.has_changed)


def _turn(
    session: Session,
    author: Account,
    slug: str,
    key: str,
    turn: Callable[[Session, QuestionEntry, Account, Document], Document],
) -> Edited:
    require_instructor(author)
    with writing(session):
        entry = _locked(session, author, slug)
        before = latest(session, entry).body
        after = turn(session, entry, author, before)
        put_draft(session, entry, author, after)
    return Edited(after, _nearest(parts_of(before), parts_of(after), key))


def _nearest(before: Parts, after: Parts, key: str) -> str:
    """The open part, unless only others changed; of those, the first; the neighbor of a part that is gone."""
    touched = [each for each in after.content if after.content[each] != before.content.get(each)]
    if touched:
        return key if key in touched else touched[0]
    if key in after.content:
        return key
    at = before.order.index(key) if key in before.order else 0
    return after.order[min(at, len(after.order) - 1)] if after.order else FIRST


def _arranged(
    session: Session,
    author: Account,
    slug: str,
    arrange: Callable[[QuestionEntry, Document], tuple[Document, int]],
) -> Edited:
    require_instructor(author)
    with writing(session):
        entry = _locked(session, author, slug)
        before = latest(session, entry).body
        after, position = arrange(entry, before)
        if after == before:
            return Edited(before, item_keys(before)[position] if position >= 0 else FIRST, False)
        _store(session, entry, author, before, after)
    return Edited(after, item_keys(after)[position] if position >= 0 else FIRST)


def _store(
    session: Session, entry: QuestionEntry, author: Account, before: Document, after: Document
) -> None:
    keep_step(session, entry, author, before, after)
    put_draft(session, entry, author, after)


def put_draft(session: Session, entry: QuestionEntry, author: Account, document: Document) -> None:
    """The draft, inside the caller's transaction; none if it is what is published."""
    note_images(session, entry, document)
    if entry.versions and entry.versions[-1].body | {"slug": entry.slug} == document:
        entry.draft = None
        return
    if entry.draft is None:
        entry.draft = QuestionDraft(body=document, author_id=author.account_id)
    else:
        entry.draft.body = document
        entry.draft.author_id = author.account_id
    entry.draft.problem_count = sum(map(len, problems_by_part(session, document).values()))
    session.flush()


def _locked(session: Session, author: Account, slug: str) -> QuestionEntry:
    entry = find_entry(session, slug)
    lock(session, entry)
    require_act(session, author, entry, Act.EDIT)
    return entry


def _position(document: Document, key: str) -> int:
    keys = item_keys(document)
    if key not in keys:
        raise ItemNotFound(item=key)
    return keys.index(key)


def _free_id(session: Session, document: Document, stem: str) -> str:
    """An id that no exercise of the draft has, and none that was ever published."""
    own = {item.get("id") for item in document.get("items", [])}
    stem = stem[:70]
    like = select(ItemIdentity.item_id).where(ItemIdentity.item_id.startswith(f"{stem}-", autoescape=True))
    taken: set[Any] = own.union(session.scalars(like))
    return next(name for number in range(1, 10_000) if (name := f"{stem}-{number}") not in taken)

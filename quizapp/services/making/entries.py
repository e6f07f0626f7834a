"""Authored entries of all rooms: reading, creating, saving, versions, and their authors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.bank.checking.validation import problems_in
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.text import Slug
from quizapp.errors import (
    N_,
    ClaimNotFound,
    Conflict,
    Invalid,
    NotFound,
    Problem,
    ScenarioNotFound,
    TopicNotFound,
)
from quizapp.models import (
    Account,
    AuthoredEntry,
    AuthoredVersion,
    ClaimEntry,
    ContentRoom,
    ScenarioEntry,
    TopicEntry,
)
from quizapp.services.question_parts import revision_of
from quizapp.services.roles import require_instructor
from simulator.paths import Document

PUBLISHED: Mapping[ContentRoom, type[TopicEntry] | type[ScenarioEntry] | type[ClaimEntry]] = {
    ContentRoom.TOPICS: TopicEntry,
    ContentRoom.SCENARIOS: ScenarioEntry,
    ContentRoom.CLAIMS: ClaimEntry,
}
NOT_FOUND: Mapping[ContentRoom, type[NotFound]] = {
    ContentRoom.TOPICS: TopicNotFound,
    ContentRoom.SCENARIOS: ScenarioNotFound,
    ContentRoom.CLAIMS: ClaimNotFound,
}
TAKEN = N_("This URL name is already in use. Choose another.")
TOPICS_IN_ORDER = "topics_in_order"  # of service facts: authors have put the topics in order
AFTER_SHIPPED = 10_000  # the position of what authors make


@dataclass(frozen=True)
class Authored:
    """An authored entry as its authors see it. author, saved_by: names; None of an account that was deleted."""

    entry_id: int
    room: ContentRoom
    slug: str
    body: Document
    latest_number: int
    author: str | None
    saved_by: str | None
    saved_at: datetime
    retired_at: datetime | None
    has_changes: bool

    @property
    def revision(self) -> str:
        return revision_of(self.body)

    @property
    def is_published(self) -> bool:
        return self.latest_number > 0 and self.retired_at is None


@dataclass(frozen=True)
class Version:
    """What was published, as a line of the history."""

    number: int
    author: str | None
    note: str
    published_at: datetime


class EntrySavedMeanwhile(Conflict):
    """Somebody saved the entry after the form was opened."""

    message = N_(
        "%(name)s saved this after you opened it. Nothing has been overwritten: what you typed is below. Save again to "
        "replace the other version."
    )


def list_entries(session: Session, author: Account, room: ContentRoom) -> list[Authored]:
    """The entries of a room, those saved last first."""
    require_instructor(author)
    query = select(AuthoredEntry).filter_by(room=room).order_by(AuthoredEntry.saved_at.desc())
    names = _names(session)
    published = _latest_bodies(session, room)
    return [_authored(entry, names, published.get(entry.entry_id)) for entry in session.scalars(query)]


def get_entry(session: Session, author: Account, room: ContentRoom, slug: str) -> Authored:
    require_instructor(author)
    entry = find_row(session, room, slug)
    version = session.get(AuthoredVersion, (entry.entry_id, entry.latest_number))
    return _authored(entry, _names(session), version.body if version else None)


def create_entry(session: Session, author: Account, room: ContentRoom, body: Document) -> str:
    """Save a new draft; its slug is in the body. Raises Invalid naming `slug`."""
    require_instructor(author)
    slug = _valid_slug(body.get("slug"))
    with writing(session):
        refuse_taken(session, room, slug)
        session.add(
            AuthoredEntry(
                room=room, slug=slug, body=body, author_id=author.account_id, saved_by_id=author.account_id
            )
        )
    return slug


def save_entry(
    session: Session,
    author: Account,
    room: ContentRoom,
    slug: str,
    body: Document,
    based_on: str | None = None,
) -> None:
    """Replace the draft. Raises EntrySavedMeanwhile if `based_on` is not its revision any more."""
    require_instructor(author)
    with writing(session):
        entry = find_row(session, room, slug, is_locked=True)
        if entry.body == body:
            return
        if based_on and revision_of(entry.body) != based_on:
            raise EntrySavedMeanwhile(name=_names(session).get(entry.saved_by_id or 0) or "–")
        entry.body = body
        entry.saved_by_id, entry.saved_at = author.account_id, now()


def delete_draft(session: Session, author: Account, room: ContentRoom, slug: str) -> None:
    """Remove an entry that was never published. Does nothing to others."""
    require_instructor(author)
    with writing(session):
        entry = find_row(session, room, slug, is_locked=True)
        if not entry.latest_number:
            session.delete(entry)


def restore_version(session: Session, author: Account, room: ContentRoom, slug: str, number: int) -> None:
    """Make what was published the draft again. Raises the error of the room if there is no such version."""
    require_instructor(author)
    with writing(session):
        entry = find_row(session, room, slug, is_locked=True)
        version = session.get(AuthoredVersion, (entry.entry_id, number))
        if version is None:
            raise NOT_FOUND[room](slug=slug)
        entry.body = version.body
        entry.saved_by_id, entry.saved_at = author.account_id, now()


def add_version(session: Session, entry: AuthoredEntry, author: Account, note: str = "") -> None:
    """What is published now, inside the caller's transaction."""
    session.flush()
    entry.latest_number += 1
    entry.retired_at = None
    session.add(
        AuthoredVersion(
            entry_id=entry.entry_id,
            number=entry.latest_number,
            body=entry.body,
            author_id=author.account_id,
            note=note.strip(),
        )
    )


def list_versions(session: Session, entry_id: int) -> list[Version]:
    """The newest first."""
    query = select(AuthoredVersion).filter_by(entry_id=entry_id).order_by(AuthoredVersion.number.desc())
    names = _names(session)
    return [
        Version(each.number, names.get(each.author_id or 0), each.note, each.published_at)
        for each in session.scalars(query)
    ]


def authors_of(session: Session, room: ContentRoom) -> dict[str, str]:
    """Who made what is published and not built in, by slug; empty names of deleted accounts."""
    account = aliased(Account)
    query = (
        select(AuthoredEntry.slug, account.display_name)
        .outerjoin(account, AuthoredEntry.author_id == account.account_id)
        .where(
            AuthoredEntry.room == room, AuthoredEntry.latest_number > 0, AuthoredEntry.retired_at.is_(None)
        )
    )
    return {slug: name or "" for slug, name in session.execute(query)}


def authored_slugs(session: Session) -> dict[ContentRoom, set[str]]:
    """What is published, and no content file may overwrite."""
    found: dict[ContentRoom, set[str]] = {room: set() for room in ContentRoom}
    query = select(AuthoredEntry.room, AuthoredEntry.slug).where(
        AuthoredEntry.latest_number > 0, AuthoredEntry.retired_at.is_(None)
    )
    for room, slug in session.execute(query):
        found[ContentRoom(room)].add(slug)
    return found


def find_row(session: Session, room: ContentRoom, slug: str, *, is_locked: bool = False) -> AuthoredEntry:
    """Raises the error of the room if there is none."""
    query = select(AuthoredEntry).filter_by(room=room, slug=slug)
    entry = session.scalar(query.with_for_update() if is_locked else query)
    if entry is None:
        raise NOT_FOUND[room](slug=slug)
    if is_locked:
        session.refresh(entry)
    return entry


def refuse_taken(session: Session, room: ContentRoom, slug: str) -> None:
    """Raises Invalid naming `slug` if a built-in or an authored entry of the room has it."""
    is_authored = session.scalar(select(AuthoredEntry.entry_id).filter_by(room=room, slug=slug)) is not None
    if is_authored or session.get(PUBLISHED[room], slug) is not None:
        raise Invalid([Problem("slug", TAKEN)])


def refuse_shipped_meanwhile(session: Session, entry: AuthoredEntry) -> None:
    """Raises Invalid naming `slug` if what is published under it is not this entry."""
    is_published = entry.latest_number and entry.retired_at is None
    if not is_published and session.get(PUBLISHED[ContentRoom(entry.room)], entry.slug) is not None:
        raise Invalid([Problem("slug", TAKEN)])


def _valid_slug(wanted: Any) -> str:
    try:
        return str(TypeAdapter(Slug).validate_python(wanted or ""))
    except ValidationError as error:
        raise Invalid(problems_in(error, prefix=["slug"])) from None


def _latest_bodies(session: Session, room: ContentRoom) -> dict[int, Document]:
    query = (
        select(AuthoredVersion.entry_id, AuthoredVersion.body)
        .join(AuthoredEntry, AuthoredEntry.entry_id == AuthoredVersion.entry_id)
        .where(AuthoredEntry.room == room, AuthoredVersion.number == AuthoredEntry.latest_number)
    )
    return dict(session.execute(query).all())


def _names(session: Session) -> dict[int, str]:
    return dict(session.execute(select(Account.account_id, Account.display_name)).all())


def _authored(entry: AuthoredEntry, names: Mapping[int, str], published: Document | None) -> Authored:
    return Authored(
        entry.entry_id,
        ContentRoom(entry.room),
        entry.slug,
        entry.body,
        entry.latest_number,
        names.get(entry.author_id or 0),
        names.get(entry.saved_by_id or 0),
        entry.saved_at,
        entry.retired_at,
        entry.body != published,
    )

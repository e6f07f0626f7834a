"""The versions of a question: their list, their texts, and going back to one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.errors import NoDraft, VersionNotFound
from quizapp.models import Account, Attempt, Origin, QuestionEntry, QuestionVersion
from quizapp.services.authoring import get_authored_question, save_draft
from quizapp.services.question_addresses import missing_question
from quizapp.services.roles import require_instructor


@dataclass(frozen=True)
class VersionListed:
    """author: the name of the account; None for what was shipped or imported, and for a deleted account. answers: how
    many attempts were asked in it. unchecked_reason: why it was published without a green check.
    """

    number: int
    published_at: datetime
    author: str | None
    origin: Origin
    note: str | None
    answers: int
    unchecked_reason: str | None = None


@dataclass(frozen=True)
class QuestionText:
    """What a question says, and the revision that a change of it is based on."""

    document: dict[str, Any]
    revision: str
    of: Literal["draft", "published"]


@dataclass(frozen=True)
class VersionText:
    """number: None for the draft."""

    number: int | None
    body: dict[str, Any]


def list_versions(session: Session, author: Account, slug: str) -> list[VersionListed]:
    """The newest first. Raises QuestionNotFound."""
    require_instructor(author)
    entry = _entry(session, slug)
    answers = (
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.question_version_id == QuestionVersion.question_version_id)
        .scalar_subquery()
    )
    query = (
        select(
            QuestionVersion.number,
            QuestionVersion.published_at,
            Account.display_name,
            QuestionVersion.origin,
            QuestionVersion.note,
            answers,
            QuestionVersion.unchecked_reason,
        )
        .outerjoin(Account, Account.account_id == QuestionVersion.author_id)
        .where(QuestionVersion.question_id == entry.question_id)
        .order_by(QuestionVersion.number.desc())
    )
    return [
        VersionListed(number, at, name, Origin(origin), note, count, reason)
        for number, at, name, origin, note, count, reason in session.execute(query)
    ]


def get_version(session: Session, author: Account, slug: str, number: int | None) -> VersionText:
    """A version, or the draft for None. Raises QuestionNotFound or VersionNotFound."""
    require_instructor(author)
    entry = _entry(session, slug)
    if number is None:
        if entry.draft is None:
            raise VersionNotFound(slug=slug, number="–")
        return VersionText(None, entry.draft.body)
    body = session.scalar(
        select(QuestionVersion.body).where(
            QuestionVersion.question_id == entry.question_id, QuestionVersion.number == number
        )
    )
    if body is None:
        raise VersionNotFound(slug=slug, number=number)
    return VersionText(number, body)


def get_text(
    session: Session, author: Account, slug: str, of: Literal["latest", "draft", "published"] = "latest"
) -> QuestionText:
    """The draft, or what is published; the latest is the draft if there is one.

    Raises QuestionNotFound, NoDraft, or VersionNotFound.
    """
    authored = get_authored_question(session, author, slug)
    if of == "draft" and not authored.has_draft:
        raise NoDraft(slug=slug)
    if authored.has_draft and of != "published":
        return QuestionText(authored.body, authored.revision, "draft")
    if not authored.has_draft:
        return QuestionText(authored.body, authored.revision, "published")
    number = authored.latest_number
    body = get_version(session, author, slug, number).body
    return QuestionText({**body, "slug": authored.slug}, f"v{number}", "published")


def restore_version(
    session: Session, author: Account, slug: str, number: int, *, based_on: str | None = None
) -> None:
    """Make a draft of an earlier version, in place of a draft that there may be. based_on: as for save_draft.

    Raises QuestionNotFound, VersionNotFound, or SavedMeanwhile.
    """
    found = get_version(session, author, slug, number)
    save_draft(session, author, slug, {**found.body, "slug": slug}, based_on=based_on)


def revision_of(session: Session, author: Account, slug: str) -> str:
    """What a change of this question is based on now."""
    return get_authored_question(session, author, slug).revision


def _entry(session: Session, slug: str) -> QuestionEntry:
    entry = session.scalar(select(QuestionEntry).filter_by(slug=slug))
    if entry is None:
        raise missing_question(session, slug)
    return entry

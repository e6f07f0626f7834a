"""Revisions of a question as its authors see it: whether somebody saved it after a form was opened.

A revision is `v3` for a published version without a draft, and the hash of its text for a draft.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock
from quizapp.db.tables import now
from quizapp.errors import N_, Conflict
from quizapp.models import Account, DraftRevision, QuestionEntry, revision_of_draft

KEPT_FOR = timedelta(days=30)
UNSAVED = "v0"


@dataclass(frozen=True)
class Saved:
    """What somebody saved: the document, who saved it (None for an import), and when."""

    revision: str
    body: dict[str, Any]
    author: str | None
    at: datetime | None


class SavedMeanwhile(Conflict):
    """Somebody saved the question after the form was opened. Carries both texts that led to it.

    base: what the form was opened with; None if it is not kept any more.
    """

    message = N_("Someone else saved this question after you opened it. Nothing has been overwritten.")

    def __init__(self, theirs: Saved, base: dict[str, Any] | None) -> None:
        super().__init__()
        self.theirs = theirs
        self.base = base


def latest(session: Session, entry: QuestionEntry) -> Saved:
    """The draft if there is one, otherwise what is published."""
    if entry.draft is not None:
        draft = entry.draft
        return Saved(
            revision_of_draft(draft.body), draft.body, _name_of(session, draft.author_id), draft.updated_at
        )
    if not entry.versions:
        return Saved(UNSAVED, {}, None, None)
    version = entry.versions[-1]
    author = _name_of(session, version.author_id)
    return Saved(f"v{version.number}", version.body, author, version.published_at)


def refuse_if_saved_meanwhile(session: Session, entry: QuestionEntry, based_on: str | None) -> None:
    """Raise SavedMeanwhile if `based_on` is not the latest revision, inside the caller's transaction."""
    lock(session, entry)
    theirs = latest(session, entry)
    if based_on is not None and theirs.revision != based_on:
        raise SavedMeanwhile(theirs, _body_of(session, entry, based_on))


def keep_revision(session: Session, entry: QuestionEntry, body: dict[str, Any]) -> None:
    """Keep what a draft is now, and forget what is too old to be the base of an open form."""
    session.merge(DraftRevision(question_id=entry.question_id, revision=revision_of_draft(body), body=body))
    session.execute(delete(DraftRevision).where(DraftRevision.saved_at < now() - KEPT_FOR))


def _name_of(session: Session, account_id: int | None) -> str | None:
    account = session.get(Account, account_id) if account_id else None
    return account.name if account else None


def _body_of(session: Session, entry: QuestionEntry, revision: str) -> dict[str, Any] | None:
    published = {f"v{version.number}": version.body for version in entry.versions}
    if revision in published:
        return published[revision]
    kept = session.get(DraftRevision, (entry.question_id, revision))
    return kept.body if kept else None

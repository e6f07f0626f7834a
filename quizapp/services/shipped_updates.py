"""Shipped versions of questions that authors have changed: offered beside their text, and taken over by nobody unasked.

A shipped version is decided on once: a merge of it becomes a draft, or it is declined. If that draft is discarded, the
shipped version is offered again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.authorship import Act
from quizapp.errors import ShippedUpdateNotFound
from quizapp.models import Account, Origin, QuestionEntry, ShippedUpdate
from quizapp.services.authoring import find_entry, get_authored_question, save_draft
from quizapp.services.question_people import require_act
from quizapp.services.roles import require_instructor
from quizapp.services.shipped_offers import ACCEPTED, DECLINED


@dataclass(frozen=True)
class UpdateOffered:
    """base: what both texts come from; empty if authors had a question of this name before it was shipped. mine: the
    draft, or what is published, in that revision.
    """

    update_id: int
    offered_at: datetime
    base: dict[str, Any]
    theirs: dict[str, Any]
    mine: dict[str, Any]
    revision: str


def get_update(session: Session, author: Account, slug: str) -> UpdateOffered:
    """What is offered for a question. Raises QuestionNotFound or ShippedUpdateNotFound."""
    authored = get_authored_question(session, author, slug)
    found = _open_update(session, slug)
    return UpdateOffered(
        found.update_id,
        found.offered_at,
        _base_of(session, slug),
        found.body,
        dict(authored.body),
        authored.revision,
    )


def accept_update(
    session: Session,
    author: Account,
    slug: str,
    update_id: int,
    document: Mapping[str, Any],
    based_on: str | None,
) -> None:
    """Save the merged document as the draft. based_on: as for save_draft. Raises ShippedUpdateNotFound, or
    SavedMeanwhile.
    """
    require_instructor(author)
    _open_update(session, slug, update_id)
    save_draft(session, author, slug, {**document, "slug": slug}, based_on=based_on)
    _decide(session, author, slug, update_id, ACCEPTED)


def decline_update(session: Session, author: Account, slug: str, update_id: int) -> None:
    """Keep the authors’ text. The next shipped version is offered again. Raises ShippedUpdateNotFound."""
    require_instructor(author)
    _decide(session, author, slug, update_id, DECLINED)


def _decide(session: Session, author: Account, slug: str, update_id: int, decision: str) -> None:
    with writing(session):
        require_act(session, author, find_entry(session, slug), Act.EDIT)
        found = _open_update(session, slug, update_id)
        found.decision, found.decided_at, found.decided_by_id = decision, now(), author.account_id


def _open_update(session: Session, slug: str, update_id: int | None = None) -> ShippedUpdate:
    query = (
        select(ShippedUpdate)
        .join(QuestionEntry, QuestionEntry.question_id == ShippedUpdate.question_id)
        .where(QuestionEntry.slug == slug, ShippedUpdate.decision.is_(None))
    )
    found = session.scalar(query.order_by(ShippedUpdate.update_id.desc()).limit(1))
    if found is None or update_id not in (None, found.update_id):
        raise ShippedUpdateNotFound(slug=slug)
    return found


def _base_of(session: Session, slug: str) -> dict[str, Any]:
    """The shipped version that was merged last, or the last one that was published as it was shipped."""
    merged = (
        select(ShippedUpdate.body)
        .join(QuestionEntry, QuestionEntry.question_id == ShippedUpdate.question_id)
        .where(QuestionEntry.slug == slug, ShippedUpdate.decision == ACCEPTED)
        .order_by(ShippedUpdate.update_id.desc())
        .limit(1)
    )
    body: dict[str, Any] | None = session.scalar(merged)
    if body is not None:
        return body
    entry = session.scalars(select(QuestionEntry).filter_by(slug=slug)).one()
    shipped = [version.body for version in entry.versions if version.origin == Origin.SHIPPED]
    return shipped[-1] if shipped else {}

"""Keep what a learner typed and has not submitted, so that it is there again in any browser of theirs."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Draft, Learner

LIFETIME = timedelta(days=90)
MOST_DRAFTS = 100  # of one learner; the oldest gives way
LONGEST_PLACE = 300
LONGEST_DRAFT = 40_000  # characters of names and values

Fields = list[list[str]]


def save_draft(session: Session, learner: Learner, place: str, fields: Fields) -> None:
    """Store the fields of a form as they are now; no fields delete the draft. Old drafts of anyone are deleted too.

    Raises Invalid if the place has no name or the fields are too long.
    """
    if not 0 < len(place) <= LONGEST_PLACE:
        raise Invalid([Problem("place", N_("This form was not found."))])
    if sum(len(name) + len(value) for name, value in fields) > LONGEST_DRAFT:
        values = {"limit": LONGEST_DRAFT}
        raise Invalid([Problem("fields", N_("A draft has at most %(limit)s characters."), values)])
    try:
        with writing(session):
            session.execute(delete(Draft).where(Draft.updated_at < now() - LIFETIME))
            draft = session.scalar(select(Draft).filter_by(learner_id=learner.learner_id, place=place))
            if draft and not fields:
                session.delete(draft)
            elif draft:
                draft.fields, draft.updated_at = fields, now()
            elif fields:
                session.add(Draft(learner_id=learner.learner_id, place=place, fields=fields))
                session.flush()
                _drop_oldest(session, learner)
    except IntegrityError:  # another tab of the same learner was faster, and will save again
        return


def find_drafts(session: Session, learner: Learner | None, places: Iterable[str]) -> dict[str, Draft]:
    """The learner's drafts at these places."""
    if learner is None:
        return {}
    query = select(Draft).where(Draft.learner_id == learner.learner_id, Draft.place.in_(list(places)))
    return {draft.place: draft for draft in session.scalars(query)}


def delete_draft(session: Session, learner: Learner, place: str) -> None:
    """What was typed there has been submitted."""
    found = select(Draft.draft_id).where(Draft.learner_id == learner.learner_id, Draft.place == place)
    if session.scalar(found) is None:
        return
    with writing(session):
        session.execute(delete(Draft).where(Draft.draft_id.in_(found)))


def _drop_oldest(session: Session, learner: Learner) -> None:
    mine = select(Draft.draft_id).where(Draft.learner_id == learner.learner_id)
    newest = session.scalars(mine.order_by(Draft.updated_at.desc(), Draft.draft_id.desc()).limit(MOST_DRAFTS))
    session.execute(
        delete(Draft).where(Draft.learner_id == learner.learner_id, Draft.draft_id.not_in(newest.all()))
    )

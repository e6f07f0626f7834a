"""Those who teach say step by step what a live session shows."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.classes.live import Action, Stage, actions_of, after
from quizapp.models import ClassRole, LiveItem, LiveSession
from quizapp.services.classes.live import get_live
from quizapp.services.classes.membership import Seat, require

FORGOTTEN_AFTER = timedelta(hours=24)  # a session that nobody has ended
LONGEST_NAME = 200  # of a run


def act(
    session: Session,
    seat: Seat,
    public_id: str,
    action: str,
    revision: int,
    refuting: str | None = None,
) -> LiveSession:
    """Go on by one step. Nothing happens if somebody else did so meanwhile, or if the step does not follow.

    revision: what was shown where it was pressed. refuting: the name of the run to show. Raises NotYourClass,
    LiveSessionNotFound.
    """
    require(seat, ClassRole.INSTRUCTOR)
    found = get_live(session, seat, public_id)
    moment = now()
    with writing(session):
        lock(session, found)
        stage = found.stage.at(moment)
        if found.revision != revision or action not in actions_of(stage, len(found.items)):
            return found
        _store(found, after(stage, Action(action), moment, found.round_seconds))
        found.refuting = refuting[:LONGEST_NAME] if refuting and action == Action.REFUTE else None
        _note(session, found, Action(action))
    return found


def end_forgotten(session: Session) -> int:
    """End the sessions that nobody has ended for a day. Returns how many."""
    query = select(LiveSession).where(
        LiveSession.ended_at.is_(None), LiveSession.created_at < now() - FORGOTTEN_AFTER
    )
    with writing(session):
        found = session.scalars(query.with_for_update()).all()
        for each in found:
            _store(each, after(each.stage, Action.END, now(), None))
            _note(session, each, Action.END)
    return len(found)


def _store(live: LiveSession, stage: Stage) -> None:
    live.phase, live.position, live.round = stage.phase.value, stage.position, stage.round
    live.closes_at = stage.closes_at
    live.revision += 1


def _note(session: Session, live: LiveSession, action: Action) -> None:
    """What follows from a step, inside its transaction."""
    if action is Action.END:
        live.ended_at = now()
    if live.position == 0:
        return
    own = LiveItem.live_session_id == live.live_session_id, LiveItem.position == live.position
    if action in (Action.ASK, Action.NEXT, Action.REVOTE):
        session.execute(update(LiveItem).where(*own).values(rounds=live.round))
    if action in (Action.REVEAL, Action.END):
        is_first = LiveItem.revealed_at.is_(None)
        session.execute(update(LiveItem).where(*own, is_first).values(revealed_at=now()))

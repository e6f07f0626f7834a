"""Live sessions of a class: make one, find it, and what it asks."""

import secrets
from dataclasses import dataclass
from random import SystemRandom

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import Drawn
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.variants import Given, VariantSigner
from quizapp.db.sessions import writing
from quizapp.domain.classes.live import MOST_SECONDS, Phase
from quizapp.domain.classes.rules import OncallWork
from quizapp.domain.exams.choosing import choose_from
from quizapp.domain.exams.rules import DrawnSet, FixedSet
from quizapp.errors import N_, Invalid, LiveSessionNotFound, NothingToAsk, Problem, VariantNotDrawn
from quizapp.models import ClassRole, LiveItem, LiveParticipant, LiveSession
from quizapp.services.classes.assignments import get_assignment, rules_of
from quizapp.services.classes.membership import CODE_SIGNS, LONGEST_TITLE, Seat, require, require_current
from quizapp.services.exams import candidates, problems_of_selection
from quizapp.services.published_bank import PublishedItem
from quizapp.services.question_bank import get_item
from quizapp.services.variants import draw_item

CODE_LENGTH = 6
MOST_LIVE_ITEMS = 30
DRAWS = 5  # of an exercise whose first variant cannot be drawn


@dataclass(frozen=True)
class AskedLive:
    """An exercise of a session with the variant of a participant, or that of the projector."""

    live_item: LiveItem
    published: PublishedItem
    drawn: Drawn
    seed: int

    @property
    def authored(self) -> AuthoredItem:
        return self.published.item


def create_live(
    session: Session,
    seat: Seat,
    title: str,
    selection: FixedSet | DrawnSet,
    *,
    is_same_for_all: bool = True,
    round_seconds: int | None = None,
) -> LiveSession:
    """A session whose exercises are drawn now. Raises NotYourClass, ClassArchived, Invalid naming the fields, and
    NothingToAsk.
    """
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    _check(session, title, selection, round_seconds)
    chosen = choose_from(selection, candidates(session), SystemRandom())[:MOST_LIVE_ITEMS]
    if not chosen:
        raise NothingToAsk
    found = [get_item(session, item_id) for item_id in chosen]
    with writing(session):
        made = LiveSession(
            public_id=secrets.token_urlsafe(9),
            class_id=seat.study_class.class_id,
            title=title.strip(),
            code=_new_code(session),
            is_same_for_all=is_same_for_all,
            round_seconds=round_seconds,
            items=[
                LiveItem(
                    position=position, item_id=each.item.id, question_version_id=each.published.version_id
                )
                for position, each in enumerate(found, start=1)
            ],
        )
        session.add(made)
    return made


def selection_of_assignment(session: Session, seat: Seat, public_id: str) -> FixedSet | DrawnSet:
    """What an assignment asks. Raises AssignmentNotFound, and Invalid naming `assignment` for cases of the on-call
    room.
    """
    work = rules_of(get_assignment(session, seat, public_id)).work
    if isinstance(work, OncallWork):
        raise Invalid([Problem("assignment", N_("This assignment has cases, and no exercises."))])
    return work.selection


def list_live(session: Session, seat: Seat) -> list[LiveSession]:
    """The sessions of the class, the last one first."""
    query = select(LiveSession).filter_by(class_id=seat.study_class.class_id)
    return list(session.scalars(query.order_by(LiveSession.live_session_id.desc())))


def get_live(session: Session, seat: Seat, public_id: str) -> LiveSession:
    """As those who teach see it. Raises NotYourClass, LiveSessionNotFound."""
    require(seat, ClassRole.ASSISTANT)
    found = session.scalar(
        select(LiveSession).filter_by(class_id=seat.study_class.class_id, public_id=public_id)
    )
    if found is None:
        raise LiveSessionNotFound
    return found


def get_live_by_code(session: Session, code: str) -> LiveSession:
    """However the code was typed. Raises LiveSessionNotFound."""
    plain = "".join(sign for sign in code.upper() if sign in CODE_SIGNS)
    found = session.scalar(select(LiveSession).filter_by(code=plain)) if plain else None
    if found is None:
        raise LiveSessionNotFound
    return found


def find_running(session: Session, seat: Seat) -> LiveSession | None:
    """The session of the class that has not ended, if there is one."""
    query = select(LiveSession).filter_by(class_id=seat.study_class.class_id, ended_at=None)
    return session.scalar(query.order_by(LiveSession.live_session_id.desc()).limit(1))


def current_item(live: LiveSession) -> LiveItem | None:
    """The exercise that is asked or shown; None before the first and after the end."""
    if live.position == 0 or live.phase == Phase.ENDED:
        return None
    return next(each for each in live.items if each.position == live.position)


def count_participants(session: Session, live: LiveSession) -> int:
    query = select(func.count()).select_from(LiveParticipant)
    return session.scalar(query.filter_by(live_session_id=live.live_session_id)) or 0


def asked_live(
    session: Session, signer: VariantSigner, live_item: LiveItem, participant: LiveParticipant | None = None
) -> AskedLive:
    """The variant of a participant: that of the projector if it is the same for all. Raises VariantNotDrawn."""
    version = live_item.question_version.number
    found = get_item(session, live_item.item_id, version)
    live = live_item.session
    number = 0 if participant is None or live.is_same_for_all else participant.participant_id
    for attempt in range(DRAWS):
        serial = f"{live_item.position}.{number}.{attempt}"
        seed = signer.variant(Given(found.item.id, f"l{live.public_id}", version, serial)).seed
        try:
            return AskedLive(live_item, found, draw_item(found.item, seed), seed)
        except VariantNotDrawn:
            if attempt == DRAWS - 1:
                raise
    raise AssertionError("unreachable")


def _check(session: Session, title: str, selection: FixedSet | DrawnSet, round_seconds: int | None) -> None:
    problems = problems_of_selection(session, selection)
    if not title.strip():
        problems.append(Problem("title", N_("Give the live session a title.")))
    elif len(title.strip()) > LONGEST_TITLE:
        values = {"limit": LONGEST_TITLE}
        problems.append(Problem("title", N_("The title has at most %(limit)s characters."), values))
    if round_seconds is not None and not 5 <= round_seconds <= MOST_SECONDS:
        values = {"most": MOST_SECONDS}
        problems.append(Problem("round_seconds", N_("A round takes 5 to %(most)s seconds."), values))
    if problems:
        raise Invalid(problems)


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if session.scalar(select(LiveSession.live_session_id).filter_by(code=code)) is None:
            return code

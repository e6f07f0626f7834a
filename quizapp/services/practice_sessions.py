"""Practice sessions: begin one, find it again anywhere, and know which exercise is next.

An exercise of a session is answered once there is an attempt at the variant that was drawn for it, however that came.
"""

import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.due import SECONDS_PER_MINUTE
from quizapp.errors import Invalid, PracticeSessionNotFound
from quizapp.models import Attempt, Learner, PracticeSession, SessionItem
from quizapp.services.concepts import concept_of
from quizapp.services.pace import pace_of
from quizapp.services.practice_sets import Chosen, PracticeFilters, choose_items
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.services.reviews import ReviewVariant, draw_fresh_variant
from quizapp.services.variants import VariantSource, draw_item

LATEST_LOOKED_AT = 5  # sessions, for one that has an open exercise
ITEMS_ADDED_AT_MOST = 200


@dataclass(frozen=True)
class SessionEntry:
    """An exercise of a session. attempt: the answer to it; first_score: at the first try."""

    position: int
    found: PublishedItem
    is_review: bool
    seconds: float
    attempt: Attempt | None = None

    @property
    def is_open(self) -> bool:
        """Also while it waits for a second try."""
        return self.attempt is None or self.attempt.open_hint is not None

    @property
    def score(self) -> float | None:
        return None if self.attempt is None or self.is_open else self.attempt.score


@dataclass(frozen=True)
class OpenSession:
    """A session as its learner finds it. current: the exercise to go on with; None if all are answered."""

    session: PracticeSession
    filters: PracticeFilters
    entries: tuple[SessionEntry, ...]

    @property
    def current(self) -> SessionEntry | None:
        """The next open one after the last answer, or else the first open one."""
        answered = [entry for entry in self.entries if entry.attempt is not None]
        latest = max(answered, key=_number_of_attempt, default=None)
        if latest and latest.is_open:
            return latest
        return self.next_after(latest.position if latest else 0)

    @property
    def answered_count(self) -> int:
        return sum(not entry.is_open for entry in self.entries)

    @property
    def minutes_left(self) -> int:
        seconds = sum(entry.seconds for entry in self.entries if entry.is_open)
        return math.ceil(seconds / SECONDS_PER_MINUTE)

    @property
    def is_over(self) -> bool:
        return self.session.finished_at is not None or all(not entry.is_open for entry in self.entries)

    def next_after(self, position: int) -> SessionEntry | None:
        """The next open exercise, from the first again after the last."""
        still = [entry for entry in self.entries if entry.is_open and entry.position != position]
        return min(still, key=lambda entry: (entry.position < position, entry.position), default=None)

    def entry(self, position: int) -> SessionEntry:
        """Raises PracticeSessionNotFound if there is no such exercise."""
        for entry in self.entries:
            if entry.position == position:
                return entry
        raise PracticeSessionNotFound


def start_session(
    session: Session, learner: Learner, filters: PracticeFilters | None = None
) -> PracticeSession:
    """A new session. Raises Invalid if nothing fits the filters."""
    filters = filters or PracticeFilters()
    chosen = choose_items(session, learner, filters)
    with writing(session):
        started = session_of(learner, filters, chosen)
        session.add(started)
    return started


def session_of(learner: Learner, filters: PracticeFilters, chosen: Iterable[Chosen]) -> PracticeSession:
    """A session of these exercises, which the caller stores."""
    started = PracticeSession(
        public_id=secrets.token_urlsafe(9), learner_id=learner.learner_id, filters=filters.to_json()
    )
    started.items = [_item(position, each) for position, each in enumerate(chosen, start=1)]
    return started


def get_session(session: Session, learner: Learner | None, public_id: str) -> OpenSession:
    """Raises PracticeSessionNotFound, also for another learner's."""
    return _opened(session, learner, _own(session, learner, public_id))


def find_open_session(session: Session, learner: Learner | None) -> OpenSession | None:
    """The session with the last answer, if an exercise of it is open."""
    for opened in list_sessions(session, learner, LATEST_LOOKED_AT, only_open=True):
        if opened.current is not None:
            return opened
    return None


def list_sessions(
    session: Session, learner: Learner | None, limit: int = 20, only_open: bool = False
) -> list[OpenSession]:
    """The last one first."""
    if learner is None:
        return []
    query = select(PracticeSession).filter_by(learner_id=learner.learner_id)
    if only_open:
        query = query.where(PracticeSession.finished_at.is_(None))
    query = query.order_by(
        PracticeSession.touched_at.desc(), PracticeSession.practice_session_id.desc()
    ).limit(limit)
    return [_opened(session, learner, found) for found in session.scalars(query).all()]


def variant_of_item(
    session: Session, learner: Learner, public_id: str, position: int, source: VariantSource
) -> ReviewVariant:
    """The variant of an exercise that is not answered, drawn when it is first shown and the same from then on.

    A new one is drawn if the question has changed, or if the variant cannot be answered any more.
    """
    stored = _item_of(_own(session, learner, public_id), position)
    if kept := _kept_variant(session, stored, source):
        return kept
    bank = published_bank(session)
    item_ids: tuple[str, ...] = (stored.item_id,)
    if stored.is_review:
        item_ids = bank.concepts[concept_of(bank.items[stored.item_id].item)].item_ids
    drawn = draw_fresh_variant(session, learner, item_ids, source)
    before = stored.variant_name
    with writing(session):
        lock(session, stored)
        if stored.variant_name == before:
            stored.variant_name, stored.item_id = drawn.variant.name, drawn.published.item.id
    return _kept_variant(session, stored, source) or drawn


def touch_session(session: Session, learner: Learner, public_id: str) -> OpenSession:
    """An exercise was answered; after the last one, the session is finished."""
    with writing(session):
        stored = _own(session, learner, public_id)
        stored.touched_at = now()
        opened = _opened(session, learner, stored)
        if opened.current is None:
            stored.finished_at = stored.finished_at or stored.touched_at
    return opened


def add_again(session: Session, learner: Learner, public_id: str, position: int) -> int:
    """Put an answered exercise at the end of the session once more. Returns its new position."""
    with writing(session):
        stored = _own(session, learner, public_id)
        session.refresh(stored, ["items"])
        repeated = _item_of(stored, position)
        last = max(each.position for each in stored.items)
        if len(stored.items) >= ITEMS_ADDED_AT_MOST:
            return last
        stored.items.append(_item(last + 1, Chosen(repeated.item_id, repeated.is_review)))
        stored.finished_at = None
        stored.touched_at = now()
    return last + 1


def finish_session(session: Session, learner: Learner, public_id: str) -> OpenSession:
    """End it; what is not answered stays so."""
    with writing(session):
        stored = _own(session, learner, public_id)
        stored.finished_at = stored.finished_at or now()
    return _opened(session, learner, stored)


def _opened(session: Session, learner: Learner | None, stored: PracticeSession) -> OpenSession:
    names = [each.variant_name for each in stored.items if each.variant_name]
    query = select(Attempt).where(Attempt.variant_name.in_(names), Attempt.learner_id == stored.learner_id)
    attempts = {attempt.variant_name: attempt for attempt in session.scalars(query)} if names else {}
    items, pace = published_bank(session).items, pace_of(session, learner)
    entries = tuple(
        SessionEntry(
            each.position,
            items[each.item_id],
            each.is_review,
            pace.seconds(items[each.item_id].item),
            attempts.get(each.variant_name),
        )
        for each in stored.items
        if each.item_id in items  # still published
    )
    return OpenSession(stored, PracticeFilters.from_json(stored.filters), entries)


def _kept_variant(session: Session, stored: SessionItem, source: VariantSource) -> ReviewVariant | None:
    found = published_bank(session).items.get(stored.item_id)
    if stored.variant_name is None or found is None:
        return None
    try:
        variant = source.read(stored.item_id, stored.variant_name)
    except Invalid:  # expired, or given to this learner under another name
        return None
    if variant.version_number != found.published.version_number:
        return None
    return ReviewVariant(found, draw_item(found.item, variant.seed), variant)


def _own(session: Session, learner: Learner | None, public_id: str) -> PracticeSession:
    found = session.scalar(select(PracticeSession).filter_by(public_id=public_id))
    if found is None or learner is None or found.learner_id != learner.learner_id:
        raise PracticeSessionNotFound
    return found


def _item(position: int, chosen: Chosen) -> SessionItem:
    return SessionItem(position=position, item_id=chosen.item_id, is_review=chosen.is_review)


def _item_of(stored: PracticeSession, position: int) -> SessionItem:
    for each in stored.items:
        if each.position == position:
            return each
    raise PracticeSessionNotFound


def _number_of_attempt(entry: SessionEntry) -> int:
    return entry.attempt.attempt_id if entry.attempt else 0

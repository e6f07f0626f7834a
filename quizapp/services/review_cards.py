"""The review cards of a learner, as they are now.

They are kept in this process, and only those that have changed since are read again: each change of a card gives it
the next number of its learner, in the same transaction.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, object_session

from quizapp.domain.scheduling.cards import Card, Concept, ConceptKind
from quizapp.domain.scheduling.due import cards_reviewed_on
from quizapp.domain.scheduling.memory import Memory
from quizapp.domain.scheduling.readiness import Memories
from quizapp.models import Learner, ReviewCard
from quizapp.services.concepts import CAUSE_CONCEPTS
from quizapp.services.pace import Pace, pace_of
from quizapp.services.published_bank import PublishedBank, published_bank

LEARNERS_KEPT = 64  # in each process
Made = TypeVar("Made")
_COLUMNS = [
    ReviewCard.__table__.c[name]
    for name in (
        "card_id",
        "concept_kind",
        "concept",
        "stability",
        "difficulty",
        "reviewed_on",
        "due_on",
        "review_count",
        "lapse_count",
        "seconds",
    )
]


@dataclass(frozen=True)
class LearnerCards:
    """The cards of a learner that the published bank or the on-call room still asks about, with the number of each.

    pace: how long what has no card yet, and cards without enough reviews of their own, take this learner.
    """

    cards: tuple[Card, ...]
    numbers: dict[Concept, int]
    pace: Pace = field(default_factory=lambda: Pace({}))

    @cached_property
    def memories(self) -> Memories:
        return Memories.of(self.cards)

    @cached_property
    def places_by_topic(self) -> dict[str, NDArray[np.int64]]:
        found: dict[str, list[int]] = {}
        for place, card in enumerate(self.cards):
            found.setdefault(card.topic, []).append(place)
        return {topic: np.array(places, dtype=np.int64) for topic, places in found.items()}

    def memories_of_topic(self, topic: str) -> Memories:
        return self.memories.some(self.places_by_topic.get(topic, np.array([], dtype=np.int64)))

    @cached_property
    def most_forgotten_first(self) -> list[Card]:
        """Those that were forgotten before."""
        lapsed = (card for card in self.cards if card.memory.lapse_count)
        return sorted(
            lapsed, key=lambda card: (-card.memory.lapse_count, card.memory.stability, card.concept)
        )

    @cached_property
    def _by_day(self) -> "dict[date, CardsOfDay]":
        return {}

    def on(self, day: date) -> "CardsOfDay":
        """The cards as they are on a day, kept for the last one asked for."""
        found = self._by_day.get(day)
        if found is None:
            found = CardsOfDay(
                reviewed=cards_reviewed_on(self.cards, day),
                others=tuple(card for card in self._most_urgent_first(day) if card.memory.day < day),
                next_due_on=min(
                    (card.memory.due for card in self.cards if card.memory.due > day), default=None
                ),
            )
            self._by_day.clear()
            self._by_day[day] = found
        return found

    def _most_urgent_first(self, day: date) -> list[Card]:
        """Those that are closest to being forgotten first: recall falls with the time over stability."""
        order = np.argsort(-self.memories.elapsed(day) / self.memories.stability, kind="stable")
        return [self.cards[place] for place in order.tolist()]


@dataclass(frozen=True)
class CardsOfDay:
    """others: those not reviewed on this day, the most urgent first. next_due_on: after this day."""

    reviewed: frozenset[Concept]
    others: tuple[Card, ...]
    next_due_on: date | None
    _worked_out: dict[str, tuple[Any, Any]] = field(default_factory=dict, compare=False)

    def work_out(self, name: str, key: object, make: Callable[[], Made]) -> Made:
        """What follows from these cards and the key alone, made once until the key is another one."""
        found = self._worked_out.get(name)
        if found is None or found[0] != key:
            found = self._worked_out[name] = key, make()
        made: Made = found[1]
        return made


@dataclass(frozen=True)
class _Kept:
    """at_pace: the numbers of the cards whose time is that of the pace, not that of their own reviews."""

    version: int
    bank: PublishedBank
    by_number: dict[int, Card]
    at_pace: set[int]
    listed: LearnerCards


_NONE = LearnerCards((), {})
_VERSION = select(Learner.__table__.c.card_version).where(
    Learner.__table__.c.learner_id == bindparam("learner")
)
_kept: OrderedDict[Any, _Kept] = OrderedDict()
_lock = Lock()


def list_cards(session: Session, learner: Learner | None) -> LearnerCards:
    """In the order in which they were made. Not for a transaction that has changed cards itself."""
    if learner is None:
        return _NONE
    bank, key = published_bank(session), (session.get_bind(), learner.learner_id)
    version = session.connection().scalar(_VERSION, {"learner": learner.learner_id}) or 0
    with _lock:
        kept = _kept.get(key)
    if kept is not None and (kept.bank is not bank or kept.version > version):
        kept = None
    if kept is None or kept.version < version:
        kept = _read(session, learner, bank, version, kept)
        with _lock:
            _kept[key] = kept
            _kept.move_to_end(key)
            if len(_kept) > LEARNERS_KEPT:
                _kept.popitem(last=False)
    return kept.listed


def note_change(card: ReviewCard) -> None:
    """Give the card the next number of its learner. Locks the learner until the transaction ends."""
    session = object_session(card)
    assert session is not None
    mine = Learner.learner_id == card.learner_id
    session.execute(update(Learner).where(mine).values(card_version=Learner.card_version + 1))
    card.version = session.scalars(select(Learner.card_version).where(mine)).one()


def concept_kind(stored: str) -> ConceptKind:
    return cast(ConceptKind, stored)


def _read(
    session: Session, learner: Learner, bank: PublishedBank, version: int, before: _Kept | None
) -> _Kept:
    query = select(*_COLUMNS).where(ReviewCard.learner_id == learner.learner_id)
    if before is not None:
        query = query.where(ReviewCard.version > before.version)
    by_number = dict(before.by_number) if before else {}
    at_pace = set(before.at_pace) if before else set()
    known, pace = bank.concepts | CAUSE_CONCEPTS, pace_of(session, learner)
    if before is not None and pace != before.listed.pace:
        for number in at_pace:
            card = by_number[number]
            by_number[number] = replace(card, seconds=pace.seconds_of(known[card.concept], bank))
    rows = session.connection().execute(query.order_by(ReviewCard.card_id)).fetchall()
    for number, kind, slug, stability, difficulty, day, due, count, lapses, seconds in rows:
        concept = Concept(concept_kind(kind), slug)
        published = known.get(concept)
        at_pace.discard(number)
        if published is None or stability is None:  # no longer published, or all its reviews were undone
            by_number.pop(number, None)
            continue
        memory = Memory(stability, difficulty, day, due, count, lapses)
        if not seconds:
            at_pace.add(number)
            seconds = pace.seconds_of(published, bank)
        by_number[number] = Card(concept, memory, published.topic, seconds, published.siblings)
    numbered = sorted(by_number.items(), key=lambda each: each[0])
    listed = LearnerCards(
        tuple(card for _, card in numbered), {card.concept: number for number, card in numbered}, pace
    )
    return _Kept(version, bank, by_number, at_pace, listed)

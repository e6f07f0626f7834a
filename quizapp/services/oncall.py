"""The on-call room: taking a case, measuring, and what a learner sees. The cause stays hidden until the answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import SystemRandom

import numpy as np
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import lock, writing
from quizapp.domain.experiments.remedies import Remedy
from quizapp.domain.oncall.board import GIVEN, STATES, marked
from quizapp.domain.oncall.cases import Case, CaseName, draw_case, fixes_for
from quizapp.domain.oncall.catalog import Catalog
from quizapp.domain.oncall.causes import Cause, suspects_of
from quizapp.domain.oncall.evidence import Evidence
from quizapp.domain.oncall.families import FAMILIES, Family, Story
from quizapp.domain.oncall.grading import works
from quizapp.domain.oncall.measurements import (
    BUDGET_MINUTES,
    MEASUREMENTS,
    PROOF_MINUTES,
    Measurement,
    measurements_for,
)
from quizapp.errors import N_, BudgetTooShort, CaseAnswered, CaseNotFound, Invalid, NoCases, Problem
from quizapp.models import Learner, OncallCase, OncallMeasurement

SEED_BITS = 30
MOST_SEEN = 400  # cases of a learner, of which none is drawn again while there are others

_random = SystemRandom()


@dataclass(frozen=True)
class Taken:
    """A measurement that was paid for, with its tag on the board."""

    tag: str
    measurement: Measurement
    minutes: int
    evidence: Evidence


@dataclass(frozen=True)
class Room:
    """A case as its learner sees it. Only a page of the result may look at `hidden`."""

    row: OncallCase

    @cached_property
    def hidden(self) -> Case:
        return draw_case(CaseName(self.row.cause, self.row.family, self.row.number))

    @property
    def family(self) -> Family:
        return FAMILIES[self.row.family]

    @property
    def story(self) -> Story:
        return self.family.stories[self.row.seed % len(self.family.stories)]

    @property
    def clock(self) -> str:
        """The time of the alarm, between one and half past five at night."""
        minute = 60 + self.row.proof_seed % 270
        return f"{minute // 60:02d}:{minute % 60:02d}"

    @property
    def sizes(self) -> Mapping[str, object]:
        return self.hidden.sizes

    @property
    def suspects(self) -> list[Cause]:
        return suspects_of(self.row.family)

    @property
    def fixes(self) -> list[Remedy]:
        return fixes_for(self.family)

    @property
    def offered(self) -> list[Measurement]:
        return measurements_for(self.family)

    @cached_property
    def taken(self) -> list[Taken]:
        return [
            Taken(
                f"E{row.position}",
                MEASUREMENTS[row.code],
                row.minutes,
                Evidence.model_validate(row.evidence),
            )
            for row in self.row.measurements
        ]

    @property
    def tags(self) -> dict[str, str]:
        """By measurement, the tag of its evidence; that which comes with the page first."""
        return {GIVEN: "E1", **{each.measurement.code: each.tag for each in self.taken}}

    @property
    def spent(self) -> int:
        return sum(row.minutes for row in self.row.measurements)

    @property
    def left(self) -> int:
        return BUDGET_MINUTES - self.spent

    @property
    def eats_proof(self) -> bool:
        """Whether the minutes that are kept for the proof were spent on measurements."""
        return self.left < PROOF_MINUTES

    @property
    def is_answered(self) -> bool:
        return self.row.answered_at is not None

    @property
    def is_solved(self) -> bool | None:
        """None before the proof has run."""
        if self.row.settled_at is None:
            return None
        return self.row.named_cause == self.row.cause and works(self.row.learned or 0)


def take_case(session: Session, learner: Learner, catalog: Catalog, cause: str | None = None) -> Room:
    """The learner's open case, or a new one: of a cause to review, or of any. Raises NoCases."""
    with writing(session):
        return Room(_open_case(session, learner) or draw_new_case(session, learner, catalog, cause))


def draw_new_case(
    session: Session, learner: Learner, catalog: Catalog, cause: str | None = None
) -> OncallCase:
    """Inside the caller’s transaction: a case that the learner has not had, as long as there is one. Raises NoCases."""
    if not catalog.cases:
        raise NoCases
    query = select(OncallCase.cause, OncallCase.family, OncallCase.number)
    mine = query.where(OncallCase.learner_id == learner.learner_id)
    seen = session.execute(mine.order_by(OncallCase.case_id.desc()).limit(MOST_SEEN))
    name = catalog.draw(_random, [CaseName(*each) for each in seen], cause)
    row = OncallCase(
        public_id=secrets.token_urlsafe(12),
        learner_id=learner.learner_id,
        cause=name.cause,
        family=name.family,
        number=name.number,
        seed=_random.getrandbits(SEED_BITS),
        proof_seed=_random.getrandbits(SEED_BITS),
        board={},
    )
    session.add(row)
    return row


def find_open_case(session: Session, learner: Learner | None) -> Room | None:
    row = _open_case(session, learner) if learner else None
    return Room(row) if row else None


def get_room(session: Session, learner: Learner | None, public_id: str) -> Room:
    """The learner's own case. Raises CaseNotFound, also for another learner's."""
    return Room(own_case(session, learner, public_id))


def list_rooms(session: Session, learner: Learner | None, limit: int = 100) -> list[Room]:
    """The learner's cases, newest first."""
    if learner is None:
        return []
    query = select(OncallCase).filter_by(learner_id=learner.learner_id).order_by(OncallCase.case_id.desc())
    return [Room(row) for row in session.scalars(query.limit(limit))]


def measure(session: Session, learner: Learner | None, public_id: str, code: str) -> Room:
    """Take a measurement and pay for it. Taken again, it costs nothing and shows the same.

    Raises CaseNotFound, CaseAnswered, Invalid for an unknown measurement, and BudgetTooShort.
    """
    room = get_room(session, learner, public_id)
    measurement = next((each for each in room.offered if each.code == code), None)
    if measurement is None:
        raise Invalid([Problem("measurement", N_("This network has no such measurement."))])
    if code in room.tags:
        return room
    _check_open(room, measurement)
    evidence = take(room, measurement)
    try:
        with writing(session):
            lock(session, room.row)
            room = Room(room.row)
            if code not in room.tags:
                _check_open(room, measurement)
                room.row.measurements.append(
                    OncallMeasurement(
                        code=code,
                        position=len(room.row.measurements) + 2,
                        minutes=measurement.minutes,
                        evidence=evidence.model_dump(mode="json"),
                    )
                )
    except IntegrityError:  # the same measurement was taken in another tab at the same time
        session.refresh(room.row)
    return Room(room.row)


def take(room: Room, measurement: Measurement) -> Evidence:
    """Compute a measurement on the hidden network with the seed of the case."""
    with np.errstate(all="ignore"):
        return measurement.take(hidden_network(room))


def hidden_network(room: Room) -> simulator.Experiment:
    return room.hidden.planted.model_copy(update={"seed": room.row.seed})


def mark_board(
    session: Session,
    learner: Learner | None,
    public_id: str,
    suspect: str,
    measurement: str,
    state: str | None,
) -> Room:
    """Mark a cell of the evidence board; None clears it. Raises CaseNotFound, and Invalid for what is not on it."""
    room = get_room(session, learner, public_id)
    problems = []
    if suspect not in {cause.slug for cause in room.suspects}:
        problems.append(Problem("suspect", N_("This suspect is not on the board.")))
    if measurement not in room.tags:
        problems.append(Problem("measurement", N_("This measurement has not been taken.")))
    if state is not None and state not in STATES:
        problems.append(Problem("state", N_("Choose one of %(expected)s."), {"expected": ", ".join(STATES)}))
    if problems:
        raise Invalid(problems)
    with writing(session):
        lock(session, room.row)
        room.row.board = marked(room.row.board, suspect, measurement, state)
    return Room(room.row)


def pin_evidence(session: Session, learner: Learner | None, public_id: str, code: str | None) -> Room:
    """Show this evidence large and first; None for none. Raises CaseNotFound, and Invalid for what was not measured."""
    room = get_room(session, learner, public_id)
    if code is not None and code not in room.tags:
        raise Invalid([Problem("measurement", N_("This measurement has not been taken."))])
    with writing(session):
        room.row.pinned = code
    return Room(room.row)


def toggle_pin(session: Session, learner: Learner | None, public_id: str, code: str) -> Room:
    """Pin this evidence, or no longer, if it was."""
    is_pinned = get_room(session, learner, public_id).row.pinned == code
    return pin_evidence(session, learner, public_id, None if is_pinned else code)


def own_case(session: Session, learner: Learner | None, public_id: str) -> OncallCase:
    row = session.scalar(select(OncallCase).filter_by(public_id=public_id))
    if row is None or learner is None or row.learner_id != learner.learner_id:
        raise CaseNotFound
    return row


def _open_case(session: Session, learner: Learner) -> OncallCase | None:
    query = select(OncallCase).filter_by(learner_id=learner.learner_id, answered_at=None)
    return session.scalar(query.order_by(OncallCase.case_id.desc()).limit(1))


def _check_open(room: Room, measurement: Measurement) -> None:
    if room.is_answered:
        raise CaseAnswered
    if measurement.minutes > room.left:
        raise BudgetTooShort(minutes=measurement.minutes, left=room.left)

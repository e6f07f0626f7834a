"""The end of an on-call case: the answer, its proof on twenty held-out seeds, and what measuring could have told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.experiments.remedies import Remedy
from quizapp.domain.oncall.cases import find_fix
from quizapp.domain.oncall.causes import CAUSES, Cause
from quizapp.domain.oncall.diagnosis import RULED, diagnose, judge, shortest
from quizapp.domain.oncall.evidence import Evidence
from quizapp.domain.oncall.grading import SEEDS, Grade, learned, on_seeds
from quizapp.domain.oncall.measurements import MEASUREMENTS
from quizapp.errors import N_, CaseAnswered, CaseOpen, Invalid, Problem
from quizapp.models import Learner, OncallCase, Run, RunStatus
from quizapp.services.admission import RunLimits
from quizapp.services.oncall import Room, get_room, hidden_network, take
from quizapp.services.oncall_reviews import rating_of
from quizapp.services.review_log import record_case
from quizapp.services.runner import Runner
from quizapp.services.surveys import find_survey, list_outcomes, request_survey

CONFIDENCES = (50, 70, 90, 99)  # percent


@dataclass(frozen=True)
class Result:
    """What an answered case has come to. survey: the run of the proof; None if the learner gave up, or if it is gone.
    outcomes: of the twenty seeds, as far as known.
    """

    room: Room
    survey: Run | None
    outcomes: Mapping[int, simulator.Outcome]

    @property
    def cause(self) -> Cause:
        return self.room.hidden.cause

    @property
    def named_fix(self) -> Remedy | None:
        code = self.room.row.named_fix
        return find_fix(self.room.family, code) if code else None

    @property
    def is_settled(self) -> bool:
        return self.room.row.settled_at is not None

    @property
    def grade(self) -> Grade:
        return grade_of(self.room)

    @cached_property
    def told(self) -> Mapping[str, Any]:
        return self.room.row.told or {}


def grade_of(room: Room) -> Grade:
    return Grade(room.row.named_cause == room.row.cause, room.row.learned or 0, room.eats_proof)


def answer_case(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    learner: Learner,
    public_id: str,
    cause: str,
    fix: str,
    confidence: int | None = None,
    requester: str | None = None,
) -> Result:
    """Name the cause and one fix, and request the proof. The same answer again changes nothing.

    Raises CaseNotFound, CaseAnswered for another answer, Invalid, and the errors of `request_run`.
    """
    room = get_room(session, learner, public_id)
    problems = []
    if cause not in {each.slug for each in room.suspects}:
        problems.append(Problem("cause", N_("Name the cause.")))
    if find_fix(room.family, fix) is None:
        problems.append(Problem("fix", N_("Name one fix.")))
    if confidence is not None and confidence not in CONFIDENCES:
        problems.append(Problem("confidence", N_("Choose 50, 70, 90, or 99.")))
    if problems:
        raise Invalid(problems)
    if room.is_answered:
        if (room.row.named_cause, room.row.named_fix) != (cause, fix):
            raise CaseAnswered
        if room.row.settled_at is None:
            request_proof(session, runner, limits, learner, public_id, requester)
        return get_result(session, learner, public_id)
    with writing(session):
        lock(session, room.row)
        if room.row.answered_at is None:
            room.row.named_cause, room.row.named_fix = cause, fix
            room.row.confidence, room.row.answered_at = confidence, now()
    request_proof(session, runner, limits, learner, public_id, requester)
    return get_result(session, learner, public_id)


def request_proof(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    learner: Learner,
    public_id: str,
    requester: str | None = None,
) -> None:
    """Test the fix on the twenty held-out seeds, again if the run failed or is gone. Raises CaseOpen, and the errors of
    `request_run`.
    """
    room = get_room(session, learner, public_id)
    experiments = _proof(room)
    if room.row.settled_at is not None:
        return
    run = request_survey(session, runner, limits, experiments, learner, requester)
    with writing(session):
        room.row.run_id = run.run_id


def give_up(session: Session, learner: Learner, public_id: str) -> Result:
    """Close the case without an answer, and show its cause."""
    room = get_room(session, learner, public_id)
    with writing(session):
        lock(session, room.row)
        if room.row.answered_at is None:
            room.row.answered_at = now()
    return get_result(session, learner, public_id)


def get_result(session: Session, learner: Learner | None, public_id: str) -> Result:
    """The result as far as it is known; it is settled once all outcomes are. Raises CaseOpen before the answer."""
    room = get_room(session, learner, public_id)
    if not room.is_answered:
        raise CaseOpen
    has_answer = room.row.named_fix is not None
    survey = find_survey(session, _proof(room)) if has_answer else None
    outcomes = list_outcomes(session, survey) if survey else {}
    is_over = not has_answer or (
        survey is not None and survey.status is RunStatus.FINISHED and len(outcomes) == SEEDS
    )
    if room.row.settled_at is None and is_over:
        assert learner is not None
        _settle(session, learner, room, learned(list(outcomes.values())) if has_answer else None)
    return Result(room, survey, outcomes)


def count_by_cause(session: Session, learner: Learner | None) -> dict[str, tuple[int, int]]:
    """By cause, how many cases of it the learner solved, and how many are settled."""
    if learner is None:
        return {}
    solved = (OncallCase.named_cause == OncallCase.cause) & (OncallCase.learned >= Grade.WORKS_FROM)
    query = (
        select(OncallCase.cause, func.count(), func.count().filter(solved))
        .where(OncallCase.learner_id == learner.learner_id, OncallCase.settled_at.is_not(None))
        .group_by(OncallCase.cause)
    )
    found = {cause: (right, count) for cause, count, right in session.execute(query)}
    return {slug: found[slug] for slug in CAUSES if slug in found}


def adopt_cases(session: Session, guest_id: UUID, learner_id: UUID) -> None:
    """Move a guest's cases to a learner, inside the caller's transaction."""
    session.execute(update(OncallCase).where(OncallCase.learner_id == guest_id).values(learner_id=learner_id))


def _proof(room: Room) -> list[simulator.Experiment]:
    fix = find_fix(room.family, room.row.named_fix or "")
    if fix is None:
        raise CaseOpen
    return on_seeds(room.hidden.fixed_by(fix), room.row.proof_seed)


def _settle(session: Session, learner: Learner, room: Room, count: int | None) -> None:
    """Store the grade, and what measuring would have told; the case is then a review of its cause."""
    told = _told(room)
    with writing(session):
        lock(session, room.row)
        if room.row.settled_at is None:
            room.row.learned, room.row.told, room.row.settled_at = count, told, now()
            record_case(session, learner, room.row, rating_of(grade_of(room)))


def _told(room: Room) -> dict[str, Any]:
    """What each measurement says about each suspect, the diagnosis by rules, and the shortest one afterward."""
    known: dict[str, Evidence] = {each.measurement.code: each.evidence for each in room.taken}

    def measured(code: str) -> Evidence:
        if code not in known:
            known[code] = take(room, MEASUREMENTS[code])
        return known[code]

    offered = [each.code for each in room.offered if each.code in RULED]
    evidence = {code: measured(code) for code in offered}
    by_rules = diagnose(room.family, measured)
    best = shortest(room.family, evidence, room.row.cause)
    return {
        "by_rules": {"measured": list(by_rules.measured), "cause": by_rules.cause},
        "shortest": list(best.measured) if best else None,
        "evidence": {
            code: {"variant": each.variant, "facts": each.facts, "judgments": judge(each, room.family)}
            for code, each in evidence.items()
        },
    }


def original_network(room: Room) -> list[simulator.Experiment]:
    """The failing network of an answered case and the same without its cause, to open in the lab."""
    if not room.is_answered:
        raise CaseOpen
    healthy = room.hidden.healthy.model_copy(update={"seed": room.row.seed})
    return [hidden_network(room), healthy]

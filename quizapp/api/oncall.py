from typing import Any, cast

from flask_babel import gettext

from quizapp.api.oncall_schemas import (
    CaseAnswerBody,
    CaseList,
    CasePath,
    CaseResultShown,
    CaseShown,
    CellBody,
    EvidenceShown,
    MeasurementBody,
    MeasurementList,
    MeasurementShown,
    NamedShown,
    OtherFixList,
    OtherFixShown,
    PinBody,
    TakeQuery,
)
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import LanguageQuery
from quizapp.domain.oncall.measurements import PROOF_MINUTES
from quizapp.formats.oncall_files import read_catalog
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute, settings
from quizapp.http.identity import current_learner, find_current_learner, requester_key
from quizapp.presentation.oncall import sentence_of
from quizapp.services import oncall, oncall_answers, oncall_fixes, oncall_reviews
from quizapp.services.oncall import Room, Taken
from quizapp.services.oncall_answers import Result
from quizapp.services.oncall_fixes import OtherFix

blueprint = api_blueprint("oncall", "On-call room")


@blueprint.post("/on-call/cases", responses=responses({201: CaseShown}))
@limiter.limit(runs_per_minute)
def take_case(query: TakeQuery) -> tuple[dict[str, Any], int]:
    """Take a case of the on-call room: the open one, or a new one. Its cause and settings come with the result."""
    room = oncall_reviews.take_next_case(
        db.session, current_learner(), read_catalog(settings().content), is_review=query.review
    )
    return _case(room).model_dump(mode="json"), 201


@blueprint.get("/on-call/cases", responses=responses({200: CaseList}))
def list_cases(query: LanguageQuery) -> dict[str, Any]:
    """My cases, newest first."""
    rooms = oncall.list_rooms(db.session, find_current_learner())
    return CaseList(cases=[_case(room) for room in rooms]).model_dump(mode="json")


@blueprint.get("/on-call/cases/<case>", responses=responses({200: CaseShown}))
def get_case(path: CasePath, query: LanguageQuery) -> dict[str, Any]:
    """One of my cases, with all evidence so far."""
    return _case(oncall.get_room(db.session, find_current_learner(), path.case)).model_dump(mode="json")


@blueprint.get("/on-call/cases/<case>/measurements", responses=responses({200: MeasurementList}))
def list_measurements(path: CasePath, query: LanguageQuery) -> dict[str, Any]:
    """What can be measured of the network, what it costs, and what it tells apart."""
    room = oncall.get_room(db.session, find_current_learner(), path.case)
    return MeasurementList(measurements=_measurements(room)).model_dump(mode="json")


@blueprint.post("/on-call/cases/<case>/measurements", responses=responses({200: EvidenceShown}, 409))
@limiter.limit(runs_per_minute)
def measure(path: CasePath, query: LanguageQuery, body: MeasurementBody) -> dict[str, Any]:
    """Take a measurement and pay for it. Taken again, it costs nothing and shows the same."""
    room = oncall.measure(db.session, find_current_learner(), path.case, body.measurement)
    taken = next(each for each in room.taken if each.measurement.code == body.measurement)
    return _evidence(taken).model_dump(mode="json")


@blueprint.post("/on-call/cases/<case>/answer", responses=responses({202: CaseResultShown}, 409))
@limiter.limit(runs_per_minute)
def answer_case(path: CasePath, query: LanguageQuery, body: CaseAnswerBody) -> tuple[dict[str, Any], int]:
    """Name the cause and one fix, once; the fix is then tested on 20 held-out seeds."""
    result = oncall_answers.answer_case(
        db.session,
        runner(),
        run_limits(),
        current_learner(),
        path.case,
        body.cause,
        body.fix,
        body.confidence,
        requester_key(),
    )
    return _result(result).model_dump(mode="json"), 202


@blueprint.get("/on-call/cases/<case>/result", responses=responses({200: CaseResultShown}, 409))
def get_case_result(path: CasePath, query: LanguageQuery) -> dict[str, Any]:
    """The result of an answered case, as far as it is known."""
    return _result(oncall_answers.get_result(db.session, find_current_learner(), path.case)).model_dump(
        mode="json"
    )


@blueprint.put("/on-call/cases/<case>/board", responses=responses({200: CaseShown}))
def mark_board(path: CasePath, query: LanguageQuery, body: CellBody) -> dict[str, Any]:
    """Mark a cell of my evidence board, or clear it."""
    learner = find_current_learner()
    room = oncall.mark_board(db.session, learner, path.case, body.suspect, body.measurement, body.state)
    return _case(room).model_dump(mode="json")


@blueprint.put("/on-call/cases/<case>/pin", responses=responses({200: CaseShown}))
def pin_evidence(path: CasePath, query: LanguageQuery, body: PinBody) -> dict[str, Any]:
    """Pin one piece of evidence, or none."""
    room = oncall.pin_evidence(db.session, find_current_learner(), path.case, body.measurement)
    return _case(room).model_dump(mode="json")


@blueprint.post("/on-call/cases/<case>/give-up", responses=responses({200: CaseResultShown}))
def give_up_case(path: CasePath, query: LanguageQuery) -> dict[str, Any]:
    """Close a case without an answer, and learn its cause. A case that was answered stays as it is."""
    result = oncall_answers.give_up(db.session, current_learner(), path.case)
    return _result(result).model_dump(mode="json")


@blueprint.get("/on-call/cases/<case>/fixes", responses=responses({200: OtherFixList}, 409))
def list_other_fixes(path: CasePath, query: LanguageQuery) -> dict[str, Any]:
    """What the fixes that I did not name do on the same 20 seeds, as far as they were tested."""
    found = oncall_fixes.list_other_fixes(db.session, find_current_learner(), path.case)
    return _fixes(found).model_dump(mode="json")


@blueprint.post("/on-call/cases/<case>/fixes", responses=responses({202: OtherFixList}, 409))
@limiter.limit(runs_per_minute)
def try_other_fixes(path: CasePath, query: LanguageQuery) -> tuple[dict[str, Any], int]:
    """Test the fixes that I did not name, each in a run of its own. Only after the result."""
    found = oncall_fixes.try_other_fixes(
        db.session, runner(), run_limits(), current_learner(), path.case, requester_key()
    )
    return _fixes(found).model_dump(mode="json"), 202


def _fixes(found: list[OtherFix]) -> OtherFixList:
    return OtherFixList(
        fixes=[
            OtherFixShown(
                code=other.fix.code,
                name=gettext(other.fix.label),
                status=other.status,
                seeds_done=len(other.outcomes),
                seeds_learned=other.learned,
                works=None if other.learned is None else other.works,
            )
            for other in found
        ]
    )


def _case(room: Room) -> CaseShown:
    return CaseShown(
        id=room.row.public_id,
        title=gettext(room.story.title),
        report=gettext(room.story.report) % room.sizes,
        family=NamedShown(code=room.family.slug, name=gettext(room.family.name)),
        is_answered=room.is_answered,
        minutes_left=room.left,
        minutes_for_proof=PROOF_MINUTES,
        suspects=[NamedShown(code=cause.slug, name=gettext(cause.name)) for cause in room.suspects],
        fixes=[NamedShown(code=fix.code, name=gettext(fix.label)) for fix in room.fixes],
        measurements=_measurements(room),
        evidence=[_evidence(taken) for taken in room.taken],
        board=cast(Any, room.row.board),
        pinned=room.row.pinned,
        created_at=room.row.created_at,
    )


def _measurements(room: Room) -> list[MeasurementShown]:
    return [
        MeasurementShown(
            code=each.code,
            name=gettext(each.name),
            tells=gettext(each.tells),
            minutes=0 if each.code in room.tags else each.minutes,
            is_taken=each.code in room.tags,
        )
        for each in room.offered
    ]


def _evidence(taken: Taken) -> EvidenceShown:
    evidence = taken.evidence
    return EvidenceShown(
        measurement=evidence.measurement,
        tag=taken.tag,
        sentence=sentence_of(evidence.measurement, evidence.variant, evidence.facts),
        facts=evidence.facts,
        charts=list(evidence.charts),
    )


def _result(result: Result) -> CaseResultShown:
    row, is_settled = result.room.row, result.is_settled
    is_under_way = result.survey is not None and not result.survey.status.is_over
    has_proof = is_settled and row.learned is not None
    return CaseResultShown(
        id=row.public_id,
        status="settled" if is_settled else "testing" if is_under_way else "stopped",
        seeds_done=len(result.outcomes),
        seeds_learned=row.learned,
        is_fixed=result.grade.is_fixed if has_proof else None,
        knows_cause=result.grade.knows_cause if is_settled else None,
        is_solved=result.grade.is_solved if is_settled else None,
        cause=NamedShown(code=result.cause.slug, name=gettext(result.cause.name)) if is_settled else None,
        why=gettext(result.cause.why) if is_settled else None,
        minutes=result.room.spent,
        shortest=result.told.get("shortest"),
    )

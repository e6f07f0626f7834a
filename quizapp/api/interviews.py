from secrets import token_urlsafe
from typing import Any

from flask import url_for

from quizapp.api.interview_documents import interview_shown, report_shown, summary_shown
from quizapp.api.interview_schemas import (
    ClockBody,
    InterviewBody,
    InterviewList,
    InterviewPath,
    InterviewPointsPath,
    InterviewShown,
    JudgmentBody,
    LinkShown,
    ReportShown,
    SentBody,
    TypedBody,
)
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import IdempotencyHeader, LanguageQuery
from quizapp.http.extensions import db, run_limits, runner
from quizapp.http.identity import current_learner, find_current_learner, requester_key, variant_source
from quizapp.services import (
    interview_clock,
    interview_reports,
    interview_rooms,
    interview_sharing,
    interview_turns,
    second_looks,
)
from quizapp.services.interview_turns import Desk, Room
from quizapp.services.published_bank import published_bank

blueprint = api_blueprint("interviews", "Interviews")
LONGEST_FORM_NAME = 40
ACTS = {
    "pause": interview_clock.pause,
    "resume": interview_clock.resume,
    "end": interview_clock.end_early,
}


@blueprint.get("/interviews", responses=responses({200: InterviewList}))
def list_interviews(query: LanguageQuery) -> dict[str, Any]:
    """My mock interviews, newest first."""
    found = second_looks.list_with_scores(db.session, find_current_learner())
    return InterviewList(interviews=[summary_shown(each) for each in found]).model_dump(mode="json")


@blueprint.post("/interviews", responses=responses({201: InterviewShown}))
def start_interview(
    query: LanguageQuery, header: IdempotencyHeader, body: InterviewBody
) -> tuple[dict[str, Any], int]:
    """Start a mock interview. Its clock starts at once, and the server's clock decides."""
    form_name = (header.idempotency_key or token_urlsafe(12))[:LONGEST_FORM_NAME]
    learner = current_learner()
    interview = interview_rooms.start_interview(
        db.session, learner, body.role, body.minutes, body.topics, form_name
    )
    return _shown(interview_turns.get_room(db.session, learner, interview.public_id, _desk())), 201


@blueprint.get("/interviews/<interview>", responses=responses({200: InterviewShown}))
def get_interview(path: InterviewPath, query: LanguageQuery) -> dict[str, Any]:
    """A mock interview with what was said, and the question that waits for an answer."""
    return _shown(interview_turns.get_room(db.session, find_current_learner(), path.interview, _desk()))


@blueprint.put("/interviews/<interview>/typed", responses=responses({200: InterviewShown}))
def keep_typed(path: InterviewPath, query: LanguageQuery, body: TypedBody) -> dict[str, Any]:
    """Store what is typed so far. It counts if the time runs out."""
    return _shown(
        interview_turns.keep_answer(
            db.session,
            find_current_learner(),
            path.interview,
            body.position,
            body.answer,
            body.scratch,
            body.base,
        )
    )


@blueprint.post("/interviews/<interview>/answers", responses=responses({200: InterviewShown}))
def send_answer(path: InterviewPath, query: LanguageQuery, body: SentBody) -> dict[str, Any]:
    """Answer the question that waits, and get the next. Sent again, nothing changes."""
    return _shown(
        interview_turns.send_answer(
            db.session,
            current_learner(),
            path.interview,
            body.position,
            body.answer,
            _desk(),
            is_skipped=body.skip,
        )
    )


@blueprint.post("/interviews/<interview>/clock", responses=responses({200: InterviewShown}))
def set_clock(path: InterviewPath, query: LanguageQuery, body: ClockBody) -> dict[str, Any]:
    """Pause the interview, continue it, or end it early. What was typed counts."""
    learner = find_current_learner()
    ACTS[body.action](db.session, learner, path.interview)
    return _shown(interview_turns.get_room(db.session, learner, path.interview, _desk()))


@blueprint.get("/interviews/<interview>/report", responses=responses({200: ReportShown}))
def get_report(path: InterviewPath, query: LanguageQuery) -> dict[str, Any]:
    """The report, once the interview has ended: key points, spans, exercises, and what was contradicted."""
    found = interview_reports.get_report(db.session, find_current_learner(), path.interview)
    return report_shown(found).model_dump(mode="json")


@blueprint.put("/interviews/<interview>/points/<int:position>", responses=responses({200: ReportShown}))
def judge_points(path: InterviewPointsPath, query: LanguageQuery, body: JudgmentBody) -> dict[str, Any]:
    """Judge which key points of a question the answers covered. What was missed is reviewed from tomorrow on."""
    found = interview_reports.judge_points(
        db.session, find_current_learner(), path.interview, path.position, body.points
    )
    return report_shown(found).model_dump(mode="json")


@blueprint.post("/interviews/<interview>/link", responses=responses({201: LinkShown}))
def share(path: InterviewPath, query: LanguageQuery) -> tuple[dict[str, Any], int]:
    """A new secret link to the report; an earlier one no longer works."""
    token = interview_sharing.share(db.session, find_current_learner(), path.interview)
    return LinkShown(url=url_for("shared_interviews.show", token=token, _external=True)).model_dump(), 201


@blueprint.delete("/interviews/<interview>/link", responses=responses({204: None}))
def revoke(path: InterviewPath, query: LanguageQuery) -> tuple[str, int]:
    """Revoke the secret link."""
    interview_sharing.revoke(db.session, find_current_learner(), path.interview)
    return "", 204


def _desk() -> Desk:
    return Desk(variant_source(), runner(), run_limits(), requester_key())


def _shown(room: Room) -> dict[str, Any]:
    return interview_shown(room, variant_source(), published_bank(db.session)).model_dump(mode="json")

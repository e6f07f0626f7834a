"""The mock interview: an open answer, the key points it covers, and follow-ups about missed points.

Each stage is a page of its own with an address, so that a reload, Back, and a change of language stay there.
"""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.http.extensions import db
from quizapp.http.identity import current_account, current_learner, find_current_learner, welcome_visitor
from quizapp.kinds.points import LONGEST
from quizapp.services import drafts, interviews, question_bank
from quizapp.services.interviews import InterviewGiven

blueprint = Blueprint("interviews", __name__, template_folder="templates")

LONGEST_FORM_NAME = 40


@blueprint.get("/questions/<slug>/interview")
def show(slug: str) -> str:
    """The open prompt with a text field."""
    question, interview = question_bank.get_interview(db.session, slug)
    if current_account() is None:
        welcome_visitor()
    place = _place(slug)
    return render_template(
        "interviews/show.html",
        question=question,
        interview=interview,
        longest=LONGEST,
        form_name=token_urlsafe(12),
        place=place,
        stored=drafts.find_drafts(db.session, find_current_learner(), [place]).get(place),
    )


@blueprint.post("/questions/<slug>/interview")
def submit(slug: str) -> Response:
    """Store the answer; its key points come next."""
    learner = current_learner()
    attempt = interviews.submit_interview(
        db.session,
        learner,
        slug,
        request.form.get("answer", "")[:LONGEST].strip(),
        _seconds(),
        request.form.get("form_name", "")[:LONGEST_FORM_NAME] or token_urlsafe(12),
    )
    drafts.delete_draft(db.session, learner, _place(slug))
    return redirect(url_for(".points", attempt_id=attempt.interview_attempt_id), 303)


@blueprint.get("/interviews/<int:attempt_id>/points")
def points(attempt_id: int) -> str:
    """The key points to tick, or to tick again."""
    return render_template("interviews/points.html", **_given(attempt_id))


@blueprint.post("/interviews/<int:attempt_id>/points")
def judge(attempt_id: int) -> Response:
    interviews.judge_interview(db.session, find_current_learner(), attempt_id, request.form.getlist("made"))
    return redirect(url_for(".judged", attempt_id=attempt_id), 303)


@blueprint.get("/interviews/<int:attempt_id>")
def judged(attempt_id: int) -> Response | str:
    """The answer, its points, the follow-ups about missed points, and the answers."""
    values = _given(attempt_id)
    given: InterviewGiven = values["given"]
    if not given.is_judged:
        return redirect(url_for(".points", attempt_id=attempt_id))
    follow_ups = given.interview.follow_ups_after(given.covered)
    return render_template("interviews/judged.html", follow_ups=follow_ups, **values)


def _given(attempt_id: int) -> dict[str, Any]:
    given = interviews.get_interview_attempt(db.session, find_current_learner(), attempt_id)
    return {
        "given": given,
        "question": given.question,
        "interview": given.interview,
        "place": _place(given.question.slug),
    }


def _place(slug: str) -> str:
    return f"interview:{slug}"


def _seconds() -> float | None:
    seconds = request.form.get("seconds", type=float)
    return seconds if seconds is not None and 0 <= seconds < 86_400 else None

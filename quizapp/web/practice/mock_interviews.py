"""The mock interview in stages: start, room, key points, report. What is asked next is decided by the services."""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from quizapp.bank.interview_course import LENGTHS, ROLES
from quizapp.bank.parametric.item import example_of
from quizapp.errors import Invalid
from quizapp.http.extensions import db, run_limits, runner
from quizapp.http.identity import (
    current_account,
    current_learner,
    find_current_learner,
    requester_key,
    variant_source,
    welcome_visitor,
)
from quizapp.kinds import kind_of
from quizapp.kinds.points import LONGEST
from quizapp.services import (
    interview_clock,
    interview_reports,
    interview_rooms,
    interview_sharing,
    interview_turns,
    question_bank,
    second_looks,
)
from quizapp.services.interview_turns import Desk
from quizapp.web.practice.interview_presenter import own_report_values, report_values, room_values
from quizapp.web.refused_forms import Problems, answered_by, said_by_field, shown_again_by

blueprint = Blueprint("mock_interviews", __name__, template_folder="templates", url_prefix="/interviews")

LONGEST_FORM_NAME = 40


@blueprint.get("")
def index() -> str:
    """The form that starts an interview, those that are due a second time, and all so far."""
    return _index({})


def _index(errors: dict[str, list[str]]) -> str:
    learner = find_current_learner()
    if current_account() is None:
        welcome_visitor()
    return render_template(
        "mock_interviews/index.html",
        roles=list(ROLES.values()),
        lengths=LENGTHS,
        topics=question_bank.list_topics(db.session),
        listed=second_looks.list_with_scores(db.session, learner),
        second_looks=second_looks.second_look_due(db.session, learner),
        chosen=_chosen(),
        form_name=token_urlsafe(12),
        errors=errors,
    )


def _refused_start(problems: Problems) -> str:
    return _index(said_by_field(problems))


@blueprint.post("")
@shown_again_by(_refused_start)
def start() -> Response:
    chosen = _chosen()
    interview = interview_rooms.start_interview(
        db.session, current_learner(), chosen["role"], chosen["minutes"], chosen["topics"], _form_name()
    )
    return redirect(url_for(".show", public_id=interview.public_id), 303)


@blueprint.post("/<public_id>/again")
def look_again(public_id: str) -> Response:
    """A second look: the same questions once more."""
    interview = second_looks.start_second_look(db.session, current_learner(), public_id, _form_name())
    return redirect(url_for(".show", public_id=interview.public_id), 303)


@blueprint.get("/<public_id>")
def show(public_id: str) -> Response | str:
    """The question that waits for an answer; after the end, the report."""
    return _room(public_id, {})


def _room(public_id: str, errors: dict[str, list[str]], given: Any = None) -> Response | str:
    room = interview_turns.get_room(db.session, find_current_learner(), public_id, _desk())
    if room.turn is None:
        return redirect(_after(public_id))
    return render_template(
        "mock_interviews/room.html", longest=LONGEST, errors=errors, **room_values(room, given)
    )


def _refused_answer(invalid: Invalid, public_id: str) -> Response | str:
    return _room(public_id, said_by_field(invalid.problems), _answer_sent(public_id))


@blueprint.post("/<public_id>/answer")
@answered_by(Invalid, _refused_answer)
def send(public_id: str) -> Response | str:
    """The answer to the question that waits for one. The buttons of the bar send what was typed along."""
    learner = current_learner()
    position, action = request.form.get("position", -1, type=int), request.form.get("action", "send")
    if "move" in request.form:
        return _rearranged(public_id, request.form["move"])
    if action in ("pause", "end", "resume"):
        answer, scratch = request.form.get("answer"), request.form.get("scratch")
        interview_turns.keep_answer(db.session, learner, public_id, position, answer, scratch)
        act = {
            "pause": interview_clock.pause,
            "resume": interview_clock.resume,
            "end": interview_clock.end_early,
        }
        act[action](db.session, learner, public_id)
        return redirect(url_for(".show", public_id=public_id), 303)
    interview_turns.keep_answer(db.session, learner, public_id, position, None, request.form.get("scratch"))
    room = interview_turns.send_answer(
        db.session,
        learner,
        public_id,
        position,
        _answer_sent(public_id),
        _desk(),
        is_skipped=action == "skip",
    )
    return redirect(_after(public_id) if room.turn is None else url_for(".show", public_id=public_id), 303)


@blueprint.post("/<public_id>/keep")
def keep(public_id: str) -> Response:
    """What is typed so far, from the script of the page; and what the clock of the server shows."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("position"), int):
        raise BadRequest
    answer, scratch, base = (
        sent.get(name) if isinstance(sent.get(name), str) else None for name in ("answer", "scratch", "base")
    )
    room = interview_turns.keep_answer(
        db.session, find_current_learner(), public_id, sent["position"], answer, scratch, base
    )
    return jsonify(
        left=max(0.0, room.seconds_left),
        running=room.is_running,
        position=room.turn.position if room.turn else None,
        answer=room.turn.answer if room.turn else "",
    )


@blueprint.get("/<public_id>/points/<int:number>")
def points(public_id: str, number: int) -> Response | str:
    """The key points of a question, beside the answer and the model answer."""
    report = interview_reports.get_report(db.session, find_current_learner(), public_id)
    if number > len(report.questions):
        return redirect(url_for(".report", public_id=public_id))
    return render_template("mock_interviews/points.html", number=number, **report_values(report))


@blueprint.post("/<public_id>/points/<int:number>")
def judge(public_id: str, number: int) -> Response:
    learner = find_current_learner()
    report = interview_reports.get_report(db.session, learner, public_id)
    if number <= len(report.questions):
        result = report.questions[number - 1]
        states = {
            point.id: request.form[f"point-{point.id}"]
            for point in result.interview.key_points
            if f"point-{point.id}" in request.form
        }
        interview_reports.judge_points(db.session, learner, public_id, result.opening.position, states)
    return redirect(_after(public_id), 303)


@blueprint.get("/<public_id>/report")
def report(public_id: str) -> str:
    found = interview_reports.get_report(db.session, find_current_learner(), public_id)
    return render_template("mock_interviews/report.html", **own_report_values(found, token_urlsafe(12)))


@blueprint.post("/<public_id>/objections")
def object_to_mark(public_id: str) -> Response:
    position, mark = request.form.get("position", -1, type=int), request.form.get("mark", "")
    interview_reports.object_to_mark(db.session, find_current_learner(), public_id, position, mark)
    return redirect(url_for(".report", public_id=public_id, _anchor=f"turn-{position}"), 303)


@blueprint.post("/<public_id>/link")
def share(public_id: str) -> str:
    """The report with its new secret link, which is shown only once."""
    learner = find_current_learner()
    token = interview_sharing.share(db.session, learner, public_id)
    found = interview_reports.get_report(db.session, learner, public_id)
    link = url_for("shared_interviews.show", token=token, _external=True)
    return render_template(
        "mock_interviews/report.html",
        link=link,
        **own_report_values(found, token_urlsafe(12)),
    )


@blueprint.post("/<public_id>/link/revoke")
def revoke(public_id: str) -> Response:
    interview_sharing.revoke(db.session, find_current_learner(), public_id)
    return redirect(url_for(".report", public_id=public_id, _anchor="share"), 303)


def _after(public_id: str) -> str:
    """The key points that are not judged yet, one question after the other; then the report."""
    report = interview_reports.get_report(db.session, find_current_learner(), public_id)
    for number, result in enumerate(report.questions, 1):
        if not result.is_judged:
            return url_for(".points", public_id=public_id, number=number)
    return url_for(".report", public_id=public_id)


def _rearranged(public_id: str, move: str) -> Response | str:
    """The page with the parts of the answer in another order, without a script."""
    given = _answer_sent(public_id)
    room = interview_turns.get_room(db.session, find_current_learner(), public_id, _desk())
    if room.turn is not None and room.turn.kind == "exercise":
        item = question_bank.get_item(db.session, room.turn.about["item"]).item
        rearranged = kind_of(example_of(item)).rearranged
        given = rearranged(given, move) if rearranged else given
    return _room(public_id, {}, given)


def _answer_sent(public_id: str) -> Any:
    """In the form of what is asked: a text, or the answer to the exercise."""
    interview = interview_clock.get_interview(db.session, find_current_learner(), public_id)
    turn = interview.turns[-1]
    if turn.kind != "exercise" or turn.position != request.form.get("position", type=int):
        return request.form.get("answer", "")[:LONGEST]
    example = example_of(question_bank.get_item(db.session, turn.about["item"]).item)
    return kind_of(example).answer_from(example, request.form)


def _desk() -> Desk:
    return Desk(variant_source(), runner(), run_limits(), requester_key())


def _form_name() -> str:
    return request.form.get("form_name", "")[:LONGEST_FORM_NAME] or token_urlsafe(12)


def _chosen() -> dict[str, Any]:
    sent = request.form if request.method == "POST" else request.args
    return {
        "role": sent.get("role", "engineer"),
        "minutes": sent.get("minutes", LENGTHS[0], type=int),
        "topics": sent.getlist("topics"),
    }

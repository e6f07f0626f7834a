"""The on-call room: take a case, measure, mark the board, name the cause and a fix, and read the result."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.oncall.measurements import BUDGET_MINUTES
from quizapp.formats.oncall_files import read_catalog
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute, settings
from quizapp.http.identity import current_learner, find_current_learner, requester_key
from quizapp.services import (
    claims,
    oncall,
    oncall_answers,
    oncall_fixes,
    oncall_reviews,
    question_bank,
    review_log,
    runs,
)
from quizapp.services.surveys import seconds_left_of
from quizapp.web.oncall import presenter

blueprint = Blueprint("oncall", __name__, template_folder="templates", url_prefix="/on-call")


@blueprint.get("")
def index() -> str:
    """What the room is, the open case, and the record by cause."""
    learner = find_current_learner()
    catalog = read_catalog(settings().content)
    return render_template(
        "oncall/index.html",
        open_room=oncall.find_open_case(db.session, learner),
        closed=[room for room in oncall.list_rooms(db.session, learner) if room.is_answered],
        due_count=len(oncall_reviews.causes_due(db.session, learner)),
        record=oncall_answers.count_by_cause(db.session, learner),
        causes=CAUSES,
        readiness=oncall_reviews.readiness_on_call(db.session, learner),
        case_count=sum(1 for _ in catalog),
        budget=BUDGET_MINUTES,
    )


@blueprint.post("")
@limiter.limit(runs_per_minute)
def take() -> Response:
    """The open case, or a new one; with `review`, of a cause that is due."""
    is_review = "review" in request.form
    room = oncall_reviews.take_next_case(
        db.session, current_learner(), read_catalog(settings().content), is_review=is_review
    )
    return _to(room.row.public_id)


@blueprint.get("/<public_id>")
def show(public_id: str) -> str:
    """The case while it is open; its result after the answer."""
    learner = find_current_learner()
    room = oncall.get_room(db.session, learner, public_id)
    if room.is_answered:
        return _result(oncall_answers.get_result(db.session, learner, public_id))
    return render_template(
        "oncall/show.html",
        room=room,
        report=presenter.report(room),
        offers=presenter.offers(room),
        cards=presenter.cards(room),
        board=presenter.board(room),
        remaining=presenter.remaining(room),
        next_cell=presenter.next_to_judge(room),
        budget=presenter.budget(room),
        confidences=oncall_answers.CONFIDENCES,
    )


@blueprint.post("/<public_id>/measurements")
@limiter.limit(runs_per_minute)
def measure(public_id: str) -> Response:
    oncall.measure(db.session, find_current_learner(), public_id, request.form.get("measurement", ""))
    return _to(public_id)


@blueprint.post("/<public_id>/board")
def mark(public_id: str) -> Response:
    """Put a cell of the board into its next state: `suspect measurement state`."""
    suspect, measurement, state = [*request.form.get("cell", "").split(" "), "", "", ""][:3]
    oncall.mark_board(db.session, find_current_learner(), public_id, suspect, measurement, state or None)
    return _to(public_id)


@blueprint.post("/<public_id>/pin")
def pin(public_id: str) -> Response:
    oncall.toggle_pin(db.session, find_current_learner(), public_id, request.form.get("measurement", ""))
    return _to(public_id)


@blueprint.post("/<public_id>/answer")
@limiter.limit(runs_per_minute)
def answer(public_id: str) -> Response:
    """Name the cause and one fix; twenty held-out networks are then trained with it."""
    oncall_answers.answer_case(
        db.session,
        runner(),
        run_limits(),
        current_learner(),
        public_id,
        request.form.get("cause", ""),
        request.form.get("fix", ""),
        request.form.get("confidence", type=int),
        requester_key(),
    )
    return _to(public_id)


@blueprint.post("/<public_id>/proof")
@limiter.limit(runs_per_minute)
def prove(public_id: str) -> Response:
    """Train the twenty networks again, if that failed or could not be requested."""
    oncall_answers.request_proof(
        db.session, runner(), run_limits(), current_learner(), public_id, requester_key()
    )
    return _to(public_id)


@blueprint.post("/<public_id>/give-up")
def give_up(public_id: str) -> Response:
    oncall_answers.give_up(db.session, current_learner(), public_id)
    return _to(public_id)


@blueprint.post("/<public_id>/fixes")
@limiter.limit(runs_per_minute)
def try_fixes(public_id: str) -> Response:
    """Test the fixes that were not named, on the same twenty seeds."""
    oncall_fixes.try_other_fixes(
        db.session, runner(), run_limits(), current_learner(), public_id, requester_key()
    )
    return redirect(url_for(".show", public_id=public_id, _anchor="other-fixes"), 303)


@blueprint.post("/<public_id>/lab")
@limiter.limit(runs_per_minute)
def open_in_lab(public_id: str) -> Response:
    """The network of an answered case beside the same without its cause, as a run of the lab."""
    room = oncall.get_room(db.session, find_current_learner(), public_id)
    requested = runs.request_run(
        db.session,
        runner(),
        run_limits(),
        oncall_answers.original_network(room),
        current_learner(),
        requester=requester_key(),
    )
    return redirect(
        url_for("lab.run", run_id=requested.run.run_id, back=url_for(".show", public_id=public_id)), 303
    )


def _result(result: oncall_answers.Result) -> str:
    values: dict[str, Any] = {"result": result, "room": result.room, "report": presenter.report(result.room)}
    survey = result.survey
    values |= {"causes": CAUSES, "seed_outcomes": presenter.seed_outcomes}
    values["seconds_left"] = seconds_left_of(db.session, survey, len(result.outcomes)) if survey else None
    if result.is_settled:
        cause, by_rules = result.cause, result.told["by_rules"]
        found = {each.slug: each for each in claims.list_claims(db.session)}
        values |= {
            "told": presenter.told(result),
            "paths": {
                "own": presenter.steps_of([each.measurement.code for each in result.room.taken], result.room),
                "rules": presenter.steps_of(by_rules["measured"], result.room),
                "shortest": presenter.steps_of(result.told["shortest"] or [], result.room),
            },
            "fixes": oncall_fixes.list_other_fixes(
                db.session, find_current_learner(), result.room.row.public_id
            ),
            "review": review_log.find_case_review(db.session, result.room.row),
            "claim": found.get(cause.claim or ""),
            "scenario": question_bank.find_scenario(db.session, cause.scenario) if cause.scenario else None,
            "right_fix": next(fix for fix in result.room.fixes if fix.code == cause.fix),
        }
    return render_template("oncall/result.html", **values)


def _to(public_id: str) -> Response:
    return redirect(url_for(".show", public_id=public_id), 303)

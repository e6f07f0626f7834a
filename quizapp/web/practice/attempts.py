"""What can be done with an answer that was graded."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import current_learner, requester_key
from quizapp.services import practice, runs

blueprint = Blueprint("attempts", __name__, template_folder="templates")


@blueprint.post("/attempts/<int:attempt_id>/points")
def contest_points(attempt_id: int) -> Response | str:
    """Store the points that the learner says a free-text answer covers."""
    graded = practice.contest_points(db.session, current_learner(), attempt_id, request.form.getlist("point"))
    if "HX-Request" in request.headers:
        return render_template("questions/_own_judgement.html", item=graded.item, own_share=graded.own_share)
    slug, item_id = graded.question.slug, graded.item.id
    return redirect(url_for("questions.show", slug=slug, _anchor=f"item-{item_id}"))


@blueprint.post("/attempts/<int:attempt_id>/run")
@limiter.limit(runs_per_minute)
def run_remedy(attempt_id: int) -> Response:
    """The learner's fix beside the original network, live."""
    learner = current_learner()
    experiments = practice.experiments_of_answer(db.session, learner, attempt_id)
    requested = runs.request_run(
        db.session, runner(), run_limits(), experiments, learner, requester=requester_key()
    )
    return redirect(url_for("lab.run", run_id=requested.run.run_id))

"""Correct how well something was remembered, or undo its review, where the answer is shown."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from quizapp.domain.scheduling.ratings import Rating
from quizapp.http.addresses import local_address
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.services import review_log
from quizapp.web.practice.submissions import wants_fragment

blueprint = Blueprint("ratings", __name__, template_folder="templates")


@blueprint.post("/reviews/<int:review_id>/rating")
def correct(review_id: int) -> Response | str:
    learner, place = find_current_learner(), request.form.get("next", "")
    if "undo" in request.form:
        review = review_log.undo_review(db.session, learner, review_id)
    else:
        rating = request.form.get("rating", type=int)
        if rating not in list(Rating):
            raise BadRequest
        review = review_log.correct_rating(db.session, learner, review_id, Rating(rating))
    if wants_fragment():
        return render_template("questions/_review.html", review=review, review_place=place)
    return redirect(local_address(place))

from flask import Blueprint, render_template, request

from quizapp.extensions import db
from quizapp.identity import find_current_learner
from quizapp.services import practice

blueprint = Blueprint("attempts", __name__)

PER_PAGE = 25


@blueprint.get("/attempts")
def index() -> str:
    learner = find_current_learner()
    page = max(1, request.args.get("page", 1, type=int))
    count = practice.count_attempts(db.session, learner)
    attempts = practice.list_attempts(
        db.session, learner, offset=min((page - 1) * PER_PAGE, 10**9), limit=PER_PAGE
    )
    return render_template(
        "attempts/index.html",
        attempts=attempts,
        count=count,
        page=page,
        page_count=max(1, -(-count // PER_PAGE)),
        is_guest=learner is None or learner.is_guest,
    )

"""The report of a mock interview behind a secret link: for anyone who has the link, until it is revoked."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from quizapp.http.extensions import db
from quizapp.services import interview_sharing
from quizapp.web.practice.interview_presenter import report_values

blueprint = Blueprint("shared_interviews", __name__, template_folder="templates")


@blueprint.get("/shared/interviews/<token>")
def show(token: str) -> Response:
    report = interview_sharing.get_shared_report(db.session, token)
    page = render_template("mock_interviews/shared.html", **report_values(report, is_shared=True))
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

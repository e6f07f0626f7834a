"""Convert errors to pages."""

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from quizapp.errors import Invalid, NotSignedIn, QuizError
from quizapp.http.errors import title_and_detail_of
from quizapp.presentation.language import say


def show_quiz_error(error: QuizError) -> Response:
    if isinstance(error, NotSignedIn) and request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    details = [say(problem) for problem in error.problems] if isinstance(error, Invalid) else [say(error)]
    return _page(error.status, gettext(error.title), " ".join(details))


def show_http_error(error: HTTPException) -> Response:
    return _page(*title_and_detail_of(error))


def _page(status: int, title: str, detail: str) -> Response:
    page = render_template("errors/show.html", status=status, title=title, detail=detail)
    return make_response(page, status)

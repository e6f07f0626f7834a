"""How an error becomes a page."""

import structlog
from flask import Flask, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from quizapp.errors import Invalid, NotSignedIn, QuizError
from quizapp.http_errors import said_of
from quizapp.localization import say

log = structlog.get_logger()


def register(app: Flask) -> None:
    """The application's handlers; those of the API, on its own blueprints, go before them."""
    app.register_error_handler(QuizError, show_quiz_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_fault)


def show_quiz_error(error: QuizError) -> Response:
    if isinstance(error, NotSignedIn) and request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    details = [say(problem) for problem in error.problems] if isinstance(error, Invalid) else [say(error)]
    return _page(error.status, gettext(error.title), " ".join(details))


def show_http_error(error: HTTPException) -> Response:
    return error.response if error.response is not None else _page(*said_of(error))  # type: ignore[return-value]


def show_fault(error: Exception) -> Response:
    from werkzeug.exceptions import InternalServerError

    log.error("request_failed", path=request.path, exc_info=error)
    return show_http_error(InternalServerError())


def _page(status: int, title: str, detail: str) -> Response:
    page = render_template("errors/show.html", status=status, title=title, detail=detail)
    return make_response(page, status)

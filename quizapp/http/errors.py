"""Convert errors to responses: a page, or problem details below /api/."""

from collections.abc import Callable

import structlog
from flask import Flask, redirect, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import NoMoreData, ParseException
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError
from werkzeug.wrappers import Response

from quizapp.db.sessions import UNAVAILABLE
from quizapp.errors import N_, Busy, ChangedMeanwhile, DatabaseBusy, QuestionMoved, QuizError
from quizapp.http.addresses import url_with

AnswerQuizError = Callable[[QuizError], Response]
AnswerHttpError = Callable[[HTTPException], Response]

log = structlog.get_logger()

_SAID = {
    400: (N_("This request could not be understood"), N_("Check how it is written and try again.")),
    404: (N_("Not found"), N_("There is no page at this address.")),
    405: (N_("Not available here"), N_("This address does not accept this kind of request.")),
    413: (N_("Too large"), N_("Send a smaller request.")),
    414: (N_("Too large"), N_("Send a smaller request.")),
    415: (N_("Not JSON"), N_("Send JSON, with the header Content-Type: application/json.")),
    429: (N_("Too many requests"), N_("Wait a minute, then try again.")),
    500: (
        N_("Something went wrong"),
        N_("The error has been logged. What you sent may not have been stored."),
    ),
}
_STALE_PAGE = (
    N_("This form has expired"),
    N_(
        "You signed in or out in another tab, or the request came from another site. Return to the form and "
        "submit it again. What you typed is still there."
    ),
)


def title_and_detail_of(error: HTTPException) -> tuple[int, str, str]:
    """The status, a title and a sentence in the reader's language."""
    status = error.code or 500
    title, detail = (
        _STALE_PAGE
        if isinstance(error, CSRFError)
        else _SAID.get(status, _SAID[500 if status > 499 else 400])
    )
    return status, gettext(title), gettext(detail)


def _address_with_slug(slug: str) -> str:
    """The address of the request with another slug of a question."""
    path = {**(request.view_args or {}), "slug": slug}
    return url_with(request.args.to_dict(), request.endpoint or "", **path)


def register(
    app: Flask, pages: tuple[AnswerQuizError, AnswerHttpError], api: tuple[AnswerQuizError, AnswerHttpError]
) -> None:
    """Respond to every error of the application in the form of its URL."""

    def answers() -> tuple[AnswerQuizError, AnswerHttpError]:
        return api if request.path.startswith("/api/v1") else pages

    def answer_quiz_error(error: QuizError) -> Response:
        if isinstance(error, QuestionMoved):
            return redirect(_address_with_slug(error.values["slug"]), error.status)
        if isinstance(error, Busy):
            return _retried_later(answers()[0], error)
        return answers()[0](error)

    def answer_http_error(error: HTTPException) -> Response:
        if isinstance(error.response, Response):
            return error.response
        answer = answers()[1](error)
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers[name] = value
        return answer

    def answer_fault(error: Exception) -> Response:
        if isinstance(error, (ParseException, NoMoreData)):  # the body ended, or was not what its headers say
            answer = answer_http_error(BadRequest())
            answer.headers["Connection"] = "close"
            return answer
        if isinstance(error, IntegrityError):
            log.warning("changed_meanwhile", path=request.path, reason=str(error.orig))
            return answer_quiz_error(ChangedMeanwhile())
        if isinstance(error, UNAVAILABLE):
            log.error("database_unavailable", path=request.path, reason=str(getattr(error, "orig", error)))
            return answer_quiz_error(DatabaseBusy())
        log.error("request_failed", path=request.path, exc_info=error)
        return answer_http_error(InternalServerError())

    app.register_error_handler(QuizError, answer_quiz_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_fault)


def _retried_later(answer: AnswerQuizError, error: Busy) -> Response:
    """A page reads the database too, for the name of the account: if it cannot, the sentence alone."""
    try:
        response = answer(error)
    except UNAVAILABLE:
        response = Response(gettext(error.message), error.status, mimetype="text/plain")
    response.headers["Retry-After"] = str(error.retry_after)
    return response

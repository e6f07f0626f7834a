"""Convert errors to pages."""

from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from quizapp.errors import ConfirmFirst, Invalid, NotSignedIn, QuizError, SecondStepNeeded
from quizapp.http.addresses import local_address
from quizapp.http.errors import title_and_detail_of
from quizapp.http.minutes_due import note_seconds_due
from quizapp.presentation.language import say, sentence_gap


def show_quiz_error(error: QuizError) -> Response:
    if isinstance(error, NotSignedIn) and request.method == "GET" and "HX-Request" not in request.headers:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if isinstance(error, ConfirmFirst) and "HX-Request" not in request.headers:
        here = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
        return redirect(url_for("confirmation.show", next=here), 303)
    if isinstance(error, SecondStepNeeded) and "HX-Request" not in request.headers:
        return redirect(url_for("second_steps.show"), 303)
    details = [say(problem) for problem in error.problems] if isinstance(error, Invalid) else [say(error)]
    return _page(error.status, gettext(error.title), sentence_gap().join(details))


def show_http_error(error: HTTPException) -> Response:
    back = _page_before() if isinstance(error, CSRFError) else None
    return _page(*title_and_detail_of(error), back)


def _page_before() -> str | None:
    """The page of this site that sent the form."""
    sender = urlsplit(request.referrer or "")
    if sender.netloc != request.host:
        return None
    return local_address(sender.path + (f"?{sender.query}" if sender.query else ""))


def _page(status: int, title: str, detail: str, back: str | None = None) -> Response:
    note_seconds_due(0.0)  # the database may be what failed
    page = render_template("errors/show.html", status=status, title=title, detail=detail, back=back)
    return make_response(page, status)

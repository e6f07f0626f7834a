"""What the statuses of HTTP are called, for the pages and the API alike."""

from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from quizapp.errors import N_

_SAID = {
    400: (N_("This request could not be understood"), N_("Check how it is written and try again.")),
    404: (N_("Not found"), N_("There is nothing at this address.")),
    405: (N_("Not possible here"), N_("This address does not take this kind of request.")),
    413: (N_("Too large"), N_("Send less at once.")),
    415: (N_("Not JSON"), N_("Send JSON, with the header Content-Type: application/json.")),
    429: (N_("Too many requests"), N_("Wait a minute, then try again.")),
    500: (N_("Something went wrong here"), N_("It has been logged. Nothing of yours was lost.")),
}
_STALE_PAGE = (
    N_("This form has expired"),
    N_(
        "The page was open for very long, or the request came from elsewhere. Reload the page and send again."
    ),
)


def said_of(error: HTTPException) -> tuple[int, str, str]:
    """The status, a title and a sentence in the reader's language."""
    status = error.code or 500
    title, detail = (
        _STALE_PAGE
        if isinstance(error, CSRFError)
        else _SAID.get(status, _SAID[500 if status > 499 else 400])
    )
    return status, gettext(title), gettext(detail)

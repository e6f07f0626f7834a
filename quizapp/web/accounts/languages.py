from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from quizapp.http.addresses import local_address
from quizapp.http.extensions import db
from quizapp.http.identity import current_account
from quizapp.presentation.language import LOCALES
from quizapp.services import accounts

blueprint = Blueprint("languages", __name__)


@blueprint.post("/language")
def switch() -> Response:
    """Switch the language, and return to the same page."""
    language = request.form.get("language", "")
    if language in LOCALES:
        session["language"] = language
        session.permanent = True
        if (account := current_account()) is not None:
            accounts.set_language(db.session, account, language)
    return redirect(local_address(request.form.get("next", "")))

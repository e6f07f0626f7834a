"""Choosing a new password with a one-time link."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.services import accounts, password_resets
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("password_resets", __name__, url_prefix="/reset", template_folder="templates")


def _page(problems: Problems, token: str) -> Response:
    page = render_template(
        "accounts/reset.html",
        account=password_resets.get_reset(db.session, token).account,
        problems=said_by_field(problems),
        limits=accounts,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/<token>")
@limiter.limit(sign_ins_per_minute)
def show(token: str) -> Response:
    return _page((), token)


@blueprint.post("/<token>")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_page)
def reset(token: str) -> Response:
    """Signs nobody in: the sign-in page asks for the new password, and for the second step."""
    password_resets.reset_password(db.session, token, request.form.get("password", ""))
    flash(
        _("Your password has been changed, and every browser has been signed out. Sign in with the new one."),
        "success",
    )
    return redirect(url_for("accounts.sign_in"), 303)

"""The password, or a passkey, once more before a dangerous act."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.http.addresses import local_address
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.http.identity import current_sign_in_id, require_account
from quizapp.services import confirmations
from quizapp.services.second_steps import passkeys
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("confirmation", __name__, url_prefix="/account/confirm", template_folder="templates")


def _page(problems: Problems = ()) -> str:
    account = require_account()
    return render_template(
        "accounts/confirm.html",
        account=account,
        has_passkeys=bool(passkeys.list_passkeys(db.session, account)),
        problems=said_by_field(problems),
        next=request.values.get("next", ""),
    )


@blueprint.get("")
def show() -> str:
    return _page()


@blueprint.post("")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_page)
def confirm() -> Response:
    password = request.form.get("password", "")
    confirmations.confirm_with_password(db.session, require_account(), current_sign_in_id(), password)
    return back()


def back() -> Response:
    """To the page that asked; what was to be sent is sent again by the person."""
    flash(_("Thank you. For ten minutes, nothing asks for your password again."), "success")
    return redirect(local_address(request.values.get("next", "")), 303)

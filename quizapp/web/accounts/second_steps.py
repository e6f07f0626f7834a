"""Two-step sign-in: the code after the password, and what each account has set up."""

from typing import Any

import segno
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from quizapp.http import identity
from quizapp.http.addresses import local_address
from quizapp.http.extensions import db, limiter, settings, sign_ins_per_minute
from quizapp.http.identity import require_account, require_confirmed
from quizapp.http.pending_sign_ins import find_pending_account, pending_account, secret_box
from quizapp.models import Role
from quizapp.services.second_steps import authenticators, passkeys, recovery_codes
from quizapp.services.second_steps.signing_in import check_code
from quizapp.web.accounts.browsers import browser_name
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("second_steps", __name__, template_folder="templates")


def _code_page(problems: Problems = ()) -> str:
    account = pending_account()
    return render_template(
        "accounts/second_step.html",
        account=account,
        has_app=authenticators.find_authenticator(db.session, account) is not None,
        has_passkeys=bool(passkeys.list_passkeys(db.session, account)),
        problems=said_by_field(problems),
        next=request.values.get("next", ""),
    )


@blueprint.get("/sign-in/code")
def ask() -> Response | str:
    if identity.current_account() is not None or find_pending_account() is None:
        return redirect(url_for("accounts.sign_in", next=request.args.get("next") or None))
    return _code_page()


@blueprint.post("/sign-in/code")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_code_page)
def check() -> Response:
    account = pending_account()
    method = check_code(db.session, secret_box(), account, request.form.get("code", ""))
    identity.sign_in(account, method)
    return redirect(local_address(request.form.get("next", "")), 303)


@blueprint.get("/account/two-step")
def show() -> str:
    return _overview()


def _overview(codes: list[str] | None = None) -> str:
    """codes: recovery codes that were just made."""
    account = require_account()
    app, found = (
        authenticators.find_authenticator(db.session, account),
        passkeys.list_passkeys(db.session, account),
    )
    return render_template(
        "accounts/two_step.html",
        account=account,
        app=app,
        passkeys=found,
        is_on=app is not None or bool(found),
        codes=codes,
        codes_left=recovery_codes.count_unused(db.session, account),
        is_demanded=settings().admins_need_second_step and account.role is Role.ADMIN,
        label=browser_name(request.headers.get("User-Agent", "")),
        longest_label=passkeys.LONGEST_LABEL,
    )


def _once(page: str, status: int) -> Response:
    """A page with a secret that is shown once."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _app_page(problems: Problems = ()) -> Response:
    account = require_confirmed()
    secret = authenticators.find_begun_secret(db.session, secret_box(), account)
    if secret is None:
        return redirect(url_for(".show"))
    code = segno.make(authenticators.address_of(account, secret), error="m", micro=False)
    drawn: Any = code.svg_inline(omitsize=True, border=3, dark="#000", light="#fff")
    return _once(
        render_template(
            "accounts/app.html",
            picture=Markup(drawn),  # of the library, made of what it was given
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            problems=said_by_field(problems),
        ),
        200,
    )


@blueprint.post("/account/two-step/app")
def begin_app() -> Response:
    authenticators.begin(db.session, secret_box(), require_confirmed())
    return redirect(url_for(".show_app"), 303)


@blueprint.get("/account/two-step/app")
def show_app() -> Response:
    return _app_page()


@blueprint.post("/account/two-step/app/confirm")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_app_page)
def confirm_app() -> Response:
    """Recovery codes are shown in this response and never again."""
    account, code = require_confirmed(), "".join(request.form.get("code", "").split())
    authenticators.confirm(db.session, secret_box(), account, code)
    flash(_("The authenticator app is set up. From now on, signing in asks for its code."), "success")
    if recovery_codes.count_unused(db.session, account):
        return redirect(url_for(".show"), 303)
    return _once(_overview(recovery_codes.make_codes(db.session, account)), 201)


@blueprint.post("/account/two-step/app/remove")
def remove_app() -> Response:
    authenticators.remove(db.session, require_confirmed())
    flash(_("The authenticator app has been removed."), "success")
    return redirect(url_for(".show"), 303)


@blueprint.post("/account/two-step/recovery-codes")
def make_recovery_codes() -> Response:
    """The new codes are shown in this response and never again."""
    return _once(_overview(recovery_codes.make_codes(db.session, require_confirmed())), 201)

"""Signing in and up, and one's own account."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.errors import N_, SignUpClosed
from quizapp.http import identity
from quizapp.http.addresses import local_address
from quizapp.http.extensions import db, limiter, refusals_per_hour, settings, sign_ins_per_minute
from quizapp.http.identity import require_account
from quizapp.http.pending_sign_ins import wait_for_second_step
from quizapp.models import Account, SignInMethod
from quizapp.presentation.account_events import event_in_words
from quizapp.services import account_events, accounts, api_tokens, names
from quizapp.services.second_steps.signing_in import has_second_step
from quizapp.web.accounts.browsers import browser_name
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("accounts", __name__, template_folder="templates")


METHOD_NAMES = {
    SignInMethod.PASSWORD: N_("with the password"),
    SignInMethod.APP: N_("with password and app"),
    SignInMethod.PASSKEY: N_("with a passkey"),
    SignInMethod.RECOVERY_CODE: N_("with a recovery code"),
}


def _account_named() -> str:
    """Many addresses may guess the password of one account together."""
    return names.key_of(request.form.get("name", ""))


def _is_refused(response: Response) -> bool:
    return response.status_code == 422


def _sign_in_page(problems: Problems = ()) -> str:
    return _entrance("accounts/sign_in.html", problems)


def _sign_up_page(problems: Problems = ()) -> str:
    return _entrance("accounts/sign_up.html", problems)


def _setup_page(problems: Problems = (), token: str = "") -> str:
    return _entrance("accounts/setup.html", problems, token=token)


def _account_page(problems: Problems = (), new_token: str | None = None) -> str:
    account = require_account()
    return render_template(
        "accounts/show.html",
        account=account,
        sign_ins=accounts.list_sign_ins(db.session, account),
        this_sign_in_id=identity.current_sign_in_id(),
        browser_name=browser_name,
        method_names={method: _(name) for method, name in METHOD_NAMES.items()},
        tokens=api_tokens.list_api_tokens(db.session, account),
        new_token=new_token,
        label=request.form.get("label", "") if problems else "",
        problems=said_by_field(problems),
        limits=accounts,
    )


@blueprint.get("/sign-in")
def sign_in() -> Response | str:
    if identity.current_account() is not None:
        return redirect(_wished_address())
    return _sign_in_page()


@blueprint.post("/sign-in")
@limiter.limit(sign_ins_per_minute)
@limiter.limit(refusals_per_hour, key_func=_account_named, deduct_when=_is_refused)
@shown_again_by(_sign_in_page)
def open_sign_in() -> Response:
    return _enter(accounts.check_password(db.session, *_name_and_password()))


@blueprint.get("/sign-up")
def sign_up() -> Response | str:
    if identity.current_account() is not None:
        return redirect(_wished_address())
    _refuse_uninvited()
    return _sign_up_page()


@blueprint.post("/sign-up")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_sign_up_page)
def create_account() -> Response:
    _refuse_uninvited()
    return _enter(accounts.create_account(db.session, *_name_and_password()))


def _refuse_uninvited() -> None:
    if settings().invited_only:
        raise SignUpClosed


@blueprint.post("/sign-out")
def sign_out() -> Response:
    identity.sign_out()
    return redirect(url_for("home.show"))


@blueprint.get("/setup/<token>")
def setup(token: str) -> str:
    accounts.check_setup_link(db.session, token)
    return _setup_page(token=token)


@blueprint.post("/setup/<token>")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_setup_page)
def create_first_instructor(token: str) -> Response:
    account = accounts.create_first_instructor(db.session, token, *_name_and_password())
    return _enter(account, url_for("authoring.index"))


@blueprint.get("/account")
def show() -> str:
    return _account_page()


@blueprint.post("/account/password")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_account_page)
def change_password() -> Response:
    account, form, method = require_account(), request.form, identity.current_method()
    accounts.change_password(db.session, account, form.get("current", ""), form.get("password", ""))
    identity.sign_in(account, method or SignInMethod.PASSWORD)
    flash(
        _("Password changed. All other browsers have been signed out, and all API tokens revoked."), "success"
    )
    return redirect(url_for(".show"))


@blueprint.post("/account/sign-ins/<int:sign_in_id>/revoke")
def revoke_sign_in(sign_in_id: int) -> Response:
    account = require_account()
    if sign_in_id == identity.current_sign_in_id():
        return sign_out()
    accounts.revoke_sign_in(db.session, account, sign_in_id)
    flash(_("That browser has been signed out."), "success")
    return redirect(url_for(".show"))


@blueprint.post("/account/sign-ins/revoke")
def revoke_all_sign_ins() -> Response:
    accounts.revoke_all_sign_ins(db.session, require_account())
    return sign_out()


@blueprint.post("/account/sign-ins/revoke-others")
def revoke_other_sign_ins() -> Response:
    accounts.revoke_other_sign_ins(db.session, require_account(), identity.current_sign_in_id())
    flash(_("All other browsers have been signed out."), "success")
    return redirect(url_for(".show"))


@blueprint.get("/account/log")
def log() -> str:
    """What was done to one’s own account, and by whom."""
    page = max(1, request.args.get("page", 1, type=int))
    found = account_events.list_events(db.session, require_account(), page)
    return render_template("accounts/log.html", found=found, in_words=event_in_words, of_all=False)


@blueprint.post("/account/tokens")
@shown_again_by(_account_page)
def create_token() -> Response:
    """The new token is shown in this response and never again."""
    days, form = request.form.get("days", "90"), request.form
    token = api_tokens.create_api_token(
        db.session,
        require_account(),
        form.get("label", ""),
        days=int(days) if days.isascii() and days.isdigit() else 0,
        may_write=form.get("scope") == "write",
    )
    response = make_response(_account_page(new_token=token), 201)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/account/tokens/<int:api_token_id>/revoke")
def revoke_token(api_token_id: int) -> Response:
    api_tokens.revoke_api_token(db.session, require_account(), api_token_id)
    flash(_("Token revoked. It can no longer be used."), "success")
    return redirect(url_for(".show"))


def _entrance(template: str, problems: Problems, **values: str) -> str:
    return render_template(
        template,
        problems=said_by_field(problems),
        name=request.form.get("name", ""),
        next=request.values.get("next", ""),
        limits=accounts,
        invited_only=settings().invited_only,
        **values,
    )


def _name_and_password() -> tuple[str, str]:
    return request.form.get("name", ""), request.form.get("password", "")


def _enter(account: Account, address: str | None = None) -> Response:
    if has_second_step(db.session, account):
        wait_for_second_step(account)
        return redirect(url_for("second_steps.ask", next=request.values.get("next") or None), 303)
    identity.sign_in(account)
    return redirect(address or _wished_address())


def _wished_address() -> str:
    return local_address(request.values.get("next", ""))

"""Signing in and up, one's own account, and, for admins, everyone's role."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.errors import N_, Invalid, Problem
from quizapp.http import identity
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.http.identity import require_account, requires_role
from quizapp.models import Account, Role
from quizapp.services import accounts, api_tokens
from quizapp.web.accounts.browsers import browser_name
from quizapp.web.accounts.languages import local_address
from quizapp.web.form_problems import said_by_field

blueprint = Blueprint("accounts", __name__, template_folder="templates")

Problems = dict[str, list[str]]


@blueprint.get("/sign-in")
def sign_in() -> Response | str:
    if identity.current_account() is not None:
        return redirect(_wished_address())
    return _entrance("accounts/sign_in.html")


@blueprint.post("/sign-in")
@limiter.limit(sign_ins_per_minute)
def open_sign_in() -> Response | str:
    return _enter(
        "accounts/sign_in.html", lambda name, password: accounts.check_password(db.session, name, password)
    )


@blueprint.get("/sign-up")
def sign_up() -> Response | str:
    if identity.current_account() is not None:
        return redirect(_wished_address())
    return _entrance("accounts/sign_up.html")


@blueprint.post("/sign-up")
@limiter.limit(sign_ins_per_minute)
def create_account() -> Response | str:
    return _enter(
        "accounts/sign_up.html", lambda name, password: accounts.create_account(db.session, name, password)
    )


@blueprint.post("/sign-out")
def sign_out() -> Response:
    identity.sign_out()
    return redirect(url_for("home.show"))


@blueprint.get("/setup/<token>")
def setup(token: str) -> str:
    accounts.check_setup_link(db.session, token)
    return _entrance("accounts/setup.html", token=token)


@blueprint.post("/setup/<token>")
@limiter.limit(sign_ins_per_minute)
def create_first_instructor(token: str) -> Response | str:
    return _enter(
        "accounts/setup.html",
        lambda name, password: accounts.create_first_instructor(db.session, token, name, password),
        address=url_for("authoring.index"),
        token=token,
    )


@blueprint.get("/account")
def show() -> str:
    return _account_page()


@blueprint.post("/account/password")
@limiter.limit(sign_ins_per_minute)
def change_password() -> Response | str:
    account = require_account()
    try:
        accounts.change_password(
            db.session, account, request.form.get("current", ""), request.form.get("password", "")
        )
    except Invalid as invalid:
        return _refused(_account_page(said_by_field(invalid.problems)))
    identity.sign_in(account)
    flash(_("Your password is changed. Every other browser is signed out."), "success")
    return redirect(url_for(".show"))


@blueprint.post("/account/sign-ins/<int:sign_in_id>/revoke")
def revoke_sign_in(sign_in_id: int) -> Response:
    account = require_account()
    if sign_in_id == identity.current_sign_in_id():
        return sign_out()
    accounts.revoke_sign_in(db.session, account, sign_in_id)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for(".show"))


@blueprint.post("/account/tokens")
def create_token() -> Response | str:
    """The new token is shown in this answer and never again."""
    label = request.form.get("label", "")
    try:
        token = api_tokens.create_api_token(db.session, require_account(), label)
    except Invalid as invalid:
        return _refused(_account_page(said_by_field(invalid.problems), label=label))
    return make_response(_account_page(new_token=token), 201)


@blueprint.post("/account/tokens/<int:api_token_id>/revoke")
def revoke_token(api_token_id: int) -> Response:
    api_tokens.revoke_api_token(db.session, require_account(), api_token_id)
    flash(_("The token is revoked; it opens nothing any more."), "success")
    return redirect(url_for(".show"))


@blueprint.get("/accounts")
@requires_role(Role.ADMIN)
def index() -> str:
    return _accounts_page()


@blueprint.post("/accounts/<name>/role")
@requires_role(Role.ADMIN)
def set_role(name: str) -> Response | str:
    account = accounts.get_account(db.session, name)
    role = next((role for role in Role if role == request.form.get("role")), None)
    if role is None:
        return _refused(_accounts_page(_said(account, N_("Choose a role."))))
    if account is require_account() and role is not Role.ADMIN:
        return _refused(
            _accounts_page(_said(account, N_("You cannot take this role from yourself; another admin can.")))
        )
    accounts.set_role(db.session, name, role)
    flash(_("%(name)s: the role is changed.", name=account.display_name), "success")
    return redirect(url_for(".index"))


def _enter(
    template: str, find_account: Callable[[str, str], Account], address: str | None = None, **values: str
) -> Response | str:
    """Sign in the account that the typed name and password lead to, or show what is wrong with them."""
    name = request.form.get("name", "")
    try:
        account = find_account(name, request.form.get("password", ""))
    except Invalid as invalid:
        return _refused(_entrance(template, said_by_field(invalid.problems), name, **values))
    identity.sign_in(account)
    return redirect(address or _wished_address())


def _entrance(template: str, problems: Problems | None = None, name: str = "", **values: str) -> str:
    return render_template(
        template,
        problems=problems or {},
        name=name,
        next=request.values.get("next", ""),
        limits=accounts,
        **values,
    )


def _wished_address() -> str:
    return local_address(request.values.get("next", ""))


def _account_page(problems: Problems | None = None, new_token: str | None = None, label: str = "") -> str:
    account = require_account()
    return render_template(
        "accounts/show.html",
        account=account,
        sign_ins=accounts.list_sign_ins(db.session, account),
        this_sign_in_id=identity.current_sign_in_id(),
        browser_name=browser_name,
        tokens=api_tokens.list_api_tokens(db.session, account),
        new_token=new_token,
        label=label,
        problems=problems or {},
        limits=accounts,
    )


def _accounts_page(problems: Problems | None = None) -> str:
    return render_template(
        "accounts/index.html",
        accounts=accounts.list_accounts(db.session),
        roles=list(Role),
        problems=problems or {},
    )


def _said(account: Account, message: str) -> Problems:
    return said_by_field([Problem(account.name, message)])


def _refused(page: str) -> Response:
    return make_response(page, 422)

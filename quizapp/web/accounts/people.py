"""The people of the service, for admins; and the learners of their classes, for instructors."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.errors import NotOneself
from quizapp.http.addresses import url_with
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.http.identity import require_account, require_confirmed
from quizapp.models import Account, Role
from quizapp.presentation.account_events import ROLE_NAMES, event_in_words
from quizapp.presentation.language import say
from quizapp.services import account_events, accounts, api_tokens, password_resets, people
from quizapp.services.people import PeopleFilter
from quizapp.services.second_steps import signing_in
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("people", __name__, template_folder="templates")


@blueprint.get("/accounts")
def index() -> str:
    viewer, wanted = require_account(), _wanted()
    found = people.list_people(db.session, viewer, wanted, max(1, request.args.get("page", 1, type=int)))
    query = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "accounts/people.html",
        viewer=viewer,
        found=found,
        wanted=wanted,
        role_names=ROLE_NAMES,
        seen_within=people.SEEN_WITHIN_DAYS,
        not_seen_for=people.NOT_SEEN_FOR_DAYS,
        at_page=lambda number: url_with({**query, "page": number}, ".index"),
    )


def _wanted() -> PeopleFilter:
    asked = request.args
    seen = asked.get("seen", 0, type=int)
    order = asked.get("order", "name")
    return PeopleFilter(
        search=asked.get("q", "").strip()[:80],
        role=asked.get("role", ""),
        state=asked.get("state", ""),
        seen=seen if seen and abs(seen) <= 3650 else None,
        order=order if order in people.ORDERS else "name",
    )


@blueprint.get("/account-log")
def log() -> str:
    page = max(1, request.args.get("page", 1, type=int))
    found = account_events.list_events(db.session, None, page)
    return render_template("accounts/log.html", found=found, in_words=event_in_words, of_all=True)


@blueprint.get("/accounts/<name>")
def show(name: str) -> str:
    return _page((), name)


def _page(problems: Problems, name: str, new_link: str | None = None) -> str:
    viewer = require_account()
    account = people.get_person(db.session, viewer, name)
    is_admin, refusal = viewer.role is Role.ADMIN, people.why_no_reset(db.session, viewer, account)
    return render_template(
        "accounts/person.html",
        viewer=viewer,
        person=account,
        has_second_step=signing_in.has_second_step(db.session, account),
        is_admin=is_admin,
        why_no_reset=say(refusal) if refusal else "",
        open_reset=password_resets.find_open_reset(db.session, account),
        new_link=new_link,
        memberships=people.classes_of(db.session, viewer, account),
        sign_ins=accounts.list_sign_ins(db.session, account) if is_admin else (),
        tokens=api_tokens.list_api_tokens(db.session, account) if is_admin else (),
        found=account_events.list_events(db.session, account, max(1, request.args.get("page", 1, type=int))),
        in_words=event_in_words,
        role_names=ROLE_NAMES,
        problems=said_by_field(problems),
    )


@blueprint.post("/accounts/<name>/reset")
@limiter.limit(sign_ins_per_minute)
def make_reset_link(name: str) -> Response:
    """The new link is shown in this response and never again."""
    viewer = require_confirmed()
    account = people.get_person(db.session, viewer, name)
    people.require_reset(db.session, viewer, account)
    token = password_resets.make_reset_link(db.session, account, viewer)
    link = url_for("password_resets.show", token=token, _external=True)
    response = make_response(_page((), name, link), 201)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/accounts/<name>/reset/revoke")
def revoke_reset_link(name: str) -> Response:
    return _done(
        name, require_account(), password_resets.revoke_reset_link, _("Link revoked. It no longer works.")
    )


@blueprint.post("/accounts/<name>/role")
@shown_again_by(_page)
def set_role(name: str) -> Response:
    admin = require_confirmed()
    account = accounts.assign_role(db.session, admin, name, request.form.get("role", ""))
    return _back(name, _("The role of “%(name)s” has been changed.", name=account.display_name))


@blueprint.post("/accounts/<name>/disable")
def disable(name: str) -> Response:
    said = _("The account is disabled, and every browser has been signed out.")
    return _done(name, require_confirmed(), people.disable, said)


@blueprint.post("/accounts/<name>/enable")
def enable(name: str) -> Response:
    return _done(name, require_account(), people.enable, _("The account is enabled again."))


@blueprint.post("/accounts/<name>/sign-out")
def sign_out(name: str) -> Response:
    said = _("Every browser of the account has been signed out.")
    return _done(name, require_account(), people.sign_out, said)


@blueprint.post("/accounts/<name>/two-step/remove")
def remove_second_step(name: str) -> Response:
    admin = require_confirmed()
    account = people.get_person(db.session, admin, name)
    if account is admin:
        raise NotOneself
    signing_in.remove_second_step(db.session, account, admin)
    return _back(name, _("Two-step sign-in is off, and every browser has been signed out."))


@blueprint.post("/accounts/<name>/tokens/<int:api_token_id>/revoke")
def revoke_token(name: str, api_token_id: int) -> Response:
    admin = require_account()
    account = people.get_person(db.session, admin, name)
    api_tokens.revoke_api_token(db.session, account, api_token_id, admin)
    return _back(name, _("Token revoked. It can no longer be used."))


def _done(name: str, admin: Account, act: Callable[..., None], said: str) -> Response:
    """After an act on the account of that name."""
    act(db.session, people.get_person(db.session, admin, name), admin)
    return _back(name, said)


def _back(name: str, said: Any) -> Response:
    flash(said, "success")
    return redirect(url_for(".show", name=name), 303)

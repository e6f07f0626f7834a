"""Invitations to create an account: the list of those who invite, and the page of the one-time link."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.errors import N_
from quizapp.http import identity
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.http.identity import require_account, require_confirmed
from quizapp.models import Account, Role
from quizapp.presentation.account_events import ROLE_NAMES
from quizapp.services import account_invitations, accounts
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("account_invitations", __name__, template_folder="templates")

STATE_NAMES = {
    "open": N_("open"),
    "used": N_("used"),
    "expired": N_("expired"),
    "revoked": N_("revoked"),
}


def _page(problems: Problems = (), new_link: str | None = None) -> str:
    account, form = require_account(), request.form
    page = max(1, request.args.get("page", 1, type=int))
    found, pages = account_invitations.list_invitations(db.session, account, page)
    return render_template(
        "accounts/invitations.html",
        invitations=found,
        page=min(page, pages),
        pages=pages,
        state_names=STATE_NAMES,
        role_names=ROLE_NAMES,
        role_choices=[(role, _(ROLE_NAMES[role])) for role in account_invitations.roles_to_give(account)],
        class_choices=_class_choices(account),
        values=form if problems else {"class": request.args.get("class", "")},
        new_link=new_link,
        problems=said_by_field(problems),
    )


def _class_choices(account: Account) -> list[tuple[str, str]]:
    classes = account_invitations.classes_to_fill(db.session, account)
    return [("", _("none")), *((each.public_id, each.title) for each in classes)] if classes else []


@blueprint.get("/invitations")
def index() -> str:
    return _page()


@blueprint.post("/invitations")
@shown_again_by(_page)
def invite() -> Response:
    """The new link is shown in this response and never again. Fields: role, days, class, note."""
    form, days = request.form, request.form.get("days", "")
    is_for_staff = form.get("role", "") != Role.LEARNER
    token = account_invitations.invite(
        db.session,
        require_confirmed() if is_for_staff else require_account(),
        form.get("role", ""),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
        note=form.get("note", ""),
        class_id=form.get("class", ""),
    )
    response = make_response(_page((), url_for(".show", token=token, _external=True)), 201)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/invitations/<int:invitation_id>/revoke")
def revoke(invitation_id: int) -> Response:
    account_invitations.revoke_invitation(db.session, require_account(), invitation_id)
    flash(_("Invitation revoked. Its link no longer works."), "success")
    return redirect(url_for(".index"), 303)


def _accept_page(problems: Problems, token: str) -> Response:
    page = render_template(
        "accounts/invitation.html",
        invitation=account_invitations.get_invitation(db.session, token),
        problems=said_by_field(problems),
        name=request.form.get("name", ""),
        limits=accounts,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/invitation/<token>")
@limiter.limit(sign_ins_per_minute)
def show(token: str) -> Response:
    return _accept_page((), token)


@blueprint.post("/invitation/<token>")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_accept_page)
def accept(token: str) -> Response:
    form = request.form
    account = account_invitations.accept_invitation(
        db.session, token, form.get("name", ""), form.get("password", "")
    )
    identity.sign_in(account)
    if account.has_classes:
        return redirect(url_for("classes.index"), 303)
    return redirect(url_for("authoring.index" if account.is_instructor else "home.show"), 303)

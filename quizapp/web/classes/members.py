"""The members of a class, how they are invited, and the page of one learner."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.errors import N_
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.models import ClassMember, ClassRole
from quizapp.services.claims import claims_named
from quizapp.services.classes import gradebook, invitations, membership
from quizapp.services.classes.invitations import ListedLine
from quizapp.services.classes.membership import Seat
from quizapp.services.classes.misconceptions import wrong_claims_of
from quizapp.web.classes import presenter
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint(
    "class_members", __name__, url_prefix="/classes/<class_id>/members", template_folder="templates"
)

OUTCOMES = {
    "added": N_("added to the class"),
    "returned": N_("back in the class"),
    "already": N_("in the class already"),
    "invited": N_("no account of this name: send the personal link"),
    "invited_before": N_("invited before: the same personal link"),
    "twice": N_("the same as a line above; left out"),
    "unreadable": N_("not a name; left out"),
}


@blueprint.get("")
def index(class_id: str) -> str:
    return _page((), class_id)


def _page(
    problems: Problems, class_id: str, lines: Sequence[ListedLine] = (), member_id: int | None = None
) -> str:
    seat = _seat(class_id, ClassRole.ASSISTANT)
    return render_template(
        "classes/members.html",
        seat=seat,
        clock=presenter.clock_of(seat),
        members=membership.list_members(db.session, seat),
        pending=invitations.list_invitations(db.session, seat),
        code=presenter.grouped_code(seat.study_class.code),
        lines=lines,
        outcomes=OUTCOMES,
        roles=presenter.ROLE_NAMES,
        pasted=request.form.get("list", "") if problems else "",
        errors=said_by_field(problems),
        refused_member=member_id,
    )


@blueprint.post("")
@shown_again_by(_page)
def invite(class_id: str) -> Response | str:
    """Fields: list, a name on each line."""
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    lines = invitations.invite_list(db.session, seat, request.form.get("list", ""))
    return _page((), class_id, lines)


@blueprint.post("/code")
def change_code(class_id: str) -> Response:
    """Fields: do, one of renew, open, and close."""
    seat, wish = _seat(class_id, ClassRole.INSTRUCTOR), request.form.get("do")
    if wish == "renew":
        invitations.renew_code(db.session, seat)
        flash(_("The class has a new code. The old code and its link no longer work."), "success")
    elif wish in ("open", "close"):
        invitations.set_joinable(db.session, seat, is_joinable=wish == "open")
    return _back(class_id)


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
def withdraw(class_id: str, invitation_id: int) -> Response:
    invitations.withdraw_invitation(db.session, _seat(class_id, ClassRole.INSTRUCTOR), invitation_id)
    return _back(class_id)


@blueprint.get("/<int:member_id>")
def show(class_id: str, member_id: int) -> str:
    """A learner of the class, for those who teach."""
    seat = _seat(class_id, ClassRole.ASSISTANT)
    book = gradebook.read_row(db.session, seat, member_id)
    return render_template(
        "classes/member.html",
        seat=seat,
        clock=presenter.clock_of(seat),
        book=book,
        row=book.rows[0],
        member=book.rows[0].member,
        state_names=presenter.STATE_NAMES,
        work_names=presenter.WORK_NAMES,
        roles=presenter.ROLE_NAMES,
        parts_of=presenter.parts_of,
        wrong=_wrong_claims(seat, book.rows[0].member),
    )


def _wrong_claims(seat: Seat, member: ClassMember) -> list[dict[str, Any]]:
    found = wrong_claims_of(db.session, seat, member)
    known = claims_named(db.session, found)
    return [{"row": row, "claim": known[claim]} for claim, row in found.items() if claim in known]


def _refused_role(problems: Problems, class_id: str, member_id: int) -> str:
    return _page(problems, class_id, (), member_id)


@blueprint.post("/<int:member_id>/role")
@shown_again_by(_refused_role)
def set_role(class_id: str, member_id: int) -> Response:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    member = membership.set_role(db.session, seat, member_id, request.form.get("role", ""))
    flash(_("The role of “%(name)s” has been changed.", name=member.shown_name), "success")
    return _back(class_id)


@blueprint.post("/<int:member_id>/remove")
def remove(class_id: str, member_id: int) -> Response:
    member = membership.remove_member(db.session, _seat(class_id, ClassRole.INSTRUCTOR), member_id)
    flash(_("“%(name)s” is no longer in the class. The grades stay.", name=member.shown_name), "success")
    return _back(class_id)


@blueprint.post("/<int:member_id>/readmit")
def readmit(class_id: str, member_id: int) -> Response:
    membership.readmit_member(db.session, _seat(class_id, ClassRole.INSTRUCTOR), member_id)
    return _back(class_id)


def _back(class_id: str) -> Response:
    return redirect(url_for(".index", class_id=class_id), 303)


def _seat(class_id: str, least: ClassRole) -> Seat:
    return membership.get_seat(db.session, require_account(), class_id, least)

"""The page of a class that is a course of a platform: where its links lead, its members, and the scores to send."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from quizapp.errors import N_, PlatformUnreachable, Problem
from quizapp.http.extensions import db, platform_access, settings
from quizapp.http.identity import require_account
from quizapp.models import ClassRole, LtiColumn, LtiScore, ScoreState
from quizapp.presentation.language import say
from quizapp.services.classes import assignments, membership
from quizapp.services.classes.membership import Seat
from quizapp.services.lti import courses, keys, outbox, roster
from quizapp.web.classes import presenter
from quizapp.web.refused_forms import answered_by

blueprint = Blueprint(
    "lti_courses", __name__, url_prefix="/classes/<class_id>/course", template_folder="templates"
)


STATE_NAMES = {
    ScoreState.WAITING: ScoreState.WAITING.value,
    ScoreState.SENT: ScoreState.SENT.value,
    ScoreState.PARKED: N_("refused"),
}


@blueprint.get("")
def show(class_id: str) -> str:
    return _page(None, class_id)


def _page(refusal: PlatformUnreachable | None, class_id: str) -> str:
    seat = _seat(class_id)
    course = courses.find_course(db.session, seat)
    return render_template(
        "lti/course.html",
        seat=seat,
        clock=presenter.clock_of(seat),
        course=course,
        links=courses.list_links(db.session, course),
        assignments=assignments.list_assignments(db.session, seat),
        columns=outbox.list_columns(db.session, course),
        has_grades=courses.has_grades(course),
        state_names=STATE_NAMES,
        said=_said,
        refusal=say(refusal) if refusal else None,
    )


def _said(row: LtiColumn | LtiScore) -> str:
    """Why it is not sent, in the reader’s language."""
    return say(Problem("", row.reason or "", row.reason_values or {}))


@blueprint.post("/links/<int:link_id>")
def choose(class_id: str, link_id: int) -> Response:
    """Fields: assignment."""
    courses.choose(db.session, _seat(class_id), link_id, request.form.get("assignment", ""))
    flash(_("The link leads to the assignment now."), "success")
    return _back(class_id)


@blueprint.post("/members")
@answered_by(PlatformUnreachable, _page, 503)
def fetch_members(class_id: str) -> Response:
    found = roster.fetch_members(
        db.session, platform_access(), keys.signer(db.session, settings().secret_key), _seat(class_id)
    )
    said = ngettext("%(num)s member in the course", "%(num)s members in the course", found.members)
    more = _("%(joined)s new here, %(left)s left", joined=found.joined, left=found.left)
    flash(f"{said} · {more}", "success")
    return _back(class_id)


@blueprint.post("/scores")
def send_again(class_id: str) -> Response:
    """What waits for somebody to act is tried again now. Fields: column, for one only."""
    seat = _seat(class_id)
    column = request.form.get("column", "")
    outbox.send_again(
        db.session, courses.find_course(db.session, seat), int(column) if column.isdigit() else None
    )
    flash(_("The scores are sent again, within a minute."), "success")
    return _back(class_id)


def _back(class_id: str) -> Response:
    return redirect(url_for(".show", class_id=class_id), 303)


def _seat(class_id: str) -> Seat:
    return membership.get_seat(db.session, require_account(), class_id, ClassRole.INSTRUCTOR)

"""Classes: the list, a new one, its page for those who teach and for those who learn, and joining."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.domain.scheduling.days import zone_names
from quizapp.domain.statistics.misconceptions import FEWEST_ANSWERS, FEWEST_LEARNERS, MisconceptionMap
from quizapp.http.downloads import export_file
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.http.identity import current_account, find_current_learner, require_account
from quizapp.models import ClassRole
from quizapp.services.claims import claims_named
from quizapp.services.classes import (
    assignments,
    due,
    gradebook,
    invitations,
    live,
    membership,
    teaching_packages,
)
from quizapp.services.classes.membership import Seat
from quizapp.services.classes.misconceptions import map_of_class
from quizapp.services.review_preferences import read_preferences
from quizapp.web.classes import exercises, presenter
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

MOST_BESIDE = 5  # claims, and exercises, beside the gradebook

blueprint = Blueprint("classes", __name__, url_prefix="/classes", template_folder="templates")


def _is_wrong(response: Response) -> bool:
    """A room full of learners joins from one address; who tries codes is slowed down."""
    return response.status_code in (404, 422)


@blueprint.get("")
def index() -> str:
    return _index_page()


def _index_page(problems: Problems = ()) -> str:
    account = require_account()
    return render_template(
        "classes/index.html",
        seats=membership.list_seats(db.session, account),
        due=due.list_due(db.session, account),
        clock_of=lambda study_class: presenter.ClassClock(study_class.zone),
        account=account,
        code=request.form.get("code", ""),
        errors=said_by_field(problems),
        roles=presenter.ROLE_NAMES,
    )


@blueprint.get("/new")
def new() -> str:
    return _new_page()


def _new_page(problems: Problems = ()) -> str:
    learner = find_current_learner()
    usual = read_preferences(db.session, learner)
    return render_template(
        "classes/new.html",
        values={
            "title": request.form.get("title", ""),
            "zone": request.form.get("zone", usual.clock.zone),
        },
        is_detected=not usual.is_chosen and request.method == "GET",
        zones=sorted(zone_names()),
        errors=said_by_field(problems),
    )


@blueprint.post("")
@shown_again_by(_new_page)
def create() -> Response:
    form = request.form
    made = membership.create_class(
        db.session, require_account(), form.get("title", ""), form.get("zone", "").strip()
    )
    return redirect(url_for("class_members.index", class_id=made.public_id), 303)


@blueprint.post("/join")
@limiter.limit(sign_ins_per_minute, deduct_when=_is_wrong)
@shown_again_by(_index_page)
def join() -> Response:
    """By a code that was typed."""
    joined = invitations.join_by_code(db.session, require_account(), request.form.get("code", ""))
    return redirect(url_for(".show", class_id=joined.public_id), 303)


@blueprint.get("/join/<code>")
@limiter.limit(sign_ins_per_minute, deduct_when=_is_wrong)
def invitation(code: str) -> str:
    """What the link of an invitation shows, also to somebody without an account."""
    return render_template(
        "classes/invitation.html",
        invited=invitations.find_invited(db.session, code),
        code=code,
        account=current_account(),
    )


@blueprint.post("/join/<code>")
@limiter.limit(sign_ins_per_minute, deduct_when=_is_wrong)
def accept(code: str) -> Response:
    joined = invitations.join_class(db.session, require_account(), code)
    flash(_("You are in the class “%(title)s” now.", title=joined.title), "success")
    return redirect(url_for(".show", class_id=joined.public_id), 303)


@blueprint.get("/<class_id>")
def show(class_id: str) -> str:
    """The gradebook for those who teach; the assignments for a learner."""
    seat = _seat(class_id)
    clock = presenter.clock_of(seat)
    if not seat.is_staff:
        book = gradebook.read_own_row(db.session, seat)
        return render_template(
            "classes/learner.html",
            seat=seat,
            clock=clock,
            book=book,
            row=book.rows[0],
            running=live.find_running(db.session, seat),
            **_words(),
        )
    book = gradebook.read_gradebook(db.session, seat)
    lines, _hidden = exercises.lines_of(seat)
    return render_template(
        "classes/gradebook.html",
        seat=seat,
        clock=clock,
        book=book,
        **presenter.arranged(book, request.args.get("order", ""), is_behind_only="behind" in request.args),
        next=presenter.next_of(book),
        cells_of=presenter.cells_of,
        grouped_code=presenter.grouped_code,
        removed=assignments.list_removed(db.session, seat) if seat.is_teaching else [],
        wrong=_wrong_claims(map_of_class(db.session, seat))[:MOST_BESIDE],
        shade=presenter.shade_of_wrong,
        lines=lines[:MOST_BESIDE],
        line_count=len(lines),
        **exercises.words(),
        **_words(),
    )


def _wrong_claims(found: MisconceptionMap) -> list[dict[str, Any]]:
    """Those that somebody got wrong."""
    return [line for line in _claims_of(found) if line["row"].total.value]


def _claims_of(found: MisconceptionMap) -> list[dict[str, Any]]:
    """The rows of a map, each with its claim."""
    known = claims_named(db.session, (row.claim for row in found.rows))
    return [{"row": row, "claim": known[row.claim]} for row in found.rows if row.claim in known]


@blueprint.get("/<class_id>/gradebook.csv")
def gradebook_csv(class_id: str) -> Response:
    seat = _seat(class_id, ClassRole.ASSISTANT)
    book = gradebook.read_gradebook(db.session, seat)
    return export_file(gradebook.csv_of(book, presenter.csv_words()), "csv")


@blueprint.get("/<class_id>/misconceptions")
def misconceptions(class_id: str) -> str:
    """Which claims the learners get wrong, week by week."""
    seat = _seat(class_id, ClassRole.ASSISTANT)
    found = map_of_class(db.session, seat)
    return render_template(
        "classes/misconceptions.html",
        seat=seat,
        weeks=found.weeks,
        rows=_claims_of(found),
        fewest=FEWEST_LEARNERS,
        fewest_answers=FEWEST_ANSWERS,
        shade=presenter.shade_of_wrong,
    )


@blueprint.get("/<class_id>/misconceptions/<claim>")
def package(class_id: str, claim: str) -> str:
    """What teaches a claim: its experiment, three exercises, and a plan for a quarter of an hour."""
    seat = _seat(class_id, ClassRole.ASSISTANT)
    return render_template(
        "classes/package.html",
        seat=seat,
        package=teaching_packages.package_of(db.session, seat, claim),
        title=presenter.title_of_package,
    )


@blueprint.get("/<class_id>/settings")
def settings(class_id: str) -> str:
    return _settings_page((), class_id)


def _settings_page(problems: Problems, class_id: str) -> str:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    is_sent = request.method == "POST"
    values = request.form if is_sent else vars(seat.study_class)
    return render_template(
        "classes/settings.html",
        seat=seat,
        values={name: values.get(name, "") for name in ("title", "zone")},
        admits_guests="admits_guests" in request.form if is_sent else seat.study_class.admits_guests,
        zones=sorted(zone_names()),
        errors=said_by_field(problems),
    )


@blueprint.post("/<class_id>/settings")
@shown_again_by(_settings_page)
def change(class_id: str) -> Response:
    form = request.form
    membership.change_class(
        db.session,
        _seat(class_id, ClassRole.INSTRUCTOR),
        form.get("title", ""),
        form.get("zone", "").strip(),
        admits_guests="admits_guests" in form,
    )
    return redirect(url_for(".show", class_id=class_id), 303)


@blueprint.post("/<class_id>/archive")
def archive(class_id: str) -> Response:
    is_archived = request.form.get("archived") == "yes"
    membership.archive_class(db.session, _seat(class_id), is_archived=is_archived)
    return redirect(url_for(".show", class_id=class_id), 303)


@blueprint.post("/<class_id>/leave")
def leave(class_id: str) -> Response:
    seat = _seat(class_id)
    membership.leave_class(db.session, seat)
    flash(_("You have left the class “%(title)s”.", title=seat.study_class.title), "success")
    return redirect(url_for(".index"), 303)


def _seat(class_id: str, least: ClassRole = ClassRole.LEARNER) -> Seat:
    return membership.get_seat(db.session, require_account(), class_id, least)


def _words() -> dict[str, object]:
    return {
        "state_names": presenter.STATE_NAMES,
        "work_names": presenter.WORK_NAMES,
        "points_in_words": presenter.points_in_words,
    }

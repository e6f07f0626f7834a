"""Assignments of a class: set and change them, begin them, and see why they have the score that they have."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.db.tables import now
from quizapp.domain.classes.rules import AssignmentRules, OncallWork
from quizapp.domain.exams.rules import FixedSet
from quizapp.domain.oncall.causes import CAUSES
from quizapp.formats.oncall_files import read_catalog
from quizapp.http.extensions import db, settings, variant_signer
from quizapp.http.identity import current_learner, require_account
from quizapp.kinds import answer_in_words
from quizapp.models import ClassRole
from quizapp.presentation.language import current_language
from quizapp.services.attempt_reading import ReadAttempt
from quizapp.services.classes import answers, assignments, class_work, gradebook, membership
from quizapp.services.classes.gradebook import Reasons
from quizapp.services.classes.membership import Seat
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.web.classes import presenter
from quizapp.web.classes.assignment_form import (
    allowance_in,
    allowance_values,
    asked_values,
    assignment_in,
    sent_values,
    stored_values,
    usual_values,
)
from quizapp.web.exams.presenter import fixed_choices, table_of_counts
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint(
    "assignments", __name__, url_prefix="/classes/<class_id>/assignments", template_folder="templates"
)

PAGES: dict[str, Callable[[str], str]] = {
    "practice": lambda name: url_for("practice.show", public_id=name),
    "exam": lambda name: url_for("sittings.show", sitting_id=name),
    "oncall": lambda name: url_for("oncall.show", public_id=name),
}


@blueprint.get("/new")
def new(class_id: str) -> str:
    return _form_page((), class_id)


@blueprint.post("")
@shown_again_by(lambda problems, class_id: _form_page(problems, class_id))
def create(class_id: str) -> Response:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    rules, times = assignment_in(request.form, seat.study_class.zone)
    made = assignments.create_assignment(db.session, seat, request.form.get("title", ""), rules, times)
    return _to(class_id, made.public_id)


@blueprint.get("/<assignment_id>/edit")
def edit(class_id: str, assignment_id: str) -> str:
    return _form_page((), class_id, assignment_id)


@blueprint.post("/<assignment_id>")
@shown_again_by(lambda problems, class_id, assignment_id: _form_page(problems, class_id, assignment_id))
def change(class_id: str, assignment_id: str) -> Response:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    assignment = assignments.get_assignment(db.session, seat, assignment_id)
    before = assignments.rules_of(assignment) if assignments.is_begun(db.session, assignment) else None
    rules, times = assignment_in(request.form, seat.study_class.zone, before)
    title = request.form.get("title", "")
    assignments.change_assignment(db.session, seat, assignment_id, title, rules, times)
    return _to(class_id, assignment_id)


@blueprint.post("/<assignment_id>/remove")
def remove(class_id: str, assignment_id: str) -> Response:
    """Fields: back, to bring it back."""
    seat, is_removed = _seat(class_id, ClassRole.INSTRUCTOR), "back" not in request.form
    assignments.remove_assignment(db.session, seat, assignment_id, is_removed=is_removed)
    if is_removed:
        flash(
            _("The assignment is out of the class and its gradebook. Answers and scores are kept."), "success"
        )
    else:
        flash(_("The assignment is back, with its answers and scores."), "success")
    return redirect(url_for("classes.show", class_id=class_id), 303)


@blueprint.get("/<assignment_id>")
def show(class_id: str, assignment_id: str) -> str:
    """For a learner, to begin it; for those who teach, who has handed it in."""
    seat = _seat(class_id)
    if not seat.is_staff:
        found = gradebook.read_reasons(db.session, seat, assignment_id, seat.member.member_id)
        return render_template(
            "classes/assignment.html", **_of(seat, found), **presenter.beginning_of(found.standing, now())
        )
    book = gradebook.read_gradebook(db.session, seat)
    assignment = assignments.get_assignment(db.session, seat, assignment_id)
    place = next(
        number
        for number, each in enumerate(book.columns)
        if each.assignment.assignment_id == assignment.assignment_id
    )
    everybody = assignments.terms_of(assignment, book.columns[place].rules, seat.study_class.zone, None)
    return render_template(
        "classes/assignment_staff.html",
        seat=seat,
        clock=presenter.clock_of(seat),
        column=book.columns[place],
        terms=everybody,
        lines=list(presenter.rule_lines(everybody, presenter.clock_of(seat))),
        rows=[(row, presenter.Cell(row.standings[place])) for row in book.rows],
        part_count=(count := presenter.part_count(book, place)),
        parts_of=presenter.parts_of,
        means=presenter.means_of_parts(
            (row.standings[place] for row in book.rows if not row.has_left), count
        ),
        items=_items_of(book.columns[place].rules),
        allowances=assignments.allowances_of(db.session, [assignment]),
        mean=book.mean_of(place),
        **_words(),
    )


def _items_of(rules: AssignmentRules) -> list[PublishedItem | None]:
    """The exercises in their order, if everybody gets the same; None for one that is no longer published."""
    if isinstance(rules.work, OncallWork) or not isinstance(rules.work.selection, FixedSet):
        return []
    known = published_bank(db.session).items
    return [known.get(each) for each in rules.work.selection.items]


@blueprint.post("/<assignment_id>/begin")
def begin(class_id: str, assignment_id: str) -> Response:
    """Begin an attempt, or go on with the one that is open."""
    seat = _seat(class_id)
    assignment = assignments.get_assignment(db.session, seat, assignment_id)
    catalog = read_catalog(settings().content)
    begun = class_work.begin_work(db.session, seat, current_learner(), assignment, variant_signer(), catalog)
    return redirect(PAGES[begun.kind](begun.public_id), 303)


@blueprint.get("/<assignment_id>/members/<int:member_id>")
def reasons(class_id: str, assignment_id: str, member_id: int) -> str:
    """Why this score."""
    return _reasons_page((), class_id, assignment_id, member_id)


@blueprint.post("/<assignment_id>/members/<int:member_id>")
@shown_again_by(lambda problems, **address: _reasons_page(problems, **address))
def allow(class_id: str, assignment_id: str, member_id: int) -> Response:
    """What differs for this learner."""
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    allowance = allowance_in(request.form, seat.study_class.zone)
    assignments.set_allowance(db.session, seat, assignment_id, member_id, allowance)
    flash(_("Saved. The score follows from it at once."), "success")
    there = url_for(".reasons", class_id=class_id, assignment_id=assignment_id, member_id=member_id)
    return redirect(there, 303)


@blueprint.get("/<assignment_id>/members/<int:member_id>/attempts/<int:number>")
def attempt(class_id: str, assignment_id: str, member_id: int, number: int) -> str:
    """What was answered in an attempt."""
    seat = _seat(class_id)
    found = answers.read_answers(db.session, seat, assignment_id, member_id, number)
    return render_template(
        "classes/attempt.html",
        **_of(seat, found.reasons),
        number=number,
        marked=found.reasons.marked(number),
        answers=found,
        answer_words=_in_words,
        causes=CAUSES,
    )


def _in_words(read: ReadAttempt) -> str:
    """The first answer, which counts in a practice session, and is the only one in an exam."""
    stored = read.attempt
    given = stored.answer if stored.first_score is None else stored.first_answer
    return answer_in_words(read.drawn.item, given, current_language())


def _form_page(problems: Problems, class_id: str, assignment_id: str | None = None) -> str:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    bank = published_bank(db.session)
    counts = table_of_counts(bank)
    assignment = assignments.get_assignment(db.session, seat, assignment_id) if assignment_id else None
    values = usual_values(counts) | asked_values(request.args)
    if assignment is not None:
        rules = assignments.rules_of(assignment)
        values = stored_values(assignment, rules, seat.study_class.zone, counts)
    if request.method == "POST":
        values |= sent_values(request.form)
    return render_template(
        "classes/assignment_form.html",
        seat=seat,
        assignment=assignment,
        is_begun=assignment is not None and assignments.is_begun(db.session, assignment),
        counts=counts,
        choices=fixed_choices(bank),
        values=values,
        errors=said_by_field(problems),
    )


def _reasons_page(problems: Problems, class_id: str, assignment_id: str, member_id: int) -> str:
    seat = _seat(class_id)
    found = gradebook.read_reasons(db.session, seat, assignment_id, member_id)
    form = request.form if request.method == "POST" else None
    return render_template(
        "classes/reasons.html",
        **_of(seat, found),
        values=allowance_values(form, found.allowance, seat.study_class.zone),
        errors=said_by_field(problems),
    )


def _of(seat: Seat, found: Reasons) -> dict[str, Any]:
    clock = presenter.clock_of(seat)
    return {
        "seat": seat,
        "clock": clock,
        "column": found.column,
        "reasons": found,
        "standing": found.standing,
        "cell": presenter.Cell(found.standing),
        "lines": list(presenter.rule_lines(found.standing.terms, clock)),
        "page_of": PAGES[found.column.rules.work.kind],
        "is_mine": found.member.member_id == seat.member.member_id,
        **_words(),
    }


def _words() -> dict[str, Any]:
    return {
        "state_names": presenter.STATE_NAMES,
        "work_names": presenter.WORK_NAMES,
        "points_in_words": presenter.points_in_words,
    }


def _to(class_id: str, assignment_id: str) -> Response:
    return redirect(url_for(".show", class_id=class_id, assignment_id=assignment_id), 303)


def _seat(class_id: str, least: ClassRole = ClassRole.LEARNER) -> Seat:
    return membership.get_seat(db.session, require_account(), class_id, least)

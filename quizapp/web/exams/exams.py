"""Exams: the list, a new one, and the page before it begins."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.db.tables import now
from quizapp.domain.exams.rules import window_of
from quizapp.http.extensions import db, variant_signer
from quizapp.http.identity import (
    current_account,
    current_learner,
    find_current_learner,
    welcome_starter,
    welcome_visitor,
)
from quizapp.models import Role
from quizapp.services import exam_sittings, exams
from quizapp.services.classes.due import class_of_exam
from quizapp.services.published_bank import published_bank
from quizapp.services.review_preferences import read_preferences
from quizapp.services.roles import require_instructor
from quizapp.web.exams.new_exam import form_values, rules_from
from quizapp.web.exams.presenter import CountTable, exam_cards, fixed_choices, minutes_of, table_of_counts
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("exams", __name__, template_folder="templates")


@blueprint.get("/exams")
def index() -> str:
    learner = find_current_learner()
    if learner is not None:
        exam_sittings.close_over(db.session, learner)
    cards = exam_cards(exams.list_exams(db.session, learner), now())
    return render_template("exams/index.html", cards=cards)


@blueprint.get("/exams/new")
def new() -> str:
    if current_account() is None:
        welcome_visitor()
    return _new_page()


@blueprint.post("/exams")
@shown_again_by(lambda problems: _new_page(problems))
def create() -> Response:
    learner = current_learner()
    is_shared = request.form.get("is_shared") == "yes"
    if is_shared:
        require_instructor(current_account())
    zone = read_preferences(db.session, learner).clock.zone
    rules = rules_from(request.form, zone)
    exam = exams.create_exam(db.session, learner, request.form.get("title", ""), rules, is_shared=is_shared)
    return redirect(url_for(".show", exam_id=exam.public_id), 303)


@blueprint.get("/exams/<exam_id>")
def show(exam_id: str) -> Response | str:
    """The exam before it begins; that of an assignment begins on the page of the assignment."""
    learner = find_current_learner()
    if learner is not None:
        exam_sittings.close_over(db.session, learner)
    standing = exams.get_exam(db.session, learner, exam_id)
    if standing.exam.is_assigned and (found := class_of_exam(db.session, standing.exam)):
        assignment, study_class = found
        return redirect(
            url_for("assignments.show", class_id=study_class.public_id, assignment_id=assignment.public_id)
        )
    welcome_starter()
    return render_template(
        "exams/show.html",
        standing=standing,
        window=window_of(standing.rules),
        window_state=window_of(standing.rules).state_at(now()),
        minutes_of=minutes_of,
    )


@blueprint.post("/exams/<exam_id>/sittings")
def start(exam_id: str) -> Response:
    begun = exam_sittings.start_sitting(db.session, current_learner(), exam_id, variant_signer())
    return redirect(url_for("sittings.show", sitting_id=begun.sitting.public_id), 303)


@blueprint.post("/exams/<exam_id>/retire")
def retire(exam_id: str) -> Response:
    exams.retire_exam(db.session, find_current_learner(), exam_id)
    return redirect(url_for(".index"), 303)


def _new_page(problems: Problems = ()) -> str:
    learner, bank = find_current_learner(), published_bank(db.session)
    counts: CountTable = table_of_counts(bank)
    account = current_account()
    values: dict[str, Any] = form_values(request.form if request.method == "POST" else None, counts)
    return render_template(
        "exams/new.html",
        counts=counts,
        choices=fixed_choices(bank),
        zone=read_preferences(db.session, learner).clock.zone,
        is_instructor=account is not None and account.role.includes(Role.INSTRUCTOR),
        values=values,
        errors=said_by_field(problems),
    )

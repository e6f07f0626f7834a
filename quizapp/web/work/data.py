"""My data: what is stored, as a file, and how to delete it."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import N_
from quizapp.http import identity
from quizapp.http.downloads import export_file
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.services import erasure, exports
from quizapp.services.owned_tables import Person
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by
from quizapp.web.work.export_fields import csv_fields, json_tables

blueprint = Blueprint("data", __name__, template_folder="templates")

# What people call the rows of each table; one without a name here is shown by that of its table.
NAMES = {
    "attempts": N_("answers to exercises"),
    "reviews": N_("reviews"),
    "review_cards": N_("review cards"),
    "review_preferences": N_("review preferences"),
    "day_plans": N_("plans of a day"),
    "drafts": N_("answers you typed and did not submit"),
    "interview_attempts": N_("mock interviews"),
    "mock_interviews": N_("mock interviews in stages"),
    "interview_turns": N_("answers in mock interviews"),
    "practice_sessions": N_("practice sessions"),
    "session_items": N_("exercises of practice sessions"),
    "oncall_cases": N_("on-call cases"),
    "oncall_measurements": N_("measurements of on-call cases"),
    "exam_sittings": N_("exams you took"),
    "exam_answers": N_("answers in exams"),
    "sign_ins": N_("sign-in sessions"),
    "api_tokens": N_("API tokens"),
    "runs": N_("runs you requested"),
    "question_versions": N_("published versions of questions"),
    "question_drafts": N_("drafts of questions"),
    "exams": N_("exams you made"),
    "seen_runs": N_("runs you opened"),
    "class_members": N_("classes you are or were in"),
    "assignment_allowances": N_("allowances for assignments"),
    "assigned_work": N_("attempts at assignments"),
    "shipped_updates": N_("shipped updates of questions that you decided on"),
    "regrades": N_("regrades of questions"),
    "regrade_entries": N_("answers looked at in regrades"),
}


@blueprint.get("/work/data")
def show() -> str:
    return _page()


@blueprint.get("/work/data/fields")
def fields() -> str:
    """What the fields of the files mean; the same for everybody."""
    return render_template("work/fields.html", tables=json_tables(), csv=csv_fields(), names=NAMES)


@blueprint.get("/work/data/export.json")
def export_json() -> Response:
    return export_file(exports.export_json(db.session, _person()), "json")


@blueprint.get("/work/data/export.csv")
def export_csv() -> Response:
    return export_file(exports.export_csv(db.session, _person()), "csv")


def _page(problems: Problems = ()) -> str:
    held = erasure.what_is_held(db.session, _person())
    return render_template(
        "work/data.html",
        goes=_named(held.goes),
        stays=_named(held.stays),
        is_empty=held.is_empty,
        problems=said_by_field(problems),
    )


@blueprint.post("/work/data/delete")
@limiter.limit(sign_ins_per_minute)
@shown_again_by(_page)
def delete() -> AnyResponse:
    """Everything, at once. An account gives its password again."""
    account, learner = identity.current_account(), identity.find_current_learner()
    if account is not None:
        erasure.delete_account(db.session, account, request.form.get("password", ""))
        flash_after = gettext("Your account and everything that belonged to it have been deleted.")
    else:
        if learner is not None:
            erasure.delete_guest(db.session, learner)
        flash_after = gettext("What this browser had stored has been deleted.")
    identity.forget()
    flash(flash_after, "success")
    return redirect(url_for("home.show"))


def _person() -> Person:
    account = identity.current_account()
    return erasure.person_of(db.session, account, None if account else identity.find_current_learner())


def _named(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(gettext(NAMES[table]) if table in NAMES else table, count) for table, count in counts.items()]

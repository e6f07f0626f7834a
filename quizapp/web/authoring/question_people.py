"""The people of a question: who owns it, who writes it with them, and who reviews it."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.domain.authorship import QuestionRole
from quizapp.errors import N_
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.services import authoring, question_people
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("question_people", __name__, template_folder="templates", url_prefix="/author")

ROLE_NAMES: Mapping[QuestionRole, str] = {
    QuestionRole.OWNER: N_("owner"),
    QuestionRole.AUTHOR: N_("co-author"),
    QuestionRole.REVIEWER: N_("reviewer"),
}
ROLE_HELP: Mapping[QuestionRole, str] = {
    QuestionRole.OWNER: N_(
        "Edits, publishes, retires, and renames the question, and says who else works on it."
    ),
    QuestionRole.AUTHOR: N_("Edits and publishes the question, and regrades answers to it."),
    QuestionRole.REVIEWER: N_(
        "Approves drafts or sends them back. Without reviewers, every other instructor can."
    ),
}


def _refused(problems: Problems, slug: str) -> str:
    return _page(slug, said_by_field(problems))


@blueprint.get("/<slug>/people")
def show(slug: str) -> str:
    return _page(slug)


@blueprint.post("/<slug>/people")
@shown_again_by(_refused)
def change(slug: str) -> AnyResponse:
    """Give somebody a role, or take one back: `remove` is the number of an account."""
    account, given = require_account(), request.form
    if account_id := given.get("remove", 0, type=int):
        question_people.take_role(db.session, account, slug, account_id)
        flash(_("Removed."), "success")
    else:
        name = given.get("name", "")
        question_people.give_role(db.session, account, slug, name, given.get("role", ""))
        flash(_("%(name)s has been added.", name=name.strip()), "success")
    return redirect(url_for(".show", slug=slug))


def _page(slug: str, said: Mapping[str, list[str]] | None = None) -> str:
    account = require_account()
    return render_template(
        "authoring/people.html",
        authored=authoring.get_authored_question(db.session, account, slug),
        instructors=question_people.list_instructors(db.session, account),
        role_names=ROLE_NAMES,
        role_help=ROLE_HELP,
        said=said or {},
    )

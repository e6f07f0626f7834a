"""Buttons that change the state of a question: reviews, retiring, and its URL name."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import N_
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services import question_states
from quizapp.services.question_addresses import ADDRESSES_IN_USE
from quizapp.web.authoring.editor_page import Shown, editor_page
from quizapp.web.refused_forms import Problems, shown_again_by

blueprint = Blueprint("question_states", __name__, template_folder="templates", url_prefix="/author")


def _refused(problems: Problems, slug: str) -> AnyResponse:
    for problem in problems:
        flash(say(problem), "error")
    return editor_page(slug, Shown())


@blueprint.post("/<slug>/state")
@shown_again_by(_refused)
def change(slug: str) -> AnyResponse:
    action = request.form.get("action", "")
    if action == "rename":
        wanted = request.form.get("new_slug", "").strip()
        slug = question_states.rename(db.session, require_account(), slug, wanted, ADDRESSES_IN_USE)
        flash(_("The URL name is now “%(slug)s”. Links with the old one still work.", slug=slug), "success")
    elif action in ACTIONS:
        ACTIONS[action](slug)
        flash(_(SAID[action]), "success")
    return redirect(url_for("authoring.edit", slug=slug))


def _decide(is_approved: bool) -> Callable[[str], None]:
    def decide(slug: str) -> None:
        note = request.form.get("note", "")
        question_states.decide_review(db.session, require_account(), slug, is_approved=is_approved, note=note)

    return decide


ACTIONS: dict[str, Callable[[str], None]] = {
    "ask": lambda slug: question_states.ask_for_review(db.session, require_account(), slug),
    "withdraw": lambda slug: question_states.withdraw_review(db.session, require_account(), slug),
    "approve": _decide(is_approved=True),
    "send_back": _decide(is_approved=False),
    "retire": lambda slug: question_states.retire(db.session, require_account(), slug),
    "bring_back": lambda slug: question_states.bring_back(db.session, require_account(), slug),
}
SAID = {
    "ask": N_("Other instructors now see on the desk that this draft waits for a review."),
    "withdraw": N_("The request for a review has been withdrawn."),
    "approve": N_("The draft has been approved. It can be published."),
    "send_back": N_("The draft has been sent back with your note."),
    "retire": N_("The question has been retired. Its attempts, links, and statistics stay."),
    "bring_back": N_("Learners can practice the question again."),
}

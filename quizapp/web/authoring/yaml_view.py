"""A question as YAML, for those who would rather type it: the same draft, with the line and path of each problem."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.formats.question_texts import document_in, without_blanks
from quizapp.formats.yaml_files import dump
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services import authoring, part_editing
from quizapp.services.authoring import AuthoredQuestion
from quizapp.services.revisions import SavedMeanwhile
from quizapp.web.authoring.yaml_documents import Fault, faults_in
from quizapp.web.refused_forms import Problems, answered_by, shown_again_by

blueprint = Blueprint("yaml_view", __name__, template_folder="templates", url_prefix="/author")


def _refused(problems: Problems, slug: str) -> str:
    text = _text_sent()
    return _page(_authored(slug), text, faults_in(text, problems), is_saved=False)


def _refused_by_save(meanwhile: SavedMeanwhile, slug: str) -> str:
    return _page(_authored(slug), _text_sent(), [], is_saved=False, meanwhile=meanwhile)


@blueprint.get("/<slug>/yaml")
def show(slug: str) -> str:
    authored = _authored(slug)
    text = dump(without_blanks(authored.body))
    problems = authoring.problems_of_document(db.session, require_account(), authored.body)
    return _page(authored, text, faults_in(text, problems))


@blueprint.post("/<slug>/yaml")
@answered_by(SavedMeanwhile, _refused_by_save)
@shown_again_by(_refused)
def save(slug: str) -> AnyResponse:
    document = document_in(_text_sent())
    author, authored = require_account(), _authored(slug)
    if without_blanks(document) != without_blanks(authored.body):
        based_on = request.form.get("based_on") or None
        part_editing.replace_document(db.session, author, slug, document, based_on=based_on)
    flash(_("Draft saved. Learners can’t see it yet."), "success")
    return redirect(url_for(".show", slug=slug))


def _page(
    authored: AuthoredQuestion,
    text: str,
    faults: list[Fault],
    is_saved: bool = True,
    meanwhile: SavedMeanwhile | None = None,
) -> str:
    return render_template(
        "authoring/yaml.html",
        authored=authored,
        text=text,
        faults=faults,
        is_saved=is_saved,
        meanwhile=say(meanwhile) if meanwhile else "",
        based_on=authored.revision if is_saved or meanwhile else request.form.get("based_on", ""),
    )


def _authored(slug: str) -> AuthoredQuestion:
    return authoring.get_authored_question(db.session, require_account(), slug)


def _text_sent() -> str:
    return request.form.get("yaml", "").replace("\r\n", "\n")

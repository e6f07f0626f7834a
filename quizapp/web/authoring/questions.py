"""Writing questions in the browser: the overview, the editor, its live preview, and the YAML of a question."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from quizapp.bank.questions import Question
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Language
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.content_files import write_question
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.kinds import ITEM_KINDS
from quizapp.presentation.language import current_language, say
from quizapp.services import authoring, item_statistics, question_bank
from quizapp.services.claims import claims_by_slug
from quizapp.services.revisions import SavedMeanwhile
from quizapp.web.authoring import choices
from quizapp.web.authoring.actions import Removed, change
from quizapp.web.authoring.conflicts import Conflict, conflict_of, take
from quizapp.web.authoring.labels import Labels
from quizapp.web.authoring.preview import make_preview, render_preview
from quizapp.web.authoring.question_form import document_from
from quizapp.web.authoring.sheets import flaws_of, make_sheet
from quizapp.web.authoring.statistics import FLAG_NAMES
from quizapp.web.forms.texts import spell
from quizapp.web.lab.run_presenter import knob_cards
from quizapp.web.refused_forms import Problems, answered_by, shown_again_by
from simulator.paths import Document

blueprint = Blueprint("authoring", __name__, template_folder="templates", url_prefix="/author")

ADDRESSES_IN_USE = ("new", "preview", "import")


def _refused_form(problems: Problems, slug: str | None = None) -> str:
    return _editor(slug, _document_sent(slug), problems)


def _refused_draft(problems: Problems, slug: str) -> str:
    draft = authoring.get_authored_question(db.session, require_account(), slug)
    return _editor(slug, draft.body, problems)


def _both_changes(meanwhile: SavedMeanwhile, slug: str) -> str:
    conflict = conflict_of(_document_sent(slug), meanwhile)
    return _editor(slug, conflict.document, conflict=conflict, based_on=conflict.revision)


def _draft_not_discarded(meanwhile: SavedMeanwhile, slug: str) -> str:
    flash(_("The draft has not been discarded. %(reason)s", reason=say(meanwhile)), "error")
    return _editor(slug, meanwhile.theirs.body, based_on=meanwhile.theirs.revision)


@blueprint.get("")
def index() -> str:
    return render_template(
        "authoring/index.html",
        authored_questions=authoring.list_authored_questions(db.session, require_account()),
        topics={topic.slug: topic for topic in question_bank.list_topics(db.session)},
        statistics=_statistics_if_asked(),
        flag_names=FLAG_NAMES,
    )


def _statistics_if_asked() -> Mapping[str, item_statistics.StatisticsOfQuestion] | None:
    """The page asks for them once it stands: they can take seconds when there are many answers."""
    if request.args.get("statistics") != "yes":
        return None
    return item_statistics.statistics_of_bank(db.session, require_account())


@blueprint.get("/new")
def new() -> str:
    topics = question_bank.list_topics(db.session)
    topic = request.args.get("topic", topics[0].slug if len(topics) == 1 else "")
    return _editor(None, {"topic": topic, "items": []}, focus="slug")


@blueprint.post("/new")
@shown_again_by(_refused_form)
def create() -> AnyResponse | str:
    return _work_on(None)


@blueprint.get("/<slug>")
def edit(slug: str) -> AnyResponse | str:
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    page = make_response(_editor(slug, authored.body))
    if "HX-Request" in request.headers:
        page.headers["HX-Push-Url"] = url_for(".edit", slug=slug)
    return page


@blueprint.post("/<slug>")
@answered_by(SavedMeanwhile, _both_changes)
@shown_again_by(_refused_form)
def work_on(slug: str) -> AnyResponse | str:
    return _work_on(slug)


@blueprint.post("/<slug>/discard")
@answered_by(SavedMeanwhile, _draft_not_discarded)
def discard(slug: str) -> AnyResponse:
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    authoring.discard_draft(db.session, require_account(), slug, based_on=_based_on())
    flash(_("The draft of “%(slug)s” has been discarded.", slug=slug), "success")
    return redirect(url_for(".edit", slug=slug) if authored.latest_number else url_for(".index"))


@blueprint.get("/<slug>/export")
@shown_again_by(_refused_draft)
def export(slug: str) -> AnyResponse | str:
    """The question as a content file: as published, or the draft if requested or if there is nothing else."""
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    if authored.latest_number and request.args.get("of") != "draft":
        return _yaml_file(question_bank.get_question(db.session, slug).question)
    return _yaml_file(authoring.check_document(db.session, require_account(), authored.body))


@blueprint.post("/preview")
def preview() -> str:
    return _preview(document_from(request.form))


def _work_on(slug: str | None) -> AnyResponse | str:
    """Do what the pressed button says with the document of the form: save it, publish it, or change its structure."""
    document = _document_sent(slug)
    action = request.form.get("action", "")
    if action == "save":
        return redirect(url_for(".edit", slug=_save(slug, document)))
    if action == "publish":
        return redirect(url_for(".edit", slug=_publish(slug, document)))
    if action.startswith("take:") and slug:
        place = action.removeprefix("take:")
        authored = authoring.get_authored_question(db.session, require_account(), slug)
        take(document, authored.body, place)
        return _editor(slug, document, focus=place)
    changed = change(document, action, request.form.get("removed", ""))
    return _editor(slug, changed.document, focus=changed.focus, removed=changed.removed)


def _document_sent(slug: str | None) -> Document:
    """The document in the form; a question keeps the URL it is edited at."""
    return document_from(request.form) | ({"slug": slug} if slug else {})


def _save(slug: str | None, document: Document) -> str:
    _keep_addresses_free(slug, document)
    kept = authoring.save_draft(db.session, require_account(), slug, document, based_on=_based_on())
    flash(_("Draft saved. Learners can’t see it yet."), "success")
    return kept


def _publish(slug: str | None, document: Document) -> str:
    _keep_addresses_free(slug, document)
    version = authoring.publish(
        db.session, require_account(), slug, document, based_on=_based_on(), note=request.form.get("note", "")
    )
    slug = version.question.slug
    said = _("Version %(number)s is published. Learners see it now.", number=version.number)
    link = Markup('<a href="{}">{}</a>').format(url_for("questions.show", slug=slug), _("View as learner"))
    if version.number > 1:
        regrade = url_for("regrades.choose", slug=slug)
        again = Markup('<a href="{}">{}</a>').format(regrade, _("Regrade earlier answers"))
        link = Markup("{} · {}").format(link, again)
    flash(Markup("{} {}").format(said, link), "success")
    return slug


def _based_on() -> str:
    """The revision that the form was opened with."""
    return request.form.get("based_on", "")


def _keep_addresses_free(slug: str | None, document: Document) -> None:
    if slug is None and document.get("slug") in ADDRESSES_IN_USE:
        raise Invalid([Problem("slug", N_("This URL name is already in use. Choose another."))])


def _editor(
    slug: str | None,
    document: Document,
    problems: Iterable[Problem] = (),
    focus: str | None = None,
    conflict: Conflict | None = None,
    based_on: str | None = None,
    removed: Removed | None = None,
) -> str:
    authored = authoring.get_authored_question(db.session, require_account(), slug) if slug else None
    return render_template(
        "authoring/_editor.html" if "HX-Request" in request.headers else "authoring/edit.html",
        authored=authored,
        based_on=based_on or _based_on() or (authored.revision if authored else ""),
        conflict=conflict,
        removed=removed,
        sheet=make_sheet(document, _scenarios(), problems, focus),
        topics=question_bank.list_topics(db.session),
        labels=Labels(document),
        choices=choices,
        item_kinds=ITEM_KINDS,
        knob_cards=knob_cards,
        spell=spell,
        preview=_preview(document),
        preview_language=_preview_language(),
    )


def _preview(document: Document) -> Markup:
    problems = authoring.problems_of_document(db.session, require_account(), document)
    language = _preview_language()
    return render_preview(
        make_preview(
            document, _scenarios(), claims_by_slug(db.session), flaws_of(document, problems), language
        ),
        language,
    )


def _scenarios() -> dict[str, Scenario]:
    return {scenario.slug: scenario for scenario in question_bank.list_scenarios(db.session)}


def _preview_language() -> Language:
    wished = request.form.get("preview_language")
    return "zh" if wished == "zh" else "en" if wished == "en" else current_language()


def _yaml_file(question: Question) -> Response:
    file = Response(write_question(question), mimetype="application/yaml")
    file.headers["Content-Disposition"] = f'attachment; filename="{question.slug}.yaml"'
    return file

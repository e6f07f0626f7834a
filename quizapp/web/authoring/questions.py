"""Writing questions in the browser: the desk, a new question, and a question as a file; `editing` changes its parts."""

from collections.abc import Collection, Iterable, Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.bank.questions import Question
from quizapp.errors import N_
from quizapp.formats.content_files import write_question
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.presentation.item_flags import FLAG_NAMES, SERIOUS_FLAGS
from quizapp.presentation.language import say
from quizapp.services import authoring, desk, item_statistics, question_bank
from quizapp.services.check_results import CheckState
from quizapp.services.desk import State
from quizapp.services.question_parts import FIRST, part_of_field
from quizapp.services.revisions import SavedMeanwhile
from quizapp.web.authoring import choices
from quizapp.web.authoring.editor_page import Shown, changed_elsewhere, editor_page
from quizapp.web.authoring.question_form import document_from, values_of
from quizapp.web.refused_forms import Problems, answered_by, said_by_field, shown_again_by
from simulator.paths import Document

Statistics = Mapping[str, item_statistics.StatisticsOfQuestion]

blueprint = Blueprint("authoring", __name__, template_folder="templates", url_prefix="/author")


def _refused_question(problems: Problems) -> str:
    return _new_question(_new_document(), said_by_field(problems))


def _refused_file(problems: Problems, slug: str) -> AnyResponse:
    document = authoring.get_authored_question(db.session, require_account(), slug).body
    key = part_of_field(document, problems[0].field)[0] if problems else FIRST
    return editor_page(slug, Shown(key, checks=True, refused=problems))


def _draft_not_discarded(meanwhile: SavedMeanwhile, slug: str) -> AnyResponse:
    flash(_("The draft has not been discarded. %(reason)s", reason=say(meanwhile)), "error")
    return editor_page(slug, Shown())


STATE_NAMES = {
    State.DRAFT: N_("draft"),
    State.REVIEW: N_("in review"),
    State.PUBLISHED: N_("published"),
    State.RETIRED: N_("retired"),
}
CHECK_NAMES = {
    CheckState.GREEN: N_("passed"),
    CheckState.PROBLEMS: N_("with problems"),
    CheckState.STALE: N_("changed since"),
    CheckState.RUNNING: N_("being checked"),
    CheckState.NEVER: N_("not checked"),
}
LONGEST_SEARCH = 200


@blueprint.get("")
def index() -> str:
    """All questions, or those that the filters in the address let through. Retired ones are shown if asked for."""
    account = require_account()
    filters = _filters()
    lines = desk.list_desk(db.session, account, with_lacking=bool(filters.lacks))
    flag = request.args.get("flag", "")
    statistics = _statistics_if_asked(flag)
    found = [line for line in lines if filters.lets_through(line)]
    if flag:
        found = [line for line in found if flag in _flags(statistics, line)]
    topics = {topic.slug: topic for topic in question_bank.list_all_topics(db.session)}
    return render_template(
        "authoring/index.html",
        lines=found,
        all_count=len(lines),
        reviews_count=sum(line.waits_for_me for line in lines),
        filters=filters,
        flag=flag,
        is_filtered=filters != desk.DeskFilters() or bool(flag),
        topics=topics,
        topic_choices=choices.topic_choices(topics.values())[1:],
        tag_choices=[(tag, tag) for tag in sorted({tag for line in lines for tag in line.tags})],
        author_choices=_author_choices(lines, account.name),
        state_choices=[(str(state), _(name)) for state, name in STATE_NAMES.items()],
        flag_choices=[(str(each), _(name)) for each, name in FLAG_NAMES.items()],
        check_choices=[(str(state), _(name)) for state, name in CHECK_NAMES.items()],
        statistics=statistics,
        flag_names=FLAG_NAMES,
        serious_flags=SERIOUS_FLAGS,
        query=request.args.to_dict() | {"statistics": "yes"},
    )


def _author_choices(lines: Iterable[desk.DeskLine], own: str) -> choices.Choices:
    names = sorted({name for line in lines for name in line.authors})
    mine = [(own, _("me"))] if own in names else []
    return mine + [(name, name) for name in names if name != own]


def _filters() -> desk.DeskFilters:
    given = request.args
    return desk.DeskFilters(
        search=given.get("q", "")[:LONGEST_SEARCH].strip(),
        state=given.get("state", ""),
        topic=given.get("topic", ""),
        tag=given.get("tag", ""),
        author=given.get("author", ""),
        has_flaws=given.get("flaws") == "yes",
        check=given.get("check", ""),
        lacks=given.get("lacks", ""),
        waits_for_me=given.get("review") == "mine",
    )


def _flags(statistics: Statistics | None, line: desk.DeskLine) -> Collection[str]:
    found = (statistics or {}).get(line.slug)
    return found.flags if found else ()


def _statistics_if_asked(flag: str) -> Statistics | None:
    """The page asks for them once it stands: they can take seconds when there are many answers."""
    if request.args.get("statistics") != "yes" and not flag:
        return None
    return item_statistics.statistics_of_bank(db.session, require_account())


@blueprint.get("/new")
def new() -> str:
    topics = question_bank.list_all_topics(db.session)
    topic = request.args.get("topic", topics[0].slug if len(topics) == 1 else "")
    return _new_question({"topic": topic})


@blueprint.post("/new")
@shown_again_by(_refused_question)
def create() -> AnyResponse:
    document = _new_document()
    slug = authoring.save_draft(db.session, require_account(), None, document)
    flash(
        _("The draft has been created. Everything you type is saved; learners can’t see it yet."), "success"
    )
    return redirect(url_for(".edit", slug=slug, part=FIRST))


def _new_document() -> Document:
    return {name: value for name, value in document_from(request.form).items() if name != "items"} | {
        "items": []
    }


def _new_question(document: Document, said: Mapping[str, list[str]] | None = None) -> str:
    return render_template(
        "authoring/new.html",
        values=values_of(document),
        said=said or {},
        topics=choices.topic_choices(question_bank.list_all_topics(db.session)),
    )


@blueprint.get("/names")
def names() -> str:
    """Every question as an option of a field: its slug, with its title."""
    return render_template(
        "authoring/_names.html", titles=authoring.list_titles(db.session, require_account())
    )


@blueprint.get("/<slug>")
def edit(slug: str) -> AnyResponse:
    """The editor at one part: `part`; with every problem beside its field: `check`."""
    key = request.args.get("part", FIRST)
    changed = changed_elsewhere(authoring.get_authored_question(db.session, require_account(), slug))
    checks = request.args.get("check") == "yes"
    return editor_page(slug, Shown(key, focus=request.args.get("focus"), checks=checks, changed=changed))


@blueprint.post("/<slug>/discard")
@answered_by(SavedMeanwhile, _draft_not_discarded)
def discard(slug: str) -> AnyResponse:
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    authoring.discard_draft(db.session, require_account(), slug, based_on=request.form.get("based_on", ""))
    flash(_("The draft of “%(slug)s” has been discarded.", slug=slug), "success")
    return redirect(url_for(".edit", slug=slug) if authored.latest_number else url_for(".index"))


@blueprint.get("/<slug>/export")
@shown_again_by(_refused_file)
def export(slug: str) -> AnyResponse | str:
    """The question as a content file: as published, or the draft if requested or if there is nothing else."""
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    if authored.latest_number and request.args.get("of") != "draft":
        return _yaml_file(question_bank.get_question(db.session, slug).question)
    return _yaml_file(authoring.check_document(db.session, require_account(), authored.body))


def _yaml_file(question: Question) -> Response:
    file = Response(write_question(question), mimetype="application/yaml")
    file.headers["Content-Disposition"] = f'attachment; filename="{question.slug}.yaml"'
    return file

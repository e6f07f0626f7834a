"""The pages of topics for those who write: their list with its order, a new topic, and its texts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.bank.questions import Topic
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.presentation.language import say, words
from quizapp.services.making import topics
from quizapp.web.forms.schemas import schema_of
from quizapp.web.forms.texts import document_from, texts_of
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by
from simulator.paths import Document, split

blueprint = Blueprint("making_topics", __name__, template_folder="templates", url_prefix="/author/topics")

TOPIC = schema_of(Topic.model_json_schema())


def _refused_new(problems: Problems) -> str:
    return _new(_sent(), problems)


def _refused_change(problems: Problems, slug: str) -> str:
    return _form(slug, _sent(), problems)


def _not_deleted(problems: Problems, slug: str) -> str:
    for problem in problems:
        flash(say(problem), "error")
    return index()


@blueprint.get("")
def index() -> str:
    return render_template("making/topics.html", lines=topics.list_topic_lines(db.session, require_account()))


@blueprint.get("/new")
def new() -> str:
    return _new({})


@blueprint.post("/new")
@shown_again_by(_refused_new)
def create() -> AnyResponse:
    topics.save_topic(db.session, require_account(), None, _sent())
    flash(
        _("The topic has been created. Learners see it as soon as a question in it is published."), "success"
    )
    return redirect(url_for(".index"))


@blueprint.get("/<slug>")
def edit(slug: str) -> str:
    line = topics.get_topic_line(db.session, require_account(), slug)
    return _form(slug, line.topic.model_dump(mode="json"))


@blueprint.post("/<slug>")
@shown_again_by(_refused_change)
def change(slug: str) -> AnyResponse:
    topics.save_topic(db.session, require_account(), slug, _sent())
    flash(_("The topic has been saved. Everybody sees its new texts."), "success")
    return redirect(url_for(".index"))


@blueprint.post("/<slug>/move")
def move(slug: str) -> AnyResponse:
    places = -1 if request.form.get("to") == "up" else 1
    topics.move_topic(db.session, require_account(), slug, places)
    return redirect(url_for(".index", _anchor=slug))


@blueprint.post("/<slug>/delete")
@shown_again_by(_not_deleted)
def delete(slug: str) -> AnyResponse:
    title = words(topics.get_topic_line(db.session, require_account(), slug).topic.title)
    topics.delete_topic(db.session, require_account(), slug)
    flash(_("The topic “%(title)s” has been deleted.", title=title), "success")
    return redirect(url_for(".index"))


def _sent() -> Document:
    of_topic = {name: text for name, text in request.form.items() if set(split(name)[:1]) & set(TOPIC.fields)}
    return document_from(TOPIC, of_topic)


def _new(document: Document, problems: Problems = ()) -> str:
    return render_template(
        "making/topic.html", line=None, values=texts_of(TOPIC, document), said=said_by_field(problems)
    )


def _form(slug: str, document: Document, problems: Problems = ()) -> str:
    return render_template(
        "making/topic.html",
        line=topics.get_topic_line(db.session, require_account(), slug),
        values=texts_of(TOPIC, document),
        said=said_by_field(problems),
    )

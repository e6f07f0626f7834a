"""Bringing in a file of another program: first what would come of it, and then the drafts.

The page that shows it carries the file along, so that nothing is stored before the drafts are.
"""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import Problem
from quizapp.formats.exchange.bounds import MOST_BYTES
from quizapp.formats.exchange.drafts import LACKS, Draft, Drafts
from quizapp.formats.exchange.reading import read_drafts
from quizapp.http.extensions import db, image_keeper
from quizapp.http.identity import require_account
from quizapp.presentation.language import current_language, say
from quizapp.services import imports, question_bank
from quizapp.services.question_addresses import ADDRESSES_IN_USE
from quizapp.web.authoring import choices
from quizapp.web.authoring.uploads import Sent, file_sent
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("imports", __name__, template_folder="templates", url_prefix="/author/import")


@dataclass(frozen=True)
class Line:
    """A question of the file: what it becomes, what is lost, and what it lacks, in the reader’s language."""

    title: str
    kinds: list[str]
    losses: list[str]
    lacks: list[str]
    is_left_out: bool


def _refused(problems: Problems) -> str:
    """The form again; with the file, if it could be read and something else was wrong."""
    by_field = said_by_field(problems)
    if set(by_field) <= {"topic"}:
        sent = file_sent()
        return _looked_at(sent, read_drafts(sent.name, sent.data), by_field.get("topic"))
    return _form([sentence for said in by_field.values() for sentence in said])


@blueprint.get("")
def index() -> str:
    return _form()


@blueprint.post("")
@shown_again_by(_refused)
def work_on() -> AnyResponse | str:
    """Show what comes of the file, or make the drafts."""
    sent = file_sent()
    read = read_drafts(sent.name, sent.data)
    if request.form.get("action") != "make" or not sent.is_as_looked_at:
        return _looked_at(sent, read, is_another=not sent.is_as_looked_at)
    topic = request.form.get("topic", "")
    made = imports.make_drafts(
        db.session, require_account(), read.drafts, topic, ADDRESSES_IN_USE, image_keeper(), read.images
    )
    said = ngettext("%(num)d draft has been made.", "%(num)d drafts have been made.", len(made))
    flash(f"{said} {_('Learners can’t see them yet.')}", "success")
    only = made[0].slug if len(made) == 1 else None
    return redirect(url_for("authoring.edit", slug=only) if only else url_for("authoring.index"))


def _form(said: list[str] | None = None) -> str:
    return render_template("authoring/import.html", said=said or [], limit=MOST_BYTES // 1_000_000)


def _looked_at(
    sent: Sent, read: Drafts, about_topic: list[str] | None = None, *, is_another: bool = False
) -> str:
    lines, losses = _lines(read)
    return render_template(
        "authoring/imported.html",
        sent=sent,
        lines=lines,
        losses=losses,
        count=sum(not line.is_left_out for line in lines),
        topics=choices.topic_choices(question_bank.list_all_topics(db.session)),
        topic=request.form.get("topic", ""),
        about_topic=about_topic or [],
        is_another=is_another,
    )


def _lines(read: Drafts) -> tuple[list[Line], list[str]]:
    """The questions with their losses, and the losses that belong to none of them."""
    by_place: dict[str, list[str]] = {}
    for problem in read.losses:
        by_place.setdefault(problem.field, []).append(say(Problem("", problem.message, problem.values)))
    lines = [_line(draft, by_place.pop(draft.place or draft.title, [])) for draft in read.drafts]
    rest = [
        f"{place}: {said}" if place else said for place, all_said in by_place.items() for said in all_said
    ]
    return lines, rest


def _line(draft: Draft, losses: list[str]) -> Line:
    lacks = [_(LACKS[name]) for name in draft.lacks]
    return Line(
        draft.title,
        [str(item["kind"]) for item in draft.items],
        list(dict.fromkeys(losses)),
        lacks,
        draft.is_left_out,
    )


def joined_words(words: list[str]) -> str:
    """Words as a list in a sentence."""
    return ("、" if current_language() == "zh" else ", ").join(words)


blueprint.add_app_template_filter(joined_words, "in_a_row")

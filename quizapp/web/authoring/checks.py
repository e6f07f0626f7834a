"""The check of a question: having it done, and what it found, each with a link to its field."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from quizapp.http.extensions import checker, db, limiter
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services import authoring, question_checking
from quizapp.services.check_results import FoundAt
from quizapp.services.question_parts import GROUPS, alone, parts_of
from quizapp.web.authoring.editor_page import GROUP_NAMES, words_of_item
from quizapp.web.authoring.sheets import Flaw, flaws_of
from simulator.paths import Document

blueprint = Blueprint("question_checks", __name__, template_folder="templates", url_prefix="/author")


@dataclass(frozen=True)
class PartChecked:
    """A part of the question with what was found in it, and what was done. number: of an exercise."""

    key: str
    name: str
    number: int | None = None
    errors: list[Flaw] = field(default_factory=list)
    warnings: list[Flaw] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)


@blueprint.get("/<slug>/check")
def show(slug: str) -> str:
    account = require_account()
    authored = authoring.get_authored_question(db.session, account, slug)
    check = question_checking.get_check(db.session, account, slug)
    if check.is_waiting:
        checker().notify()  # whatever did it may be gone
    parts = _parts(authored.body, check.findings, check.facts)
    return render_template("authoring/check.html", authored=authored, check=check, parts=parts)


@blueprint.post("/<slug>/check")
@limiter.limit("60 per minute")
def start(slug: str) -> AnyResponse:
    question_checking.request_check(db.session, require_account(), slug)
    checker().notify()
    return redirect(url_for(".show", slug=slug))


def _parts(document: Document, findings: Iterable[FoundAt], facts: Iterable[FoundAt]) -> list[PartChecked]:
    """The parts that there still are, in order."""
    found = parts_of(document)
    names = {key: gettext(GROUP_NAMES[key]) for key in GROUPS}
    shown = [PartChecked(key, names[key]) for key in GROUPS]
    shown += [
        PartChecked(key, words_of_item(found.content[key]), number)
        for number, key in enumerate(found.order, start=1)
    ]
    by_key = {part.key: part for part in shown}
    for each in findings:
        if (part := by_key.get(each.part)) is not None:
            flaws = flaws_of(alone(document, each.part), [each.problem], part.number or 1)
            (part.warnings if each.is_warning else part.errors).extend(flaws)
    for each in facts:
        if (part := by_key.get(each.part)) is not None:
            part.facts.append(say(each.problem))
    return [part for part in shown if part.errors or part.warnings or part.facts]

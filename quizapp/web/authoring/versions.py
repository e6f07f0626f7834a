"""The history of a question: its versions and regrades, two versions side by side, and going back to one."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import N_
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.models import Origin
from quizapp.presentation.language import say
from quizapp.presentation.version_differences import FieldDifference, Key, differences_between
from quizapp.services import authoring, question_versions, regrades
from quizapp.services.question_versions import VersionText
from quizapp.services.revisions import SavedMeanwhile
from quizapp.web.authoring.labels import Labels
from quizapp.web.refused_forms import answered_by
from simulator.paths import Document

blueprint = Blueprint("versions", __name__, template_folder="templates", url_prefix="/author")

ORIGINS: Mapping[str, str] = {
    Origin.SHIPPED: N_("built-in"),
    Origin.IMPORT: N_("imported"),
    Origin.AUTHOR: N_("written here"),
}
DRAFT = "draft"


@dataclass(frozen=True)
class DifferenceShown:
    label: str
    difference: FieldDifference


def _restored_meanwhile(meanwhile: SavedMeanwhile, slug: str, number: int) -> str:
    flash(say(meanwhile), "error")
    return _history(slug)


@blueprint.get("/<slug>/history")
def history(slug: str) -> str:
    return _history(slug)


@blueprint.get("/<slug>/history/compare")
def compare(slug: str) -> str:
    """Two versions side by side: the last two, unless others are asked for."""
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    numbers = [each.number for each in question_versions.list_versions(db.session, require_account(), slug)]
    after = _asked("after", DRAFT if authored.has_draft else str(max(numbers, default=0)))
    earlier = [each for each in numbers if after == DRAFT or each < int(after)]
    before = _asked("before", str(max(earlier)) if earlier else after)
    old, new = _version(slug, before), _version(slug, after)
    choices = [(str(number), _("Version %(number)s", number=number)) for number in numbers]
    return render_template(
        "authoring/compare.html",
        authored=authored,
        before=before,
        after=after,
        choices=[(DRAFT, _("Draft")), *choices] if authored.has_draft else choices,
        names=dict([(DRAFT, _("Draft")), *choices]),
        differences=shown_differences(old.body, new.body),
    )


@blueprint.post("/<slug>/history/<int:number>/restore")
@answered_by(SavedMeanwhile, _restored_meanwhile)
def restore(slug: str, number: int) -> AnyResponse:
    question_versions.restore_version(
        db.session, require_account(), slug, number, based_on=request.form.get("based_on", "")
    )
    flash(_("Version %(number)s is now the draft. Check it, then publish it.", number=number), "success")
    return redirect(url_for("authoring.edit", slug=slug))


def shown_differences(before: Document, after: Document) -> list[DifferenceShown]:
    return [
        DifferenceShown(label_of(each.key, before if each.after is None else after, each.place), each)
        for each in differences_between(before, after)
    ]


def label_of(key: Key, document: Document, place: str) -> str:
    """A field in words; the order of a list is a field too."""
    way = Labels(document).way(place)
    return _("%(list)s: which ones, in order", list=way) if key[-1] == "#" else way


def _history(slug: str) -> str:
    account = require_account()
    authored = authoring.get_authored_question(db.session, account, slug)
    return render_template(
        "authoring/history.html",
        authored=authored,
        versions=question_versions.list_versions(db.session, account, slug),
        origins=ORIGINS,
        regrades=regrades.list_regrades(db.session, account, slug),
        summary_of=regrades.summary_of,
        based_on=authored.revision,
    )


def _asked(name: str, usual: str) -> str:
    given = request.args.get(name, "")
    return given if given == DRAFT or given.isdecimal() else usual


def _version(slug: str, named: str) -> VersionText:
    number = None if named == DRAFT else int(named)
    return question_versions.get_version(db.session, require_account(), slug, number)

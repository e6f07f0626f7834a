"""A shipped version of a question that authors have changed: what comes together, and what they choose."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import Invalid, Problem
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.presentation.three_way import CHOOSE, SIDES, Clash, Merge, Side, merge, place_in
from quizapp.services.revisions import SavedMeanwhile
from quizapp.services.shipped_updates import UpdateOffered, accept_update, decline_update, get_update
from quizapp.web.authoring.versions import DifferenceShown, label_of
from quizapp.web.refused_forms import Problems, answered_by, said_by_field, shown_again_by

blueprint = Blueprint("shipped_updates", __name__, template_folder="templates", url_prefix="/author")


@dataclass(frozen=True)
class ClashShown:
    """field: the name of its choice in the form."""

    field: str
    label: str
    clash: Clash
    chosen: str


def _refused(problems: Problems, slug: str) -> str:
    return _page(slug, said_by_field(problems))


def _saved_meanwhile(meanwhile: SavedMeanwhile, slug: str) -> str:
    flash(say(meanwhile), "error")
    return _page(slug)


@blueprint.get("/<slug>/update")
def show(slug: str) -> str:
    return _page(slug)


@blueprint.post("/<slug>/update")
@answered_by(SavedMeanwhile, _saved_meanwhile)
@shown_again_by(_refused)
def decide(slug: str) -> AnyResponse:
    account, update_id = require_account(), request.form.get("update", 0, type=int)
    if request.form.get("action") == "decline":
        decline_update(db.session, account, slug, update_id)
        flash(_("The update has been declined. Your text stays."), "success")
        return redirect(url_for("versions.history", slug=slug))
    offered = get_update(db.session, account, slug)
    chosen = _chosen(_merge(offered))
    merged = _merge(offered, chosen)
    accept_update(db.session, account, slug, update_id, merged.document, request.form.get("based_on", ""))
    flash(_("The draft has both changes. Check it, then publish it."), "success")
    return redirect(url_for("authoring.edit", slug=slug))


def _merge(offered: UpdateOffered, chosen: Mapping[str, Side] | None = None) -> Merge:
    return merge(offered.base, offered.theirs, offered.mine, chosen)


def _chosen(merged: Merge) -> dict[str, Side]:
    """Raises Invalid naming each clash about which nothing was chosen."""
    chosen: dict[str, Side] = {}
    problems = []
    for number, clash in enumerate(merged.clashes):
        given = request.form.get(f"choice-{number}")
        side = next((each for each in SIDES if each == given), None)
        if side is None:
            problems.append(Problem(f"choice-{number}", CHOOSE))
        else:
            chosen[clash.name] = side
    if problems:
        raise Invalid(problems)
    return chosen


def _page(slug: str, said: Mapping[str, list[str]] | None = None) -> str:
    offered = get_update(db.session, require_account(), slug)
    merged = _merge(offered)
    documents = offered.mine, offered.theirs, offered.base

    def label(key: tuple[str, ...]) -> str:
        for document in documents:
            if (place := place_in(document, key)) is not None:
                return label_of(key, document, place)
        return " › ".join(key)

    return render_template(
        "authoring/shipped_update.html",
        slug=slug,
        offered=offered,
        clashes=[
            ClashShown(f"choice-{number}", label(each.key), each, request.form.get(f"choice-{number}", ""))
            for number, each in enumerate(merged.clashes)
        ],
        taken=[DifferenceShown(label(each.key), each) for each in merged.taken],
        said=said or {},
    )

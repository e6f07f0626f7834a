"""Regrading the answers to a question: what to regrade, the preview, applying it, and undoing it."""

from collections.abc import Mapping
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import N_, RegradedAgain, RegradeOutdated
from quizapp.http.extensions import db, limiter, regrader, runs_per_minute
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services import authoring, question_bank, question_versions, regrade_previews, regrades
from quizapp.services.regrade_application import (
    CAUSES,
    SECONDS_AT_ONCE,
    apply_regrade,
    is_outdated,
    undo_regrade,
)
from quizapp.services.regrade_work import has_work
from quizapp.services.regrades import WHICH, Scope, Which
from quizapp.web.authoring.regrade_lines import entry_lines
from quizapp.web.refused_forms import Problems, answered_by, said_by_field, shown_again_by

blueprint = Blueprint("regrades", __name__, template_folder="templates", url_prefix="/author")

# As authors choose it, and as learners read it beside their answer.
CAUSE_NAMES: Mapping[str, str] = {
    "key": N_("The correct answer was wrong"),
    "tolerance": N_("The tolerance was wrong"),
    "wordings": N_("An accepted answer was missing"),
    "networks": N_("The networks were measured again"),
    "other": N_("Something else"),
}
PROBLEM_NAMES: Mapping[str, str] = {
    "gone": N_("The version no longer has the exercise."),
    "kind": N_("The exercise has another answer type."),
    "variables": N_("The exercise has other variables, or its numbers no longer fit."),
    "conditions": N_("Its numbers no longer meet the conditions."),
    "reworded": N_("The exercise was asked in other words."),
    "unreadable": N_("The answer cannot be read any more, for example because its option is gone."),
    "networks": N_("Its networks could not be run."),
    "unclear": N_("Measured again, its networks no longer give a clear answer."),
    "time": N_("There was not enough time to run its networks."),
}


def _refused_choice(problems: Problems, slug: str) -> str:
    return _choice(slug, said_by_field(problems))


def _refused_reason(problems: Problems, slug: str, regrade_id: int) -> str:
    return _shown(slug, regrade_id, said_by_field(problems))


def _outdated(outdated: RegradeOutdated, slug: str, regrade_id: int) -> str:
    return _shown(slug, regrade_id, said={"": [say(outdated)]})


@blueprint.get("/<slug>/regrade")
def choose(slug: str) -> str:
    return _choice(slug)


@blueprint.post("/<slug>/regrade")
@limiter.limit(runs_per_minute)
@shown_again_by(_refused_choice)
def preview(slug: str) -> AnyResponse:
    scope = Scope(
        target=request.form.get("target", type=int),
        item=request.form.get("item") or None,
        takes_reworded="takes_reworded" in request.form,
        measures_again="measures_again" in request.form,
    )
    asked = regrade_previews.request_preview(db.session, require_account(), slug, scope)
    regrader().notify()
    return redirect(url_for(".show", slug=slug, regrade_id=asked.regrade_id))


@blueprint.get("/<slug>/regrades/<int:regrade_id>")
def show(slug: str, regrade_id: int) -> str:
    return _shown(slug, regrade_id)


@blueprint.post("/<slug>/regrades/<int:regrade_id>/cancel")
def cancel(slug: str, regrade_id: int) -> AnyResponse:
    regrade_previews.cancel_preview(db.session, require_account(), slug, regrade_id)
    flash(_("The preview has been canceled. No answer has been changed."), "success")
    return redirect(url_for(".choose", slug=slug))


@blueprint.post("/<slug>/regrades/<int:regrade_id>/apply")
@answered_by(RegradeOutdated, _outdated, 409)
@shown_again_by(_refused_reason)
def apply(slug: str, regrade_id: int) -> AnyResponse:
    given = request.form
    done = apply_regrade(
        db.session,
        require_account(),
        slug,
        regrade_id,
        given.get("digest", ""),
        given.get("cause", ""),
        given.get("reason", ""),
        seconds=SECONDS_AT_ONCE,
    )
    if done.stage is not None:
        regrader().notify()
        return redirect(url_for(".show", slug=slug, regrade_id=regrade_id))
    changes = regrades.summary_of(done).changes
    flash(
        ngettext("%(num)s answer has been regraded.", "%(num)s answers have been regraded.", changes),
        "success",
    )
    return redirect(url_for(".show", slug=slug, regrade_id=regrade_id))


@blueprint.post("/<slug>/regrades/<int:regrade_id>/undo")
@answered_by(RegradedAgain, _outdated, 409)
@shown_again_by(_refused_reason)
def undo(slug: str, regrade_id: int) -> AnyResponse:
    undone = undo_regrade(
        db.session,
        require_account(),
        slug,
        regrade_id,
        request.form.get("reason", ""),
        seconds=SECONDS_AT_ONCE,
    )
    if undone.stage is not None:
        regrader().notify()
        return redirect(url_for(".show", slug=slug, regrade_id=regrade_id))
    said = _("The regrade has been undone. All scores are what they were.")
    if undone.set_aside:
        said = ngettext(
            "The regrade has been undone, except for %(num)s answer that its learner has changed since.",
            "The regrade has been undone, except for %(num)s answers that their learners have changed since.",
            undone.set_aside,
        )
    flash(said, "success")
    return redirect(url_for(".show", slug=slug, regrade_id=regrade_id))


def _choice(slug: str, said: Mapping[str, list[str]] | None = None) -> str:
    account = require_account()
    versions = question_versions.list_versions(db.session, account, slug)
    published = question_bank.get_question(db.session, slug)
    given = request.form
    return render_template(
        "authoring/regrade.html",
        question=published.question,
        versions=[
            (
                each.number,
                _("Version %(number)s (published)", number=each.number)
                if each.number == published.version_number
                else _("Version %(number)s", number=each.number),
            )
            for each in versions
        ],
        count=sum(each.answers for each in versions),
        target=given.get("target", published.version_number),
        item=given.get("item") or request.args.get("item", ""),
        given=given,
        said=said or {},
    )


def _shown(slug: str, regrade_id: int, said: Mapping[str, list[str]] | None = None) -> str:
    account = require_account()
    found = regrades.get_regrade(db.session, account, slug, regrade_id)
    if has_work(db.session):  # the process that did it may be gone
        regrader().notify()
    outdated = is_outdated(found)
    if outdated and not said:
        said = {"": [say(RegradeOutdated())]}
    done, total = regrades.how_far(db.session, found)
    summary = regrades.summary_of(found)
    which = _which(summary)
    page = max(1, request.args.get("page", 1, type=int))
    entries = regrades.list_entries(db.session, found, which, page)
    target = question_versions.get_version(db.session, account, slug, found.target.number)
    lines = entry_lines(entries, target.body)
    return render_template(
        "authoring/regrade_preview.html",
        authored=authoring.get_authored_question(db.session, account, slug),
        regrade=found,
        is_outdated=outdated,
        done=done,
        total=total,
        summary=summary,
        which=which,
        kinds=WHICH,
        by_learner=[(who, list(some)) for who, some in groupby(lines, lambda each: each.who)],
        page=page,
        page_count=max(1, -(-summary.count(which) // regrades.PER_PAGE)),
        causes=[(cause, _(CAUSE_NAMES[cause])) for cause in CAUSES],
        cause_names=CAUSE_NAMES,
        problem_names=PROBLEM_NAMES,
        given=request.form,
        said=said or {},
    )


def _which(summary: regrades.Summary) -> Which:
    """What is asked for, or the first that there is something of."""
    asked = request.args.get("which", "")
    for which in WHICH:
        if which == asked:
            return which
    return next((which for which in WHICH if summary.count(which)), "up")

"""Claims made in the browser: a sentence, the tests that decide it, their run over seeds, and the verdict."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

import simulator
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import current_learner, require_account
from quizapp.models import ContentRoom
from quizapp.presentation.experiments import common_settings, differences
from quizapp.presentation.language import say, words
from quizapp.services import question_bank
from quizapp.services.making import claims, entries, exports
from quizapp.services.making.entries import EntrySavedMeanwhile
from quizapp.services.making.uses import questions_using
from quizapp.web.authoring import choices
from quizapp.web.making.claim_form import CLAIM, networks_named, scenario_names, with_ids, with_networks
from quizapp.web.making.entry_forms import rearranged
from quizapp.web.refused_forms import Problems, answered_by, said_by_field, shown_again_by
from simulator.paths import Document

blueprint = Blueprint("making_claims", __name__, template_folder="templates", url_prefix="/author/claims")

ROOM = ContentRoom.CLAIMS


def _refused_start(problems: Problems) -> str:
    return _start(request.form.to_dict(), problems)


def _refused(problems: Problems, slug: str) -> str:
    """With what was typed, unless it has been saved."""
    return _editor(slug, problems=problems, document=_sent(slug, keeps_networks=True))


def _not_changed(problems: Problems, slug: str) -> str:
    return _editor(slug, problems=problems)


def _saved_meanwhile(meanwhile: EntrySavedMeanwhile, slug: str) -> str:
    flash(say(meanwhile), "error")
    return _editor(slug, document=_sent(slug, keeps_networks=True))


@blueprint.get("")
def index() -> str:
    return render_template(
        "making/entries.html", room="claims", lines=entries.list_entries(db.session, require_account(), ROOM)
    )


@blueprint.get("/new")
def new() -> str:
    """The start of a claim; `networks` names the run or scenario for its first test."""
    return _start(request.args.to_dict(), ())


@blueprint.post("/new")
@shown_again_by(_refused_start)
def create() -> AnyResponse:
    document = CLAIM.document_of(request.form)
    question = str(document.get("question", ""))
    named = request.form.get("networks", "").strip()
    tests = [networks_named(named, "networks")] if named else []
    number = claims.free_number(db.session, question)
    body = with_ids(
        {"slug": request.form.get("slug", "").strip(), "number": number, **document, "tests": tests}
    )
    slug = entries.create_entry(db.session, require_account(), ROOM, body)
    flash(_("The draft has been created. Learners can’t see it yet."), "success")
    return redirect(url_for(".edit", slug=slug))


@blueprint.get("/<slug>")
def edit(slug: str) -> str:
    return _editor(slug, shows_all=request.args.get("check") == "yes", focus=request.args.get("focus"))


@blueprint.post("/<slug>")
@limiter.limit(runs_per_minute, exempt_when=lambda: request.form.get("action") != "check")
@answered_by(EntrySavedMeanwhile, _saved_meanwhile)
@shown_again_by(_refused)
def work_on(slug: str) -> AnyResponse:
    """Save the draft, then do what the pressed button says."""
    action = request.form.get("action", "save")
    document, focus = rearranged(CLAIM, _sent(slug), action)
    revision = request.form.get("based_on") or None
    entries.save_entry(db.session, require_account(), ROOM, slug, with_ids(document), revision)
    if action == "check":
        count = request.form.get("seeds", type=int, default=0)
        learner = current_learner()
        claims.check_claim(db.session, runner(), run_limits(), require_account(), slug, count, learner)
        return redirect(url_for(".edit", slug=slug, _anchor="checks"))
    if action == "publish":
        note = request.form.get("note", "")
        claim = claims.publish_claim(db.session, require_account(), slug, note)
        flash(_("The claim is published with the verdict that follows from its tests."), "success")
        return redirect(url_for("claims.show", slug=claim.slug))
    if action == "save":
        flash(_("Draft saved. Learners can’t see it yet."), "success")
    return redirect(url_for(".edit", slug=slug, focus=focus, _anchor=focus))


@blueprint.post("/<slug>/state")
@shown_again_by(_not_changed)
def change_state(slug: str) -> AnyResponse:
    """Retire what is published, or delete what never was."""
    if request.form.get("action") == "retire":
        claims.retire_claim(db.session, require_account(), slug)
        flash(_("The claim has been retired."), "success")
        return redirect(url_for(".edit", slug=slug))
    entries.delete_draft(db.session, require_account(), ROOM, slug)
    flash(_("The draft of “%(slug)s” has been discarded.", slug=slug), "success")
    return redirect(url_for(".index"))


@blueprint.get("/<slug>/export")
def export(slug: str) -> Response:
    """What is published, as files of a content folder."""
    file = Response(exports.claim_archive(db.session, require_account(), slug), mimetype="application/zip")
    file.headers["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
    return file


def _editor(
    slug: str,
    problems: Problems = (),
    document: Document | None = None,
    shows_all: bool = False,
    focus: str | None = None,
) -> str:
    authored = entries.get_entry(db.session, require_account(), ROOM, slug)
    shown = authored.body if document is None else document
    found = claims.problems_of_draft(db.session, shown)
    sheet, labels = CLAIM.sheet(shown, [*problems, *(found if shows_all else ())], focus)
    checks = claims.checks_of_tests(db.session, authored.entry_id, authored.body)
    return render_template(
        "making/claim.html",
        authored=authored,
        sheet=sheet,
        labels=labels,
        choices=choices,
        count=len(found),
        refused=bool(problems),
        checks=checks,
        verdict=claims.verdict_so_far(authored.body, checks),
        seed_counts=[(count, str(count)) for count in claims.SEED_COUNTS],
        questions=_questions(),
        scenario_names=scenario_names(),
        tests=[_networks(test) for test in shown.get("tests") or ()],
        versions=entries.list_versions(db.session, authored.entry_id),
        uses=questions_using(db.session, slug) if authored.is_published else [],
    )


def _networks(test: Document) -> dict[str, Any] | None:
    """The networks of a test in words; None if it has none yet."""
    if "baseline" not in test:
        return None
    arms = [
        simulator.Experiment.model_validate(test[arm]) for arm in ("baseline", "treated") if test.get(arm)
    ]
    second = arms[1] if len(arms) > 1 else None
    return {
        "differing": differences(arms[0], second) if second else [],
        "shared": common_settings(arms[0], second),
    }


def _sent(slug: str, *, keeps_networks: bool = False) -> Document:
    """The draft with what is in the form. keeps_networks: also where other networks are named that do not exist."""
    stored = entries.get_entry(db.session, require_account(), ROOM, slug).body
    sent = CLAIM.document_of(request.form)
    named: dict[str, str] = {} if keeps_networks else request.form.to_dict()
    return {"slug": slug, **with_networks(sent, stored, named)}


def _start(given: dict[str, str], problems: Problems) -> str:
    return render_template(
        "making/new_claim.html",
        given=given,
        said=said_by_field(problems),
        questions=_questions(),
        scenario_names=scenario_names(),
    )


def _questions() -> choices.Choices:
    found = [published.question for published in question_bank.list_questions(db.session)]
    return [
        ("", _("Choose …")),
        *((each.slug, f"{each.number or ''} {words(each.title)}".strip()) for each in found),
    ]

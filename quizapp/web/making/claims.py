"""Claims made in the browser: a sentence, the tests that decide it, their run over seeds, and the verdict."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

import simulator
from quizapp.http.extensions import db, run_limits, runner
from quizapp.http.identity import current_learner, require_account
from quizapp.models import ContentRoom
from quizapp.presentation.experiments import common_settings, differences
from quizapp.presentation.language import current_language
from quizapp.services import authoring
from quizapp.services.making import claims, entries, exports
from quizapp.services.making.uses import questions_using
from quizapp.web.authoring import choices
from quizapp.web.making.claim_form import CLAIM, networks_named, scenario_names, with_ids, with_networks
from quizapp.web.making.entry_pages import EntryPages, add_entry_pages
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by
from simulator.paths import Document

blueprint = Blueprint("making_claims", __name__, template_folder="templates", url_prefix="/author/claims")

ROOM = ContentRoom.CLAIMS


def _refused_start(problems: Problems) -> str:
    return _start(request.form.to_dict(), problems)


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


def _check(slug: str) -> None:
    count = request.form.get("seeds", type=int, default=0)
    claims.check_claim(db.session, runner(), run_limits(), require_account(), slug, count, current_learner())


def _publish(slug: str, note: str) -> AnyResponse:
    claim = claims.publish_claim(db.session, require_account(), slug, note)
    flash(_("The claim is published with the verdict that follows from its tests."), "success")
    return redirect(url_for("claims.show", slug=claim.slug))


def _retire(slug: str) -> None:
    claims.retire_claim(db.session, require_account(), slug)
    flash(_("The claim has been retired."), "success")


def _archive(slug: str) -> bytes:
    return exports.claim_archive(db.session, require_account(), slug)


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
        test_names=_test_names(shown),
        tests=[_networks(test) for test in shown.get("tests") or ()],
        versions=entries.list_versions(db.session, authored.entry_id),
        uses=questions_using(db.session, slug) if authored.is_published else [],
    )


def _test_names(document: Document) -> choices.Choices:
    """The tests by their ids, as the statements that people make name them."""
    language = current_language()
    return [
        (test["id"], (test.get("title") or {}).get(language) or _("Test %(number)s", number=number))
        for number, test in enumerate(document.get("tests") or (), start=1)
        if test.get("id")
    ]


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


def _sent(slug: str) -> Document:
    """With the networks that are named in the form."""
    return with_ids(_with_form(slug, request.form.to_dict()))


def _typed(slug: str) -> Document:
    """With the networks that are stored, also where others are named that do not exist."""
    return _with_form(slug, {})


def _with_form(slug: str, named: dict[str, str]) -> Document:
    stored = entries.get_entry(db.session, require_account(), ROOM, slug).body
    return {"slug": slug, **with_networks(CLAIM.document_of(request.form), stored, named)}


def _start(given: dict[str, str], problems: Problems) -> str:
    return render_template(
        "making/new_claim.html",
        given=given,
        said=said_by_field(problems),
        questions=_questions(),
        scenario_names=scenario_names(),
    )


def _questions() -> choices.Choices:
    """Published ones, and drafts: a claim can be published before the question that names it."""
    language = current_language()
    found = authoring.list_titles(db.session, require_account())
    return [
        ("", _("Choose …")),
        *((slug, title.get(language) or next(iter(title.values()), slug)) for slug, title in found),
    ]


add_entry_pages(
    blueprint,
    EntryPages(ROOM, CLAIM, _editor, _sent, _typed, _check, _publish, _retire, _archive),
)

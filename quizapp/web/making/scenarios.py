"""Scenarios made in the browser: from a run of the lab to a draft, its checks over seeds, and its publication."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

import simulator
from quizapp.bank.making.scenarios import read_scenario
from quizapp.domain.experiments.remedies import REMEDIES, remedies_of
from quizapp.domain.experiments.surveys import fixed
from quizapp.http.extensions import db, run_limits, runner
from quizapp.http.identity import current_learner, require_account
from quizapp.models import ContentRoom
from quizapp.presentation.experiments import common_settings, differences
from quizapp.services import runs
from quizapp.services.making import entries, exports, scenarios
from quizapp.services.making.uses import claims_using, questions_using
from quizapp.web.authoring import choices
from quizapp.web.lab.run_presenter import free_lab_config
from quizapp.web.making.entry_pages import EntryPages, add_entry_pages
from quizapp.web.making.scenario_form import (
    SCENARIO,
    chart_choices,
    group_choices,
    initial_value,
    setting_choices,
    with_ids,
)
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by
from simulator.paths import Document

blueprint = Blueprint(
    "making_scenarios", __name__, template_folder="templates", url_prefix="/author/scenarios"
)

ROOM = ContentRoom.SCENARIOS
LABELS = {"baseline": {"zh": "基线", "en": "Baseline"}, "treated": {"zh": "实验组", "en": "Modified"}}


def _refused_start(problems: Problems) -> str:
    return _start(request.form.to_dict(), problems)


@blueprint.get("/new")
def new() -> str:
    """The start of a scenario: from a run, whose networks it shows."""
    return _start(request.args.to_dict(), ())


@blueprint.post("/new")
@shown_again_by(_refused_start)
def create() -> AnyResponse:
    """A new draft of the networks of a run, or a draft that gets these instead of its own."""
    baseline, treated = _networks(request.form.get("run", ""))
    if into := request.form.get("into"):
        stored = entries.get_entry(db.session, require_account(), ROOM, into).body
        entries.save_entry(
            db.session, require_account(), ROOM, into, _with_networks(stored, baseline, treated)
        )
        flash(_("The networks have been replaced. Run the checks again."), "success")
        return redirect(url_for(".edit", slug=into))
    named = SCENARIO.document_of(request.form)
    lab = free_lab_config([baseline, treated], ["", ""])
    document = {"slug": request.form.get("slug", "").strip(), **named, **_arm_labels(), "charts": lab.charts}
    slug = entries.create_entry(
        db.session, require_account(), ROOM, _with_networks(document, baseline, treated)
    )
    flash(_("The draft has been created. Learners can’t see it yet."), "success")
    return redirect(url_for(".edit", slug=slug))


def _check(slug: str) -> None:
    scenarios.check_scenario(db.session, runner(), run_limits(), require_account(), slug, current_learner())


def _publish(slug: str, note: str) -> None:
    number = scenarios.publish_scenario(db.session, require_account(), slug, note)
    flash(_("Version %(number)s is published. It is in the lab now.", number=number), "success")


def _retire(slug: str) -> None:
    scenarios.retire_scenario(db.session, require_account(), slug)
    flash(_("The scenario has been retired. Its runs stay."), "success")


def _archive(slug: str) -> bytes:
    return exports.scenario_archive(db.session, require_account(), slug)


def _editor(
    slug: str,
    problems: Problems = (),
    document: Document | None = None,
    shows_all: bool = False,
    focus: str | None = None,
) -> str:
    authored = entries.get_entry(db.session, require_account(), ROOM, slug)
    shown = authored.body if document is None else document
    _written, found = read_scenario(shown, scenarios.rooms_of(db.session))
    sheet, labels = SCENARIO.sheet(shown, [*problems, *(found if shows_all else ())], focus)
    baseline, treated = (simulator.Experiment.model_validate(shown[arm]["experiment"]) for arm in LABELS)
    return render_template(
        "making/scenario.html",
        authored=authored,
        sheet=sheet,
        labels=labels,
        choices=choices,
        count=len(found),
        refused=bool(problems),
        checks=scenarios.checks_of_scenario(db.session, authored.entry_id, authored.body),
        groups=group_choices(),
        charts=chart_choices(shown),
        settings=setting_choices(shown),
        initial_value=lambda sets: initial_value(shown, sets),
        differing=differences(baseline, treated),
        shared=common_settings(baseline, treated),
        versions=entries.list_versions(db.session, authored.entry_id),
        uses=questions_using(db.session, slug) if authored.is_published else [],
        claims=claims_using(db.session, slug) if authored.is_published else [],
    )


def _sent(slug: str) -> Document:
    """The draft with what is in the form; its name and its networks stay as stored."""
    stored = entries.get_entry(db.session, require_account(), ROOM, slug).body
    texts = request.form.to_dict() | {"charts": ", ".join(request.form.getlist("charts"))}
    sent = with_ids(SCENARIO.document_of(texts))
    arms = {
        arm: {**sent.get(arm, {}), "experiment": stored[arm]["experiment"]} for arm in ("baseline", "treated")
    }
    return {"slug": slug, **sent, **arms}


def _start(given: dict[str, str], problems: Problems) -> str:
    run_id = given.get("run", "")
    experiments = runs.experiments_of_run(db.session, run_id)[:2]
    second = experiments[1] if len(experiments) > 1 else None
    return render_template(
        "making/new_scenario.html",
        run_id=run_id,
        given=given,
        said=said_by_field(problems),
        groups=group_choices(),
        changes=[] if second else _changes(experiments[0]),
        differing=differences(experiments[0], second) if second else [],
        shared=common_settings(experiments[0], second),
        drafts=entries.list_entries(db.session, require_account(), ROOM),
    )


def _networks(run_id: str) -> tuple[simulator.Experiment, simulator.Experiment]:
    experiments = runs.experiments_of_run(db.session, run_id)
    chosen = next((each for each in REMEDIES if each.code == request.form.get("change")), None)
    changed = fixed(experiments[0], chosen) if chosen and len(experiments) == 1 else None
    return scenarios.two_networks(experiments, changed)


def _changes(experiment: simulator.Experiment) -> choices.Choices:
    """The fixes that change something in this network."""
    found = [(remedy.code, _(remedy.label)) for remedy in remedies_of(experiment)]
    return [("", _("Choose …")), *found]


def _arm_labels() -> Document:
    return {arm: {"label": label} for arm, label in LABELS.items()}


def _with_networks(
    document: Document, baseline: simulator.Experiment, treated: simulator.Experiment
) -> Document:
    arms = zip(LABELS, (baseline, treated), strict=True)
    networks: dict[str, Any] = {
        arm: {**document.get(arm, {}), "experiment": experiment.model_dump(mode="json")}
        for arm, experiment in arms
    }
    return document | networks


add_entry_pages(
    blueprint,
    EntryPages(ROOM, SCENARIO, _editor, _sent, _sent, _check, _publish, _retire, _archive),
)

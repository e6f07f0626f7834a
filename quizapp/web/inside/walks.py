"""Look inside: one forward and backward pass of a small network, stage by stage."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

import simulator
from quizapp.domain.experiments.inside import When
from quizapp.errors import N_, Invalid, Problem
from quizapp.http.addresses import url_with
from quizapp.http.extensions import db
from quizapp.presentation.experiments import setting_name
from quizapp.presentation.language import current_language, words
from quizapp.presentation.runs import arm_labels
from quizapp.services import inside, question_bank, runs
from quizapp.web.inside.graph import graph_of
from quizapp.web.inside.stages import stage_views
from quizapp.web.inside.tables import number

blueprint = Blueprint("inside", __name__, template_folder="templates", url_prefix="/lab/inside")


@dataclass(frozen=True)
class Origin:
    """The origin of the experiments: a scenario with values of its knobs, or a run."""

    title: str
    address: str
    labels: list[str]
    experiments: list[simulator.Experiment]


@blueprint.get("")
def show() -> str:
    origin = _of_run(request.args["run"]) if "run" in request.args else _of_scenario()
    position = _whole("experiment", 0)
    experiment = runs.entry_at(origin.experiments, position)
    when: When = "after" if request.args.get("when") == "after" else "before"
    found = inside.inside_of(experiment, when, _whole("sample", 0))
    return render_template(
        "inside/show.html",
        origin=origin,
        position=position,
        inside=found,
        stages=stage_views(found.walk),
        graph=graph_of(found.walk),
        changes=[(setting_name(change.path), change.was, change.now) for change in found.changes],
        address=_address,
        number=number,
    )


def _of_run(run_id: str) -> Origin:
    run = runs.get_run(db.session, run_id)
    return Origin(
        title=run.run_id[:8],
        address=url_for("lab.run", run_id=run.run_id),
        labels=arm_labels(runs.find_scenario_of(db.session, run), len(run.experiments)),
        experiments=runs.experiments_of_run(db.session, run_id),
    )


def _of_scenario() -> Origin:
    scenario = question_bank.get_scenario(db.session, request.args.get("scenario", ""))
    knobs: dict[str, Any] = {
        knob.id: request.args.get(knob.id, current_language() if knob.follows_language else None)
        for knob in scenario.knobs
    }
    turned = {name: value for name, value in knobs.items() if value is not None}
    given = {name: value for name, value in turned.items() if name in request.args}
    return Origin(
        title=words(scenario.title),
        address=url_with(given, "lab.scenario", slug=scenario.slug),
        labels=[words(arm.label) for arm in (scenario.baseline, scenario.treated)],
        experiments=list(runs.experiments_of(db.session, scenario.slug, turned)),
    )


def _whole(name: str, otherwise: int) -> int:
    text = request.args.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid([Problem(name, N_("Enter a whole number."))])
    return int(text)


def _address(**changes: Any) -> str:
    """The URL of this page with other parameters."""
    return url_with(request.args.to_dict() | changes, "inside.show")

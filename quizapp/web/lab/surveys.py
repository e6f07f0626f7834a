"""Tools for a run beyond its curves: which fix helps, whether it was luck, and where the border between outcomes is.

Each panel is a page, and a part of a page for htmx. A survey is planned from the experiments of the run, so that its
URL is enough to return to the result.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import simulator
from quizapp.domain.experiments import maps, surveys
from quizapp.domain.experiments.remedies import REMEDIES
from quizapp.errors import N_, Invalid, Problem
from quizapp.http.addresses import local_address
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import current_account, current_learner, find_current_learner, requester_key
from quizapp.models import Run
from quizapp.presentation.runs import arm_labels
from quizapp.services import claims, runs
from quizapp.services.surveys import find_survey, list_outcomes, request_survey, seconds_left_of
from quizapp.web.lab.survey_presenter import axis_choices, map_view

FINAL_SHARE = 0.9  # share of the estimated seconds that a survey may take

blueprint = Blueprint("surveys", __name__, template_folder="templates", url_prefix="/lab/runs/<run_id>")


@blueprint.route("/doctor", methods=["GET", "POST"])
@limiter.limit(runs_per_minute, methods=["POST"])
def doctor(run_id: str) -> Response | str:
    """Every fix on one of the networks of the run, over eight seeds, ranked; `final`: the best of them, for longer."""
    run, original, arm = _network(run_id)
    first_plan = plan = surveys.plan_remedies(original)
    survey, findings = _remedy_findings(first_plan)
    is_final = request.values.get("final") == "1" and survey is not None and bool(survey.seconds)
    if is_final:
        seconds = FINAL_SHARE * run_limits().survey_seconds
        plan = surveys.plan_remedies(original, seconds, surveys.finalists(findings))
    address = {"run_id": run_id, "arm": arm} | ({"final": 1} if is_final else {})
    if request.method == "POST":
        return _asked(plan.experiments, "surveys.doctor", **address)
    if is_final:
        survey, findings = _remedy_findings(plan)
    return _shown(
        "doctor",
        run,
        survey,
        plan.experiments,
        known=sum(len(finding.known) for finding in findings),
        arm=arm,
        address=address,
        original=original,
        plan=plan,
        steps=plan.experiments[0].steps,
        first_steps=first_plan.experiments[0].steps,
        left_out=first_plan.left_out,
        is_final=is_final,
        findings=findings,
        claims={claim.slug: claim for claim in claims.list_claims(db.session)},
    )


def _remedy_findings(plan: surveys.RemedyPlan) -> tuple[Run | None, list[surveys.Finding]]:
    survey = find_survey(db.session, plan.experiments)
    return survey, surveys.findings(plan, list_outcomes(db.session, survey) if survey else {})


@blueprint.post("/beside")
@limiter.limit(runs_per_minute)
def beside(run_id: str) -> Response:
    """One fix side by side with the network it should fix, as a streamed run."""
    _, original, _ = _network(run_id)
    remedy = next((each for each in REMEDIES if each.code == request.form.get("remedy")), None)
    if remedy is None:
        raise Invalid([Problem("remedy", N_("This fix was not found."))])
    return _streamed([original, surveys.fixed(original, remedy)])


@blueprint.route("/seeds", methods=["GET", "POST"])
@limiter.limit(runs_per_minute, methods=["POST"])
def seeds(run_id: str) -> Response | str:
    """Is it luck? The networks of the run with 20 seeds each."""
    run = runs.get_run(db.session, run_id)
    arms = _experiments(run)[:2]
    experiments = surveys.plan_seeds(arms)
    if request.method == "POST":
        return _asked(experiments, "surveys.seeds", run_id=run_id)
    survey = find_survey(db.session, experiments)
    outcomes = list_outcomes(db.session, survey) if survey else {}
    return _shown(
        "seeds",
        run,
        survey,
        experiments,
        known=len(outcomes),
        first_seeds=[arm.seed for arm in arms],
        counts=surveys.count_seeds(len(arms), outcomes),
        lower=surveys.count_lower(outcomes) if len(arms) == 2 else None,
    )


@blueprint.route("/map", methods=["GET", "POST"])
@limiter.limit(runs_per_minute, methods=["POST"])
def map_of_settings(run_id: str) -> Response | str:
    """The outcome map of one of the networks of the run over two settings."""
    run, experiment, arm = _network(run_id)
    x, y = maps.default_axes(experiment)
    offered = maps.axes_of(experiment)
    x, y = (_axis(offered, name, default) for name, default in (("x", x), ("y", y)))
    side = 20 if request.values.get("side") == "20" else 12
    if x == y:
        raise Invalid([Problem("y", N_("Choose two different settings."))])
    plan = maps.plan_map(experiment, x, y, side)
    address = {"run_id": run_id, "arm": arm, "x": x, "y": y, "side": side}
    if request.method == "POST":
        return _asked(plan.experiments, "surveys.map_of_settings", **address)
    survey = find_survey(db.session, plan.experiments)
    outcomes = list_outcomes(db.session, survey) if survey else {}
    return _shown(
        "map",
        run,
        survey,
        plan.experiments,
        known=len(outcomes),
        arm=arm,
        address=address,
        axes=axis_choices(offered),
        picture=map_view(plan, outcomes),
        steps=plan.experiments[0].steps if plan.experiments else 0,
    )


@blueprint.post("/cell")
@limiter.limit(runs_per_minute)
def cell(run_id: str) -> Response:
    """One experiment of a survey, as a streamed run."""
    survey = runs.get_run(db.session, run_id)
    position = request.form.get("cell", type=int, default=-1)
    experiments = _experiments(survey)
    if not 0 <= position < len(experiments):
        raise Invalid([Problem("cell", N_("This cell was not found."))])
    whole = experiments[position].model_copy(
        update={"probes": simulator.Experiment.model_fields["probes"].default}
    )
    back = local_address(request.form.get("back", ""))
    return _streamed([whole], **({"back": back} if back != "/" else {}))


@blueprint.post("/stop")
def stop(run_id: str) -> Response:
    """Stop a survey that you requested; back to its panel."""
    runs.cancel_run(db.session, runner(), run_id, find_current_learner(), current_account(), requester_key())
    return redirect(local_address(request.form.get("back", "")), 303)


def _network(run_id: str) -> tuple[Run, simulator.Experiment, int]:
    run = runs.get_run(db.session, run_id)
    arm = request.values.get("arm", type=int, default=0)
    experiments = _experiments(run)
    arm = arm if 0 <= arm < len(experiments) else 0
    return run, experiments[arm], arm


def _experiments(run: Run) -> list[simulator.Experiment]:
    return runs.experiments_of_run(db.session, run.run_id)


def _axis(offered: list[str], name: str, default: str) -> str:
    wished = request.values.get(name)
    return wished if wished in offered else default


def _asked(experiments: tuple[simulator.Experiment, ...], endpoint: str, **address: Any) -> Response:
    request_survey(
        db.session, runner(), run_limits(), experiments, current_learner(), requester=requester_key()
    )
    return redirect(url_for(endpoint, **address), 303)


def _streamed(experiments: list[simulator.Experiment], **query: Any) -> Response:
    requested = runs.request_run(
        db.session, runner(), run_limits(), experiments, current_learner(), requester=requester_key()
    )
    return redirect(url_for("lab.run", run_id=requested.run.run_id, **query), 303)


def _shown(
    name: str, run: Run, survey: Run | None, experiments: Sequence[simulator.Experiment], **values: Any
) -> str:
    is_part = "HX-Request" in request.headers
    may_stop = survey is not None and runs.may_cancel(
        survey, find_current_learner(), current_account(), requester_key()
    )
    return render_template(
        f"lab/_{name}.html" if is_part else "lab/survey.html",
        part=f"lab/_{name}.html",
        run=run,
        survey=survey,
        labels=arm_labels(runs.find_scenario_of(db.session, run), len(run.experiments)),
        here=request.full_path.rstrip("?"),
        total=len(experiments),
        may_stop=may_stop,
        seconds_left=seconds_left_of(db.session, survey, values["known"]) if survey else None,
        longest_seconds=surveys.longest_seconds(experiments) if survey is None else None,
        **values,
    )

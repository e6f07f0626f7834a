"""The lab: the scenarios, one scenario with its knobs, and the permanent page of a run."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.seed_plans import SeedPlan
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.http.addresses import local_address
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import current_learner, find_current_learner, requester_key, welcome_starter
from quizapp.models import ContentRoom, Run, RunDetail
from quizapp.presentation.conditions import condition_in_words
from quizapp.presentation.experiments import common_settings, differences
from quizapp.presentation.language import words
from quizapp.presentation.runs import arm_labels, file_stem, run_name
from quizapp.presentation.scenario_tiles import seconds_of
from quizapp.services import claims, lab, practice, question_bank, runs, seen_runs
from quizapp.services.making import entries
from quizapp.services.making.seed_checks import results_of
from quizapp.services.surveys import list_outcomes
from quizapp.web.cards import QuestionCard, question_card
from quizapp.web.lab.list_presenter import listing, place_of
from quizapp.web.lab.run_presenter import bare_lab_config, knob_cards, lab_config, tried_next
from quizapp.web.lab.settings import texts_of
from quizapp.web.lab.settings_presenter import form_of_experiments

blueprint = Blueprint("lab", __name__, template_folder="templates", url_prefix="/lab")


@blueprint.get("")
def index() -> str:
    learner = find_current_learner()
    scenarios = question_bank.list_scenarios(db.session)
    seen, mistakes = (
        seen_runs.scenarios_seen_by(db.session, learner),
        lab.mistaken_scenarios(db.session, learner),
    )
    mine = {
        "run": seen,
        "new": frozenset(each.slug for each in scenarios) - seen,
        "mistakes": frozenset(mistakes),
    }
    found = lab.next_run(db.session, mistakes, seen)
    return render_template(
        "lab/index.html",
        listing=listing(scenarios, request.args, mine),
        seen=seen,
        authors=entries.authors_of(db.session, ContentRoom.SCENARIOS),
        next=found,
        next_seconds=seconds_of(found.scenario) if found else 0,
    )


@blueprint.get("/<slug>")
def scenario(slug: str) -> str:
    found = question_bank.get_scenario(db.session, slug)
    cards = knob_cards(found, {name: text.strip('"') for name, text in request.args.items()})
    followed = _followed(found, {card.knob.id: card.value for card in cards})
    config = lab_config(found, followed)
    if "HX-Request" in request.headers:  # beside a question, without the parts that need a full page
        return render_template(
            "lab/_lab.html", scenario=found, knobs=cards, suggestions=tried_next(found), lab=config
        )
    welcome_starter()
    return render_template(
        "lab/scenario.html",
        scenario=found,
        knobs=cards,
        suggestions=tried_next(found),
        place=place_of(found, question_bank.list_scenarios(db.session)),
        author=entries.authors_of(db.session, ContentRoom.SCENARIOS).get(slug),
        questions=_questions_of(slug),
        claims=[claim for claim in claims.list_claims(db.session) if slug in claim.scenarios],
        lab=config,
    )


@blueprint.post("/<slug>/run")
@limiter.limit(runs_per_minute)
def run_scenario(slug: str) -> Response:
    """The run of the scenario with these knobs: without a script, or before it has loaded."""
    found = question_bank.get_scenario(db.session, slug)
    ids = {knob.id for knob in found.knobs}
    knobs = {name: text.strip('"') for name, text in request.form.items() if name in ids}
    requested = runs.request_scenario_run(
        db.session, runner(), run_limits(), slug, knobs, current_learner(), requester=requester_key()
    )
    return redirect(url_for(".run", run_id=requested.run.run_id), 303)


@blueprint.get("/<slug>/settings")
def settings_of_scenario(slug: str) -> str:
    """The form of all settings with their initial values; the page sets its knobs in it."""
    found = question_bank.get_scenario(db.session, slug)
    arms = (found.baseline, found.treated)
    return _form_of_settings(
        [words(arm.label) for arm in arms], [arm.experiment.model_dump(mode="json") for arm in arms]
    )


@blueprint.get("/runs/<run_id>/settings")
def settings_of_run(run_id: str) -> str:
    found = runs.get_run(db.session, run_id)
    labels = arm_labels(runs.find_scenario_of(db.session, found), len(found.experiments))
    return _form_of_settings([labels[0], labels[-1]], [found.experiments[0], found.experiments[-1]])


@blueprint.get("/runs/<run_id>")
def run(run_id: str) -> str:
    found = runs.get_run(db.session, run_id)
    runs.note_use(db.session, found, find_current_learner(), requester_key())
    if found.detail is RunDetail.OUTCOMES:
        return _survey(found)
    if found.detail is RunDetail.TALLIES:
        return _tallies(found)
    scenarios = {each.slug: each for each in question_bank.list_scenarios(db.session)}
    origin = scenarios.get(found.scenario_slug or "")
    config = lab_config(origin, found) if origin else bare_lab_config(found, gettext("Experiment"))
    return render_template(
        "lab/run.html",
        run=found,
        scenario=origin,
        knobs=knob_cards(origin, found.knobs) if origin else [],
        questions=_questions_of(origin.slug) if origin else [],
        claims=[
            claim for claim in claims.list_claims(db.session) if origin and origin.slug in claim.scenarios
        ],
        lab=config,
        labels=arm_labels(runs.find_scenario_of(db.session, found), len(found.experiments)),
        name=run_name(runs.experiments_of_run(db.session, run_id)),
        stem=file_stem(run_id, found.scenario_slug, runs.experiments_of_run(db.session, run_id)),
        back=_map_before(),
        **_settings(found),
    )


def _map_before() -> str | None:
    """The outcome map whose cell this run is."""
    address = local_address(request.args.get("back", ""))
    return address if address.startswith("/lab/runs/") else None


def _followed(scenario: Scenario, knobs: dict[str, Any]) -> Run | None:
    """The run in the URL that this page follows, if it is one of this scenario and still exists.

    The knobs may have been moved since.
    """
    wished = request.args.get("run")
    run = runs.find_run(db.session, wished) if wished else None
    if run is None or run.scenario_slug == scenario.slug:
        return run
    is_the_same = run.run_id == runs.run_id_of(runs.experiments_of(db.session, scenario.slug, knobs))
    return run if is_the_same else None


def _form_of_settings(labels: Sequence[str], documents: list[dict[str, Any]]) -> str:
    return render_template(
        "lab/_settings_form.html",
        settings=form_of_experiments(labels, documents),
        settings_at_first=[texts_of(document) for document in documents],
        is_of_a_lab=True,
    )


def _settings(run: Run) -> dict[str, Any]:
    """The settings that the experiments of the run share, and those in which two of them differ."""
    first, *others = runs.experiments_of_run(db.session, run.run_id)
    second = others[0] if len(others) == 1 else None
    return {
        "shared": common_settings(first, second),
        "differing": differences(first, second) if second else [],
    }


def _survey(run: Run) -> str:
    known = list_outcomes(db.session, run)
    outcomes = [known.get(position) for position in range(len(run.experiments))]
    return render_template("lab/survey.html", part="lab/_outcomes.html", run=run, outcomes=outcomes)


def _tallies(run: Run) -> str:
    plan = SeedPlan.model_validate(run.tests)
    return render_template(
        "lab/survey.html",
        part="lab/_tallies.html",
        run=run,
        plan=plan,
        tests=[_tallied(run, test) for test in plan.tests],
    )


def _tallied(run: Run, test: PairTest) -> dict[str, Any]:
    def condition_of(condition: Condition) -> str:
        network = test.treated if condition.of == "treated" else test.baseline
        return condition_in_words(condition, network)

    return {
        "conditions": [(each.of, condition_of(each)) for each in test.predicate],
        "results": results_of(db.session, [run], test),
        "shared": common_settings(test.baseline, test.treated),
        "differing": differences(test.baseline, test.treated) if test.treated else [],
    }


def _questions_of(slug: str) -> list[QuestionCard]:
    questions = [published.question for published in question_bank.questions_of_scenario(db.session, slug)]
    latest = practice.latest_scores(db.session, find_current_learner(), questions)
    return [question_card(question, latest) for question in questions]

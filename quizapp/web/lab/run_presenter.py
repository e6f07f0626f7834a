"""What the lab's pages show, and what its script is told to run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.measures.losses import has_accuracy
from quizapp.domain.items import KnobValue
from quizapp.domain.knobs import KnobRefused, is_integer_knob, knob_value, turn_knobs
from quizapp.domain.scenarios import Knob, Scenario, charts_recorded
from quizapp.models import Run
from quizapp.presentation.language import current_language, words


@dataclass(frozen=True)
class KnobCard:
    knob: Knob
    value: KnobValue
    is_integer: bool


@dataclass(frozen=True)
class ScenarioCard:
    scenario: Scenario
    seconds: float


def knob_cards(scenario: Scenario, wished: dict[str, Any]) -> list[KnobCard]:
    """The knobs as they stand: where an address sets one to something legal there, else at its default."""
    cards = []
    for knob in scenario.knobs:
        wish = wished.get(knob.id, current_language() if knob.follows_language else None)
        value = knob_value(scenario, knob)
        if wish is not None:
            value = _legal(scenario, knob, wish, value)
        cards.append(KnobCard(knob, value, is_integer_knob(scenario, knob)))
    return cards


def lab_config(scenario: Scenario, run: Run | None = None) -> dict[str, Any]:
    """For a scenario as it is, or for a run of it."""
    arms = (scenario.baseline, scenario.treated)
    documents = run.experiments if run else [arm.experiment.model_dump(mode="json") for arm in arms]
    return {
        "scenario": scenario.slug,
        "view": scenario.view,
        "charts": list(scenario.charts),
        "more_charts": _more(scenario.charts, run, [arm.experiment for arm in arms]),
        "predicted": _predicted([document["network"]["kind"] for document in documents]),
        "arms": [
            {"label": words(arm.label), "experiment": document}
            for arm, document in zip(arms, documents, strict=True)
        ],
        **_follows(run),
    }


def test_config(claim: Claim, test: ClaimTest, seed: int) -> dict[str, Any]:
    """For a test of a claim: its experiments from one seed, and where a run of them is judged."""
    labels = (gettext("Baseline"), gettext("Treated"))
    documents = [experiment.model_dump(mode="json") for experiment in test.experiments_with(seed)]
    return {
        "scenario": None,
        "view": "training",
        "charts": _charts_of(
            documents, with_metric=has_accuracy(test.baseline) or test.baseline.reduction == "sum"
        ),
        "more_charts": [],
        "predicted": _predicted([document["network"]["kind"] for document in documents]),
        "arms": [
            {"label": label, "experiment": document}
            for label, document in zip(labels, documents, strict=False)
        ],
        **_follows(None),
        "seed": seed,
        "outcome": f"/api/v1/claims/{claim.slug}/tests/{test.id}/outcome",
    }


def bare_lab_config(run: Run, label: str) -> dict[str, Any]:
    """For a run that belongs to no scenario: its experiments by number, and every chart they have."""
    return {
        "scenario": None,
        "view": "training",
        "charts": _charts_of(run.experiments),
        "more_charts": _more(_charts_of(run.experiments), run),
        "predicted": _predicted([each["network"]["kind"] for each in run.experiments]),
        "arms": [
            {"label": f"{label} {number}", "experiment": experiment}
            for number, experiment in enumerate(run.experiments, start=1)
        ],
        **_follows(run),
    }


def free_lab_config(experiments: Sequence[simulator.Experiment], labels: Sequence[str]) -> dict[str, Any]:
    """For experiments that nobody has run yet, or that somebody is about to change."""
    documents = [experiment.model_dump(mode="json") for experiment in experiments]
    charts = _charts_of(documents, with_metric=True)
    return {
        "scenario": None,
        "view": "training",
        "charts": charts,
        "more_charts": _more(charts, None, experiments),
        "predicted": _predicted([experiment.network.kind for experiment in experiments]),
        "arms": [
            {"label": label, "experiment": document}
            for label, document in zip(labels, documents, strict=True)
        ],
        **_follows(None),
    }


def _follows(run: Run | None) -> dict[str, Any]:
    """The run that the page shows from the start, if any."""
    return {"run_id": run.run_id if run else None, "run_is_over": run is not None and run.status.is_over}


def _predicted(kinds: Sequence[str]) -> list[str]:
    """The charts over which theory is asked for a prediction."""
    over_layers = ["layer_gradient_norm"] if "mlp" in kinds else []
    return over_layers + (["time_gradient_norm"] if set(kinds) - {"mlp"} else [])


def _more(
    shown: Sequence[str], run: Run | None, experiments: Sequence[simulator.Experiment] = ()
) -> list[str]:
    """What else is recorded, for whoever wants to see all of it."""
    if run is not None:
        experiments = [simulator.Experiment.model_validate(body) for body in run.experiments]
    return [chart for chart in charts_recorded(experiments) if chart not in shown]


def _charts_of(experiments: list[dict[str, Any]], with_metric: bool = False) -> list[str]:
    charts = ["loss", *(["metric"] if with_metric else []), "gradient_norm", "layer_gradient_norm"]
    has_time = any(experiment["network"]["kind"] != "mlp" for experiment in experiments)
    return [*charts, "time_gradient_norm"] if has_time else charts


def _legal(scenario: Scenario, knob: Knob, wished: Any, otherwise: KnobValue) -> KnobValue:
    try:
        baseline, treated = turn_knobs(scenario, {knob.id: wished})
    except (KnobRefused, ValueError):
        return otherwise
    arms = {"baseline": baseline, "treated": treated}
    arm, *names = knob.sets[0].split(".")
    value: Any = arms[arm].model_dump(mode="json")
    for name in names:
        value = value[name]
    found: KnobValue = value
    return found

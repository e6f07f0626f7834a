"""Presenter of the lab's pages, and the configuration of its script."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import gettext
from pydantic import BaseModel, Field

import simulator
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.measures.losses import has_accuracy
from quizapp.domain.experiments.charts import charts_recorded
from quizapp.domain.experiments.knobs import KnobRefused, is_integer_knob, knob_value, turn_knobs
from quizapp.domain.experiments.scenarios import Knob, Scenario
from quizapp.domain.text import KnobValue
from quizapp.http.addresses import url_with
from quizapp.models import Run
from quizapp.presentation.language import current_language, sentence_gap, words
from simulator.paths import value_at


@dataclass(frozen=True)
class KnobCard:
    knob: Knob
    value: KnobValue
    is_integer: bool
    problem: str | None = None  # with the value in the URL, which is not used
    start_share: float | None = None  # of the track, in percent, up to the initial value


@dataclass(frozen=True)
class Suggestion:
    """Controls with their values, as words; and the URL of the lab with these."""

    settings: list[tuple[str, str]]
    url: str


class ArmConfig(BaseModel):
    label: str
    experiment: simulator.Experiment


class LabConfig(BaseModel):
    """The configuration of a lab, in the page as JSON for its script."""

    scenario: str | None
    view: Literal["training", "unrolled"]
    arms: list[ArmConfig]
    metric: Literal["accuracy", "squared_error"] = Field(
        description="What the chart of the metric shows, of the first network"
    )
    charts: list[str]
    more_charts: list[str] = Field(description="The other recorded charts, folded away")
    predicted: list[str] = Field(description="The charts with a theoretical prediction")
    run_id: str | None = Field(default=None, description="The run that the page initially shows")
    run_is_over: bool = False
    seed: int | None = Field(default=None, description="For the test of a claim")
    outcome: str | None = Field(default=None, description="The URL that judges a run of a test of a claim")


def knob_cards(scenario: Scenario, wished: dict[str, Any]) -> list[KnobCard]:
    """The current values of the knobs: a legal value in the URL, otherwise the default."""
    cards = []
    for knob in scenario.knobs:
        wish = wished.get(knob.id, current_language() if knob.follows_language else None)
        value, problem = knob_value(scenario, knob), None
        if wish is not None:
            value, problem = _legal(scenario, knob, wish, value)
        cards.append(
            KnobCard(knob, value, is_integer_knob(scenario, knob), problem, _start_share(scenario, knob))
        )
    return cards


def _start_share(scenario: Scenario, knob: Knob) -> float | None:
    start = knob_value(scenario, knob)
    if knob.minimum is None or knob.maximum is None or not isinstance(start, (int, float)):
        return None
    return round(100 * (start - knob.minimum) / (knob.maximum - knob.minimum), 1)


def tried_next(scenario: Scenario) -> list[Suggestion]:
    """What the text proposes to try, each as the address of the lab with these controls."""
    knobs = {knob.id: knob for knob in scenario.knobs}
    return [
        Suggestion(
            [(words(knobs[name].label), _said(knobs[name], value)) for name, value in wished.items()],
            url_with(
                {name: json.dumps(value) for name, value in wished.items()},
                "lab.scenario",
                slug=scenario.slug,
            ),
        )
        for wished in scenario.suggestions
    ]


def _said(knob: Knob, value: KnobValue) -> str:
    chosen = next((choice for choice in knob.choices if choice.value == value), None)
    return words(chosen.label) if chosen else f"{value:g}" if isinstance(value, float) else str(value)


def lab_config(scenario: Scenario, run: Run | None = None) -> LabConfig:
    """The configuration for a scenario with its defaults, or for a run of it."""
    arms = (scenario.baseline, scenario.treated)
    experiments = _experiments_of(run) if run else [arm.experiment for arm in arms]
    return LabConfig(
        scenario=scenario.slug,
        view=scenario.view,
        arms=_arms([words(arm.label) for arm in arms], experiments),
        metric=simulator.metric_of(experiments[0].task),
        charts=list(scenario.charts),
        more_charts=_more(scenario.charts, experiments),
        predicted=_predicted(experiments),
        **_follows(run),
    )


def test_config(claim: Claim, test: ClaimTest, seed: int) -> LabConfig:
    """The configuration for a test of a claim: its experiments with one seed, and the URL that judges a run of them."""
    experiments = test.experiments_with(seed)
    labels = [gettext("Baseline"), gettext("Modified")][: len(experiments)]
    return LabConfig(
        scenario=None,
        view="training",
        arms=_arms(labels, experiments),
        metric=simulator.metric_of(experiments[0].task),
        charts=_charts_of(
            experiments, with_metric=has_accuracy(test.baseline) or test.baseline.reduction == "sum"
        ),
        more_charts=[],
        predicted=_predicted(experiments),
        seed=seed,
        outcome=f"/api/v1/claims/{claim.slug}/tests/{test.id}/outcome",
    )


def bare_lab_config(run: Run, label: str) -> LabConfig:
    """The configuration for a run without a scenario: its experiments by number, with every chart they have."""
    experiments = _experiments_of(run)
    charts = _charts_of(experiments)
    return LabConfig(
        scenario=None,
        view="training",
        arms=_arms([f"{label} {number + 1}" for number in range(len(experiments))], experiments),
        metric=simulator.metric_of(experiments[0].task),
        charts=charts,
        more_charts=_more(charts, experiments),
        predicted=_predicted(experiments),
        **_follows(run),
    )


def free_lab_config(experiments: Sequence[simulator.Experiment], labels: Sequence[str]) -> LabConfig:
    """The configuration for experiments that have not been run, or are being changed."""
    charts = _charts_of(experiments, with_metric=True)
    return LabConfig(
        scenario=None,
        view="training",
        arms=_arms(labels, experiments),
        metric=simulator.metric_of(experiments[0].task),
        charts=charts,
        more_charts=_more(charts, experiments),
        predicted=_predicted(experiments),
    )


def _experiments_of(run: Run) -> list[simulator.Experiment]:
    return [simulator.Experiment.model_validate(body) for body in run.experiments]


def _arms(labels: Sequence[str], experiments: Sequence[simulator.Experiment]) -> list[ArmConfig]:
    return [
        ArmConfig(label=label, experiment=experiment)
        for label, experiment in zip(labels, experiments, strict=True)
    ]


def _follows(run: Run | None) -> dict[str, Any]:
    return {"run_id": run.run_id, "run_is_over": run.status.is_over} if run else {}


def _predicted(experiments: Sequence[simulator.Experiment]) -> list[str]:
    kinds = {experiment.network.kind for experiment in experiments}
    over_layers = ["layer_gradient_norm"] if "mlp" in kinds else []
    return over_layers + (["time_gradient_norm"] if kinds - {"mlp"} else [])


def _more(shown: Sequence[str], experiments: Sequence[simulator.Experiment]) -> list[str]:
    return [chart for chart in charts_recorded(experiments) if chart not in shown]


def _charts_of(experiments: Sequence[simulator.Experiment], with_metric: bool = False) -> list[str]:
    charts = ["loss", *(["metric"] if with_metric else []), "gradient_norm", "layer_gradient_norm"]
    has_time = any(experiment.network.kind != "mlp" for experiment in experiments)
    return [*charts, "time_gradient_norm"] if has_time else charts


def _legal(scenario: Scenario, knob: Knob, wished: Any, otherwise: KnobValue) -> tuple[KnobValue, str | None]:
    """The wished value, or the other one and what is wrong with the wished one."""
    try:
        baseline, treated = turn_knobs(scenario, {knob.id: wished})
    except (KnobRefused, ValueError) as refused:
        why = gettext(refused.message, **refused.values) if isinstance(refused, KnobRefused) else ""
        said = gettext("The link asks for %(value)s, which cannot be used.", value=str(wished)[:40])
        return otherwise, f"{said}{sentence_gap()}{why}".strip()
    arms = {"baseline": baseline.model_dump(mode="json"), "treated": treated.model_dump(mode="json")}
    found: KnobValue = value_at(arms, knob.sets[0])
    return found, None

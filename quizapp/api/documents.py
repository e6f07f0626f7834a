"""Convert the results of the services to API documents in the reader's language."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.api.item_documents import fields_shown
from quizapp.api.provenance_schema import ComputedByShown
from quizapp.api.run_schemas import CostShown, RunShown
from quizapp.api.schemas import (
    AttemptShown,
    ClaimShown,
    ClaimSummary,
    ClaimTestShown,
    ConditionJudged,
    IntervalShown,
    ItemShown,
    KnobShown,
    ModelAnswer,
    OutcomeShown,
    PartGraded,
    QuestionShown,
    QuestionSummary,
    RecordShown,
    ReferenceShown,
    ScenarioShown,
    ScenarioShownBriefly,
    ScenarioSummary,
    ToleranceShown,
    VariantShown,
    WorldShown,
)
from quizapp.bank.parametric.drawing import Drawn, needs_simulation
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.parametric.placeholders import blanked
from quizapp.bank.variants import Variant
from quizapp.domain.claims.claim import Claim, ClaimTest, Record, RecordedRun
from quizapp.domain.claims.verification import Tally
from quizapp.domain.experiments.costs import total_cost
from quizapp.domain.experiments.knobs import knob_value
from quizapp.domain.experiments.queueing import Place
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.kinds import Item, kind_of
from quizapp.kinds.contradictions import contradictions_in, contradictions_of
from quizapp.kinds.item import WhatIfRun
from quizapp.models import Run
from quizapp.presentation.claims import condition_in_words
from quizapp.presentation.language import words
from quizapp.services.practice import GradedAttempt, ItemStanding
from quizapp.services.published_bank import PublishedItem, PublishedQuestion
from quizapp.services.variants import VariantSource, draw_item


def question_summary(published: PublishedQuestion) -> QuestionSummary:
    return QuestionSummary(**_summary(published))


def question_shown(
    published: PublishedQuestion,
    standings: dict[str, ItemStanding],
    scenarios: dict[str, Scenario],
    claims: Sequence[Claim],
    source: VariantSource,
) -> QuestionShown:
    question = published.question
    is_open = any(standing.attempt_count for standing in standings.values())
    return QuestionShown(
        **_summary(published),
        prompt=words(question.prompt),
        items=[
            _item_shown(published, item, standings[item.id], scenarios[item.scenario.slug], source)
            for item in question.items
        ],
        model_answer=_model_answer(published, claims) if is_open else None,
    )


def variant_shown(found: PublishedItem, drawn: Drawn, variant: Variant, scenario: Scenario) -> VariantShown:
    return VariantShown(
        item=found.item.id,
        variant=variant.name,
        parameters=drawn.parameters,
        prompt=words(drawn.item.prompt),
        hints=[words(hint) for hint in drawn.item.hints],
        **fields_shown(drawn.item, variant, scenario),
    )


def attempt_shown(
    graded: GradedAttempt, scenario: Scenario | None, claims: Mapping[str, Claim]
) -> AttemptShown:
    attempt, item = graded.attempt, graded.item
    return AttemptShown(
        id=attempt.attempt_id,
        item=item.id,
        question=graded.question.slug,
        variant=graded.variant.name,
        answer=attempt.answer,
        score=attempt.score,
        scenarios=[_scenario_briefly(item, scenario)] if scenario else [],
        seconds=attempt.seconds,
        created_at=attempt.created_at,
        confidence=attempt.confidence,
        used_hint=attempt.used_hint,
        is_second_try=attempt.is_second_try,
        first_score=attempt.first_score,
        hint=words(graded.open_hint) if graded.open_hint else None,
        **(_grade_withheld() if graded.open_hint else _grade_shown(graded, claims)),
    )


def _grade_shown(graded: GradedAttempt, claims: Mapping[str, Claim]) -> dict[str, Any]:
    grade, item = graded.grade, graded.item
    against = contradictions_in(item, graded.attempt.answer) if grade.score < 1 else {}
    contradicted = {**contradictions_of(item), **against}
    return {
        "key": grade.key,
        "parts": [
            PartGraded(
                id=part.part_id,
                outcome=part.outcome,
                feedback=words(part.feedback) if part.feedback else None,
                matched=list(part.matched),
                world=_what_if_run_shown(part.world) if part.world else None,
                contradicts=contradicted.get(part.part_id) if part.outcome in ("wrong", "neutral") else None,
            )
            for part in grade.parts
        ],
        "measured": grade.measured,
        "feedback": words(grade.feedback) if grade.feedback else None,
        "contradicts": list(dict.fromkeys(against.values())),
        "tolerance": _tolerance(graded.drawn),
        "explanation": words(item.explanation),
        "claims": [claim_summary(claims[slug]) for slug in item.claims if slug in claims],
    }


def _grade_withheld() -> dict[str, Any]:
    return {
        "key": None,
        "parts": [],
        "measured": {},
        "feedback": None,
        "contradicts": [],
        "tolerance": None,
        "explanation": "",
        "claims": [],
    }


def claim_summary(claim: Claim) -> ClaimSummary:
    return ClaimSummary(**_claim_summary(claim))


def claim_shown(claim: Claim) -> ClaimShown:
    return ClaimShown(
        **_claim_summary(claim),
        source_says=words(claim.source_says),
        today=words(claim.today),
        scenarios=list(claim.scenarios),
        tests=[_claim_test_shown(test) for test in claim.tests],
        references=[ReferenceShown(**reference.model_dump()) for reference in claim.references],
    )


def outcome_shown(test: ClaimTest, outcome: Tally) -> OutcomeShown:
    """The outcome of one seed."""
    judged = zip(test.predicate, outcome.measured, strict=True)
    return OutcomeShown(
        seed=outcome.seeds[0],
        as_claimed=outcome.is_as_claimed[0],
        conditions=[
            ConditionJudged(
                in_words=condition_in_words(condition, test),
                measured=_finite(values[0]),
                holds=condition.is_met_by(values[0]),
            )
            for condition, values in judged
        ],
        computed_by=computed_by_shown(outcome.computed_by),
    )


def scenario_summary(scenario: Scenario) -> ScenarioSummary:
    return ScenarioSummary(slug=scenario.slug, title=words(scenario.title), story=words(scenario.story))


def scenario_shown(scenario: Scenario) -> ScenarioShown:
    return ScenarioShown(
        **scenario_summary(scenario).model_dump(),
        look_for=words(scenario.look_for),
        try_next=words(scenario.try_next),
        charts=list(scenario.charts),
        knobs=[
            KnobShown(
                id=knob.id,
                label=words(knob.label),
                help=words(knob.help),
                value=knob_value(scenario, knob),
                minimum=knob.minimum,
                maximum=knob.maximum,
                step=knob.step,
                choices=[choice.value for choice in knob.choices],
            )
            for knob in scenario.knobs
        ],
        baseline=scenario.baseline.experiment,
        treated=scenario.treated.experiment,
    )


def cost_shown(cost: simulator.Cost, seconds: float | None = None) -> CostShown:
    """The estimated cost. If the run was accepted, its seconds are those estimated then."""
    return CostShown(flops=cost.flops, bytes=cost.bytes, seconds=cost.seconds if seconds is None else seconds)


def computed_by_shown(provenance: simulator.Provenance | None) -> ComputedByShown | None:
    return ComputedByShown(**provenance.to_json()) if provenance else None


def place_shown(place: Place | None) -> dict[str, Any]:
    """The position of a run in the queue."""
    return {
        "queued_before": place.queued_before if place else None,
        "expected_wait_seconds": round(place.seconds, 1) if place and place.seconds is not None else None,
    }


def run_shown(run: Run, place: Place | None, seconds_left: float | None) -> RunShown:
    experiments = [simulator.Experiment.model_validate(body) for body in run.experiments]
    return RunShown(
        id=run.run_id,
        status=run.status.value,
        error=gettext(run.error) if run.error else None,
        cost=cost_shown(total_cost(experiments), run.estimated_seconds),
        scenario=run.scenario_slug,
        knobs=run.knobs,
        detail=run.detail.value,
        experiments=experiments,
        simulator_version=run.simulator_version,
        computed_by=computed_by_shown(run.provenance),
        **place_shown(place),
        seconds_left=seconds_left,
        seconds=run.seconds,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


def _summary(published: PublishedQuestion) -> dict[str, object]:
    question = published.question
    return {
        "slug": question.slug,
        "number": question.number,
        "topic": question.topic,
        "title": words(question.title),
        "only_in": question.only_in,
        "version": published.version_number,
        "item_count": len(question.items),
    }


def _item_shown(
    published: PublishedQuestion,
    authored: AuthoredItem,
    standing: ItemStanding,
    scenario: Scenario,
    source: VariantSource,
) -> ItemShown:
    if needs_simulation(authored):
        return _item_before_its_simulation(authored, standing, scenario)
    variant = source.current(published.version_number, authored.id, standing.attempt_count)
    drawn = draw_item(authored, variant.seed)
    item = drawn.item
    return ItemShown(
        id=item.id,
        kind=item.kind,
        level=item.level,
        prompt=words(item.prompt),
        hints=[words(hint) for hint in item.hints],
        variant=variant.name,
        parameters=drawn.parameters,
        **fields_shown(item, variant, scenario),
        scenario=_scenario_briefly(item, scenario),
        is_answered=standing.attempt_count > 0,
    )


def _item_before_its_simulation(item: AuthoredItem, standing: ItemStanding, scenario: Scenario) -> ItemShown:
    """What can be shown before networks run: the prompt with blanks for its numbers, and no variant."""
    return ItemShown(
        id=item.id,
        kind=item.kind,
        level=item.level,
        prompt=blanked(words(item.prompt)),
        hints=[blanked(words(hint)) for hint in item.hints],
        variant=None,
        parameters={},
        parts=[],
        scenario=ScenarioShownBriefly(slug=scenario.slug, title=words(scenario.title), knobs={}),
        is_answered=standing.attempt_count > 0,
    )


def _tolerance(drawn: Drawn) -> ToleranceShown | None:
    tolerance = kind_of(drawn.item).tolerance
    if tolerance is None:
        return None
    return ToleranceShown(**tolerance(drawn.item).model_dump(), spread_over=drawn.spread_over)


def _claim_summary(claim: Claim) -> dict[str, Any]:
    return {
        "slug": claim.slug,
        "number": claim.number,
        "question": claim.question,
        "statement": words(claim.statement),
        "verdict": claim.verdict,
        "verdict_reason": claim.verdict_reason,
        "measured_verdict": claim.measured_verdict,
    }


def _claim_test_shown(test: ClaimTest) -> ClaimTestShown:
    return ClaimTestShown(
        id=test.id,
        title=words(test.title),
        about=test.about,
        predicate=[condition.model_dump(mode="json", exclude_none=True) for condition in test.predicate],
        predicate_in_words=[condition_in_words(condition, test) for condition in test.predicate],
        baseline=test.baseline,
        treated=test.treated,
        recorded=_record_shown(test.recorded) if test.recorded else None,
    )


def _record_shown(record: Record) -> RecordShown:
    return RecordShown(**_run_shown(record), other_kernels=[_run_shown(run) for run in record.other_kernels])


def _run_shown(run: RecordedRun) -> dict[str, Any]:
    return {
        "as_claimed": run.as_claimed,
        "seeds": run.seeds,
        "first_seed": run.first_seed,
        "as_claimed_by_seed": [mark == "+" for mark in run.by_seed],
        "interval": IntervalShown(low=run.interval.low, high=run.interval.high),
        "leaning": run.leaning,
        "simulator": run.simulator,
        "date": run.date,
        "computed_by": computed_by_shown(run.computed_by),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "infinite"
    return value


def _what_if_run_shown(run: WhatIfRun) -> WorldShown:
    return WorldShown(scenario=run.slug, knobs=run.knobs, if_right=words(run.if_right))


def _scenario_briefly(item: Item, scenario: Scenario) -> ScenarioShownBriefly:
    return ScenarioShownBriefly(slug=scenario.slug, title=words(scenario.title), knobs=item.scenario.knobs)


def _model_answer(published: PublishedQuestion, claims: Sequence[Claim]) -> ModelAnswer:
    question = published.question
    return ModelAnswer(
        text=words(question.answer),
        claims=[claim_summary(claim) for claim in claims],
        references=[ReferenceShown(**reference.model_dump()) for reference in question.references],
    )

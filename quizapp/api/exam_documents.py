"""Convert exams to API documents in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from quizapp.api.documents import attempt_shown
from quizapp.api.exam_schemas import (
    AskedShown,
    ExamAnswerSaved,
    ExamResult,
    ExamShown,
    ItemResult,
    SittingShown,
    SittingSummary,
)
from quizapp.api.item_documents import fields_shown
from quizapp.bank.variants import Variant
from quizapp.db.tables import now
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.kinds.grade import MalformedAnswer
from quizapp.models import ExamSitting
from quizapp.presentation.language import words
from quizapp.services.exam_answers import Saved
from quizapp.services.exam_grading import GradedItem, ItemInExam
from quizapp.services.exams import ExamStanding


def exam_shown(standing: ExamStanding) -> ExamShown:
    exam, rules = standing.exam, standing.rules
    return ExamShown(
        id=exam.public_id,
        title=exam.title,
        is_shared=exam.is_shared,
        count=rules.item_count,
        minutes=rules.minutes,
        grace_seconds=rules.grace_seconds,
        attempts_left=standing.attempts_left(),
        opens_at=rules.opens_at,
        closes_at=rules.closes_at,
        sittings=[SittingSummary(**_summary(sitting)) for sitting in standing.sittings],
    )


def sitting_shown(
    sitting: ExamSitting, asked: list[ItemInExam], scenarios: Mapping[str, Scenario]
) -> SittingShown:
    return SittingShown(
        **_summary(sitting),
        exam=sitting.exam.public_id,
        grace_seconds=sitting.grace_seconds,
        seconds_left=round(sitting.clock.seconds_left(now()), 1),
        items=[_asked_shown(each, scenarios[each.drawn.item.scenario.slug]) for each in asked],
    )


def saved_shown(saved: Saved, problem: MalformedAnswer | None) -> ExamAnswerSaved:
    return ExamAnswerSaved(
        outcome=saved.outcome,
        revision=saved.answer.revision,
        answer=saved.answer.answer,
        problem=_said(problem),
        seconds_left=round(saved.seconds_left, 1),
    )


def result_shown(
    sitting: ExamSitting,
    found: list[GradedItem],
    scenarios: Mapping[str, Scenario],
    claims: Mapping[str, Claim],
) -> ExamResult:
    return ExamResult(
        **_summary(sitting),
        exam=sitting.exam.public_id,
        submitted_at=sitting.submitted_at,
        items=[
            ItemResult(
                position=each.asked.answer.position,
                item=each.asked.drawn.item.id,
                score=each.score,
                seconds=each.seconds,
                problem=_said(each.problem),
                explanation=words(each.asked.drawn.item.explanation),
                attempt=attempt_shown(each.graded, scenarios.get(each.asked.drawn.item.scenario.slug), claims)
                if each.graded
                else None,
            )
            for each in found
        ],
    )


def _summary(sitting: ExamSitting) -> dict[str, Any]:
    return {
        "id": sitting.public_id,
        "number": sitting.number,
        "started_at": sitting.started_at,
        "closes_at": sitting.closes_at,
        "ended_at": sitting.ended_at,
        "score": sitting.score,
    }


def _asked_shown(asked: ItemInExam, scenario: Scenario) -> AskedShown:
    item, answer = asked.drawn.item, asked.answer
    variant = Variant(0, answer.variant_seed)  # its name stays on the server
    return AskedShown(
        position=answer.position,
        item=item.id,
        kind=item.kind,
        level=item.level,
        prompt=words(item.prompt),
        parameters=asked.drawn.parameters,
        answer=answer.answer,
        revision=answer.revision,
        is_flagged=answer.is_flagged,
        **fields_shown(item, variant, scenario),
    )


def _said(problem: MalformedAnswer | None) -> str | None:
    if problem is None:
        return None
    return gettext(problem.message) % problem.values if problem.values else gettext(problem.message)

"""Mock interviews as documents of the API."""

from typing import Any, cast

from quizapp.api.documents import variant_shown
from quizapp.api.interview_schemas import (
    InterviewShown,
    InterviewSummary,
    PointShown,
    ReportQuestion,
    ReportShown,
    ReportTurn,
    SpanShown,
    TurnShown,
)
from quizapp.bank.questions import Question
from quizapp.models import InterviewTurn
from quizapp.presentation.interviews import prompt_in_words
from quizapp.presentation.language import words
from quizapp.services.interview_reports import Report
from quizapp.services.interview_turns import Room
from quizapp.services.published_bank import PublishedBank
from quizapp.services.second_looks import Listed
from quizapp.services.variants import VariantSource, draw_item


def turn_shown(turn: InterviewTurn, question: Question, exercise: Any = None) -> TurnShown:
    return TurnShown(
        position=turn.position,
        kind=cast(Any, turn.kind),
        prompt=prompt_in_words(turn.kind, turn.about, question),
        answer=turn.answer,
        asked_at=turn.asked_seconds,
        is_skipped=turn.is_skipped,
        exercise=exercise,
        claim=turn.about.get("claim"),
        run=turn.about.get("run"),
    )


def interview_shown(room: Room, source: VariantSource, bank: PublishedBank) -> InterviewShown:
    interview = room.interview
    turns = []
    for turn, question in zip(interview.turns, room.questions, strict=True):
        exercise = None
        if turn is room.turn and turn.kind == "exercise":
            variant = source.read(turn.about["item"], turn.about["variant"])
            found = bank.items[turn.about["item"]]
            drawn = draw_item(found.item, variant.seed)
            exercise = variant_shown(found, drawn, variant, bank.scenarios[drawn.item.scenario.slug])
        turns.append(turn_shown(turn, question, exercise))
    return InterviewShown(
        id=interview.public_id,
        role=cast(Any, interview.role),
        minutes=interview.minutes,
        seconds_left=max(0.0, room.seconds_left),
        is_running=room.is_running,
        ending=cast(Any, interview.ending),
        created_at=interview.created_at,
        turns=turns,
        scratch=interview.scratch,
    )


def summary_shown(listed: Listed) -> InterviewSummary:
    interview = listed.interview
    return InterviewSummary(
        id=interview.public_id,
        role=cast(Any, interview.role),
        minutes=interview.minutes,
        ending=cast(Any, interview.ending),
        created_at=interview.created_at,
        questions=[question.slug for question in listed.titles],
        share=listed.share,
    )


def report_shown(report: Report) -> ReportShown:
    return ReportShown(
        id=report.interview.public_id,
        made=report.made,
        points=len(report.points),
        low=report.interval.low,
        high=report.interval.high,
        is_judged=report.is_judged,
        exercise_share=report.exercise_share,
        confidence=report.interview.confidence,
        questions=[
            ReportQuestion(
                slug=result.question.slug,
                position=result.opening.position,
                is_judged=result.is_judged,
                points=[
                    PointShown(
                        id=point.point.id,
                        number=point.number,
                        text=words(point.point.text),
                        state=point.state,
                        position=point.turn.position if point.turn else None,
                    )
                    for point in result.points
                ],
            )
            for result in report.questions
        ],
        turns=[
            ReportTurn(
                turn=turn_shown(result.turn, result.question),
                spans=[
                    SpanShown(
                        of=mark.id,
                        start=mark.start,
                        end=mark.end,
                        look=mark.look,
                        is_contested=mark.is_contested,
                    )
                    for mark in result.marks
                ],
                contradicted=[each.claim.slug for each in result.claims if each.bearing == "contradicts"],
                attempt=result.attempt.attempt.attempt_id if result.attempt else None,
                score=result.attempt.grade.score if result.attempt else None,
            )
            for result in report.turns
        ],
        not_reached=[question.slug for question in report.not_reached],
        second_look_on=report.second_look_on,
    )

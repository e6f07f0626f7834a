"""The report of a mock interview: key points with the words that made them, runs, exercises, and what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from quizapp.bank.interviews import Interview, KeyPoint
from quizapp.bank.questions import Question
from quizapp.bank.spans import spans_of
from quizapp.bank.stated_claims import Bearing, Stated, bearing_of, find_stated
from quizapp.db.sessions import writing
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.verdicts import Interval, wilson_interval
from quizapp.domain.scheduling.cards import Concept
from quizapp.errors import N_, InterviewAttemptNotFound, Invalid, Problem
from quizapp.models import Attempt, InterviewTurn, Learner, MockInterview, QuestionVersion
from quizapp.services.claims import claims_by_slug
from quizapp.services.concepts import concept_of
from quizapp.services.interview_clock import get_interview
from quizapp.services.interview_turns import question_of
from quizapp.services.practice import GradedAttempt, graded_attempt
from quizapp.services.published_bank import published_bank
from quizapp.services.review_preferences import read_preferences
from quizapp.services.wanted_cards import due_days, want_cards

SECOND_LOOK_AFTER = timedelta(days=7)
State = Literal["said", "half", "missed"]
WORTH: Mapping[State, float] = {"said": 1.0, "half": 0.5, "missed": 0.0}


@dataclass(frozen=True)
class Mark:
    """A part of an answer. id: of what it is about, `point:<id>` or `claim:<id>`. sign: the number of the key point."""

    id: str
    start: int
    end: int
    look: Literal["said", "half", "wrong"]
    sign: str
    is_contested: bool = False


@dataclass(frozen=True)
class PointResult:
    """A key point. found: by its words; state: as the learner judged it, else as found, where unsure is missed.

    turn: the one whose words make it, or seem to.
    """

    number: int
    point: KeyPoint
    found: Literal["covered", "unsure", "missed"]
    state: State
    turn: InterviewTurn | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatedClaim:
    """A claim that an answer states, with the test that shows whether it is so."""

    stated: Stated
    claim: Claim
    test: ClaimTest
    bearing: Bearing


@dataclass(frozen=True)
class TurnResult:
    turn: InterviewTurn
    question: Question
    marks: tuple[Mark, ...] = ()
    claims: tuple[StatedClaim, ...] = ()
    attempt: GradedAttempt | None = None
    shown: tuple[Claim, ClaimTest] | None = None


@dataclass(frozen=True)
class QuestionResult:
    """opening: the turn that asked it."""

    opening: InterviewTurn
    question: Question
    interview: Interview
    points: tuple[PointResult, ...]

    @property
    def is_judged(self) -> bool:
        return self.opening.covered is not None

    @property
    def missing_first(self) -> list[PointResult]:
        order = {"missed": 0, "half": 1, "said": 2}
        return sorted(self.points, key=lambda each: (order[each.state], each.number))


@dataclass(frozen=True)
class Report:
    """questions: those that were asked. not_reached: planned, and not asked. concepts: what the missed points are
    about; due: when their cards are, as far as there are some.
    """

    interview: MockInterview
    questions: tuple[QuestionResult, ...]
    turns: tuple[TurnResult, ...]
    not_reached: tuple[Question, ...]
    concepts: tuple[Concept, ...]
    due: Mapping[Concept, date]
    second_look_on: date

    @property
    def points(self) -> list[PointResult]:
        return [point for question in self.questions for point in question.points]

    @property
    def made(self) -> float:
        return sum(WORTH[point.state] for point in self.points)

    @property
    def share(self) -> float:
        return self.made / len(self.points)

    @property
    def interval(self) -> Interval:
        return wilson_interval(self.made, len(self.points))  # type: ignore[arg-type]

    @property
    def is_judged(self) -> bool:
        return all(question.is_judged for question in self.questions)

    @property
    def exercises(self) -> list[GradedAttempt]:
        return [result.attempt for result in self.turns if result.attempt]

    @property
    def exercise_share(self) -> float | None:
        scores = [graded.grade.score for graded in self.exercises]
        return sum(scores) / len(scores) if scores else None

    @property
    def refuted(self) -> list[StatedClaim]:
        return [each for result in self.turns for each in result.claims if each.bearing == "contradicts"]

    @property
    def items_to_practice(self) -> tuple[str, ...]:
        """The exercises about the points that were not covered, the missed ones first."""
        open_points = [
            point for question in self.questions for point in question.missing_first if point.state != "said"
        ]
        open_points.sort(key=lambda point: point.state != "missed")
        return tuple(dict.fromkeys(item for point in open_points for item in point.point.items))

    def points_in(self, turn: InterviewTurn) -> list[PointResult]:
        return [point for point in self.points if point.turn is turn]


def get_report(session: Session, learner: Learner | None, public_id: str) -> Report:
    """Raises InterviewAttemptNotFound, also before the interview has ended."""
    interview = get_interview(session, learner, public_id)
    if interview.ending is None:
        raise InterviewAttemptNotFound
    return report_of(session, learner, interview)


def report_of(session: Session, learner: Learner | None, interview: MockInterview) -> Report:
    claims = claims_by_slug(session)
    openings = [turn for turn in interview.turns if turn.kind == "opening"]
    questions = tuple(_question_result(interview, opening) for opening in openings)
    reached = {turn.question_version_id for turn in openings}
    not_reached = [version for version in interview.plan if version not in reached]
    clock = read_preferences(session, learner).clock
    concepts = _concepts(session, questions)
    ended = clock.day_of(interview.ended_at or interview.created_at)
    return Report(
        interview=interview,
        questions=questions,
        turns=tuple(_turn_result(session, turn, questions, claims) for turn in interview.turns),
        not_reached=tuple(
            Question.from_publication(session.get_one(QuestionVersion, version).body)
            for version in not_reached
        ),
        concepts=concepts,
        due=due_days(session, learner, concepts),
        second_look_on=ended + SECOND_LOOK_AFTER,
    )


def judge_points(
    session: Session, learner: Learner | None, public_id: str, position: int, states: Mapping[str, Any]
) -> Report:
    """Store what the learner says of the key points of the question asked at this position; a point that is left out
    counts as missed. Raises InterviewAttemptNotFound or Invalid naming `points`.
    """
    interview = get_interview(session, learner, public_id)
    opening = next(
        (turn for turn in interview.turns if turn.position == position and turn.kind == "opening"), None
    )
    if interview.ending is None or opening is None:
        raise InterviewAttemptNotFound
    ids = [point.id for point in _interview_of(question_of(opening)).key_points]
    if not set(states) <= set(ids) or not set(states.values()) <= set(WORTH):
        raise Invalid([Problem("points", N_("This key point was not found."))])
    with writing(session):
        opening.covered = {point: states.get(point, "missed") for point in ids}
        session.flush()
        report = report_of(session, learner, interview)
        if report.is_judged and learner is not None:
            tomorrow = read_preferences(session, learner).today() + timedelta(days=1)
            want_cards(session, learner, report.concepts, tomorrow)
    return report_of(session, learner, interview)


def object_to_mark(
    session: Session, learner: Learner | None, public_id: str, position: int, mark: str
) -> MockInterview:
    """Store that the learner does not agree with a marked span, or agrees again. Unknown marks change nothing."""
    report = get_report(session, learner, public_id)
    for result in report.turns:
        if result.turn.position == position and mark in {each.id for each in result.marks}:
            with writing(session):
                contested = result.turn.objections
                result.turn.objections = (
                    [each for each in contested if each != mark] if mark in contested else [*contested, mark]
                )
    return report.interview


def _question_result(interview: MockInterview, opening: InterviewTurn) -> QuestionResult:
    question = question_of(opening)
    asked = _interview_of(question)
    talk = [
        turn
        for turn in interview.turns
        if turn.question_version_id == opening.question_version_id and turn.kind in ("opening", "follow_up")
    ]
    found = {turn.turn_id: asked.find_points(turn.answer) for turn in talk}
    results = []
    for number, point in enumerate(asked.key_points, 1):
        best = max(
            talk, key=lambda turn: _ORDER[found[turn.turn_id][point.id].state]
        )  # the first of the best
        finding = found[best.turn_id][point.id]
        judged = (opening.covered or {}).get(point.id)
        state = state_of(judged) if judged else ("said" if finding.state == "covered" else "missed")
        turn = best if finding.state != "missed" else None
        results.append(PointResult(number, point, finding.state, state, turn, finding.words))
    return QuestionResult(opening, question, asked, tuple(results))


_ORDER = {"missed": 0, "unsure": 1, "covered": 2}


def state_of(stored: str) -> State:
    return "said" if stored == "said" else "half" if stored == "half" else "missed"


def _turn_result(
    session: Session,
    turn: InterviewTurn,
    questions: Iterable[QuestionResult],
    claims: Mapping[str, Claim],
) -> TurnResult:
    question = question_of(turn)
    shown = None
    if turn.kind == "show_me" and (claim := claims.get(turn.about["claim"])):
        test = next((test for test in claim.tests if test.id == turn.about["test"]), None)
        shown = (claim, test) if test else None
    attempt = session.get(Attempt, turn.attempt_id) if turn.attempt_id else None
    stated = tuple(_stated(turn, claims)) if turn.kind in ("opening", "follow_up", "show_me") else ()
    points = [
        point
        for result in questions
        for point in result.points
        if point.turn is turn and point.state != "missed"
    ]
    marks = [
        Mark(
            f"point:{point.point.id}",
            start,
            end,
            "said" if point.state == "said" else "half",
            str(point.number),
            f"point:{point.point.id}" in turn.objections,
        )
        for point in points
        for start, end in spans_of(turn.answer, point.words)
    ]
    marks += [
        Mark(
            f"claim:{each.stated.spoken.id}",
            each.stated.start,
            each.stated.end,
            "wrong",
            "✕",
            f"claim:{each.stated.spoken.id}" in turn.objections,
        )
        for each in stated
        if each.bearing == "contradicts"
    ]
    return TurnResult(
        turn=turn,
        question=question,
        marks=tuple(sorted(marks, key=lambda mark: (mark.start, mark.end))),
        claims=stated,
        attempt=graded_attempt(attempt) if attempt else None,
        shown=shown,
    )


def _stated(turn: InterviewTurn, claims: Mapping[str, Claim]) -> Iterable[StatedClaim]:
    for stated in find_stated(turn.answer, claims.values()):
        claim = claims[stated.claim]
        test = next(test for test in claim.tests if test.id == stated.spoken.test)
        yield StatedClaim(stated, claim, test, bearing_of(test, stated.spoken))


def _concepts(session: Session, questions: Iterable[QuestionResult]) -> tuple[Concept, ...]:
    """What the exercises behind the missed points are about, as far as they are still published."""
    items = published_bank(session).items
    return tuple(
        dict.fromkeys(
            concept_of(items[item].item)
            for result in questions
            for point in result.missing_first
            if point.state != "said"
            for item in point.point.items
            if item in items
        )
    )


def _interview_of(question: Question) -> Interview:
    assert question.interview is not None
    return question.interview

"""Grade a sitting that has ended. Each answer becomes an attempt exactly once, however often grading is begun."""

import time
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, joinedload

from quizapp.bank.parametric.drawing import Drawn, redraw
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question
from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.exams.saves import is_blank
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.errors import ExerciseNotInExam, QuizError
from quizapp.kinds import grade, runs_the_simulator
from quizapp.kinds.grade import Grade, MalformedAnswer
from quizapp.models import Attempt, ExamAnswer, ExamSitting, Learner
from quizapp.services.exam_answers import seconds_of
from quizapp.services.practice import GradedAttempt, grade_as_stored, graded_attempt
from quizapp.services.question_bank import get_scenario
from quizapp.services.review_log import record_review
from quizapp.services.submissions import Submission, store_once


@dataclass(frozen=True)
class ItemInExam:
    """An exercise of a sitting as it was drawn."""

    answer: ExamAnswer
    question: Question
    authored: AuthoredItem
    drawn: Drawn

    @property
    def is_answered(self) -> bool:
        return not is_blank(self.answer.answer)


@dataclass(frozen=True)
class GradedItem:
    """graded: None if it was not answered, or not readably. problem: why an answer could not be read."""

    asked: ItemInExam
    graded: GradedAttempt | None
    problem: MalformedAnswer | None

    @property
    def score(self) -> float:
        return self.graded.grade.score if self.graded else 0.0

    @property
    def seconds(self) -> float:
        return seconds_of(self.asked.answer)


def items_of_sitting(session: Session, sitting: ExamSitting) -> list[ItemInExam]:
    """In their order, as they were when the sitting began."""
    return [_asked(answer) for answer in session.scalars(_answers_of(sitting))]


def item_of_sitting(session: Session, sitting: ExamSitting, position: int) -> ItemInExam:
    """Raises ExerciseNotInExam."""
    answer = session.scalar(_answers_of(sitting).filter_by(position=position))
    if answer is None:
        raise ExerciseNotInExam(position=position)
    return _asked(answer)


def count_items(session: Session, sitting: ExamSitting) -> int:
    query = select(func.count()).select_from(ExamAnswer).filter_by(sitting_id=sitting.sitting_id)
    return session.scalar(query) or 0


def grade_sitting(session: Session, sitting: ExamSitting, seconds: float | None = None) -> bool:
    """Grade what is not graded yet, for about so many seconds; returns whether all is graded."""
    if sitting.ended_at is None:
        return False
    if sitting.graded_at is not None:
        return True
    began = time.monotonic()
    learner = session.get_one(Learner, sitting.learner_id)
    for asked in items_of_sitting(session, sitting):
        if asked.answer.score is not None:
            continue
        if seconds is not None and time.monotonic() - began > seconds:
            return False
        _grade_one(session, learner, asked)
    with writing(session):
        lock(session, sitting)
        scores = list(session.scalars(select(ExamAnswer.score).filter_by(sitting_id=sitting.sitting_id)))
        if sitting.graded_at is None:
            sitting.score = sum(score or 0.0 for score in scores) / len(scores)
            sitting.graded_at = now()
    return True


def grade_all(session: Session, seconds: float) -> int:
    """Grade the sittings that have ended and that nobody has looked at, for about so many seconds."""
    began, done = time.monotonic(), 0
    query = select(ExamSitting).where(ExamSitting.ended_at.is_not(None), ExamSitting.graded_at.is_(None))
    for sitting in session.scalars(query.order_by(ExamSitting.ended_at)).all():
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            break
        done += grade_sitting(session, sitting, left)
    return done


def results_of_sitting(session: Session, sitting: ExamSitting) -> list[GradedItem]:
    """The exercises of a graded sitting with their grades."""
    found = []
    for asked in items_of_sitting(session, sitting):
        attempt = session.get(Attempt, asked.answer.attempt_id) if asked.answer.attempt_id else None
        graded = graded_attempt(attempt, is_new=False) if attempt else None
        problem = _problem_of(session, asked) if graded is None and asked.is_answered else None
        if graded is not None:
            asked = replace(asked, drawn=graded.drawn)  # with another key, if it was regraded
        found.append(GradedItem(asked, graded, problem))
    return found


def unreadable_part(session: Session, asked: ItemInExam) -> MalformedAnswer | None:
    """Why the answer cannot be read, without telling whether it is right. None for what is graded by a run."""
    if not asked.is_answered or runs_the_simulator(asked.drawn.item):
        return None
    return _problem_of(session, asked)


def _answers_of(sitting: ExamSitting) -> Select[ExamAnswer]:
    return (
        select(ExamAnswer)
        .filter_by(sitting_id=sitting.sitting_id)
        .options(joinedload(ExamAnswer.question_version))
        .order_by(ExamAnswer.position)
        .execution_options(populate_existing=True)
    )


def _asked(answer: ExamAnswer) -> ItemInExam:
    question = Question.from_publication(answer.question_version.body)
    item = next(item for item in question.items if item.id == answer.item_id)
    return ItemInExam(answer, question, item, redraw(item, answer.variant_parameters))


def _grade(session: Session, asked: ItemInExam) -> Grade:
    item = asked.drawn.item
    scenario = get_scenario(session, item.scenario.slug) if runs_the_simulator(item) else None
    return grade(item, asked.answer.answer, scenario)


def _problem_of(session: Session, asked: ItemInExam) -> MalformedAnswer | None:
    try:
        _grade(session, asked)
    except MalformedAnswer as malformed:
        return malformed
    return None


def _grade_one(session: Session, learner: Learner, asked: ItemInExam) -> None:
    answer = asked.answer
    graded = None
    if asked.is_answered:
        try:
            graded = _grade(session, asked)
        except (MalformedAnswer, QuizError):
            graded = None
    if graded is None:
        _note_score(session, answer, 0.0)
        return
    seconds = seconds_of(answer) or None
    attempt = Attempt(
        learner_id=learner.learner_id,
        item_id=answer.item_id,
        question_version_id=answer.question_version_id,
        variant_seed=answer.variant_seed,
        variant_name=answer.variant_name,
        variant_parameters=answer.variant_parameters,
        answer=answer.answer,
        score=graded.score,
        grade=grade_as_stored(graded),
        seconds=seconds,
    )

    def link() -> None:
        record_review(session, learner, attempt, asked.authored, Circumstances(seconds=seconds))
        answer.attempt_id, answer.score = attempt.attempt_id, graded.score

    sent = Submission(learner, answer.item_id, answer.answer, answer.variant_name, None)
    if earlier := store_once(session, sent, attempt, link):  # graded meanwhile by another request
        _note_score(session, answer, earlier.score, earlier.attempt_id)


def _note_score(session: Session, answer: ExamAnswer, score: float, attempt_id: int | None = None) -> None:
    with writing(session):
        not_yet = ExamAnswer.answer_id == answer.answer_id, ExamAnswer.score.is_(None)
        session.execute(update(ExamAnswer).where(*not_yet).values(score=score, attempt_id=attempt_id))

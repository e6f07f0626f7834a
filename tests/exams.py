"""Exams of a few exercises, and taking them, for tests."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.variants import VariantSigner
from quizapp.db.sessions import writing
from quizapp.domain.exams.rules import ExamRules, FixedSet
from quizapp.kinds import right_answer
from quizapp.models import Attempt, ExamSitting, Learner
from quizapp.services.exam_answers import Saved, Typed, save_answer
from quizapp.services.exam_grading import (
    items_of_sitting,
)
from quizapp.services.exam_sittings import start_sitting
from quizapp.services.exams import create_exam
from tests.bank import items, scenarios

SIGNER = VariantSigner("a secret of tests")
CHOICE, NUMBER = "single_choice", "numeric"


def first_of(kind: str, is_parametric: bool = False) -> str:
    return next(
        item.id for item in items() if item.kind == kind and isinstance(item, ParametricItem) is is_parametric
    )


STATIC = first_of(CHOICE)
WITH_NUMBERS = first_of(NUMBER, is_parametric=True)
RUN = next(item.id for item in items() if item.kind == "predict_then_run")


def rules(*chosen: str, **others: Any) -> ExamRules:
    return ExamRules(selection=FixedSet(items=chosen), minutes=30, **others)


def begin(session: Session, learner: Learner, of: ExamRules) -> ExamSitting:
    exam = create_exam(session, learner, "An exam", of)
    return start_sitting(session, learner, exam.public_id, SIGNER).sitting


def save(
    session: Session, learner: Learner, sitting: ExamSitting, position: int, answer: Any, **others: Any
) -> Saved:
    typed = Typed(answer, **{"device": "laptop", "sequence": 1, "seen": 0, **others})
    return save_answer(session, learner, sitting.public_id, position, typed)


def right_answers(session: Session, sitting: ExamSitting) -> list[Any]:
    found = []
    for asked in items_of_sitting(session, sitting):
        item = asked.drawn.item
        found.append(right_answer(item, "en", scenarios()[item.scenario.slug]))
    return found


def put_back(session: Session, sitting: ExamSitting, seconds: float) -> None:
    """As if the sitting had begun so much earlier."""
    gone = timedelta(seconds=seconds)
    with writing(session):
        sitting.started_at -= gone
        sitting.closes_at -= gone


def attempts_of(session: Session, learner: Learner) -> list[Attempt]:
    return list(session.scalars(select(Attempt).filter_by(learner_id=learner.learner_id)))


def right_answer_of(item_id: str) -> Any:
    item = next(item for item in items() if item.id == item_id)
    return right_answer(item)  # type: ignore[arg-type]

"""A learner who takes an exam."""

import pytest
from sqlalchemy.orm import Session

from quizapp.models import ExamSitting, Learner
from quizapp.services import learners
from tests.exams import (
    STATIC,
    WITH_NUMBERS,
    begin,
    rules,
)


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


@pytest.fixture
def sitting(session: Session, learner: Learner) -> ExamSitting:
    return begin(session, learner, rules(STATIC, WITH_NUMBERS))

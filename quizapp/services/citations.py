"""The runs that something kept in the database refers to, by the address of their page."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quizapp.domain.experiments.knobs import KnobRefused, turn_knobs
from quizapp.models import (
    Attempt,
    ClaimEntry,
    Draft,
    InterviewAttempt,
    QuestionDraft,
    QuestionVersion,
    ScenarioEntry,
)
from quizapp.services import question_bank
from quizapp.services.runs import run_id_of

_ADDRESS = re.compile(r"/runs/([0-9a-f]{32})\b")
_CONTENT = (QuestionVersion.body, QuestionDraft.body, ScenarioEntry.body, ClaimEntry.body)
_ANSWERS = (Attempt.answer, InterviewAttempt.answer, Draft.fields)


def runs_in_content(session: Session) -> set[str]:
    """Runs whose address is in a question, a claim, or a scenario; and those of the scenarios as they are."""
    return _runs_of_scenarios(session) | _runs_in(session, _CONTENT)


def runs_in_answers(session: Session) -> set[str]:
    """Runs whose address a learner has written. Anyone may write any number of addresses."""
    return _runs_in(session, _ANSWERS)


def _runs_in(session: Session, columns: Iterable[InstrumentedAttribute[Any]]) -> set[str]:
    found = set()
    for column in columns:
        text = cast(column, Text)
        for body in session.scalars(select(text).where(text.contains("/runs/"))):
            found.update(_ADDRESS.findall(body))
    return found


def _runs_of_scenarios(session: Session) -> set[str]:
    found = set()
    for scenario in question_bank.list_scenarios(session):
        try:
            found.add(run_id_of(turn_knobs(scenario, {})))
        except KnobRefused:  # of a scenario that needs a value
            continue
    return found

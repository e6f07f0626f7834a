"""A whole question bank."""

from dataclasses import dataclass

from quizapp.bank.questions import Question, Topic
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario


@dataclass(frozen=True)
class Bank:
    topics: tuple[Topic, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    questions: tuple[Question, ...] = ()
    claims: tuple[Claim, ...] = ()

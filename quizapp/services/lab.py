"""What a learner has done in the lab, and what to run next."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import example_of
from quizapp.bank.questions import Question
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.models import Attempt, Learner
from quizapp.services.exam_locks import items_in_exam
from quizapp.services.published_bank import published_bank

NEWEST_MISTAKES = 20


@dataclass(frozen=True)
class NextRun:
    """question, confidence: of the wrong answer that the scenario explains; without one, it is simply the next one."""

    scenario: Scenario
    question: Question | None = None
    confidence: float | None = None

    @property
    def is_guessed_first(self) -> bool:
        """Its result would give away an exercise that the learner got wrong."""
        return self.question is not None


def mistaken_scenarios(session: Session, learner: Learner | None) -> dict[str, Attempt]:
    """The scenarios of the exercises that the learner answered wrongly, by slug, with the newest such attempt."""
    if learner is None:
        return {}
    query = (
        select(Attempt)
        .filter_by(learner_id=learner.learner_id)
        .where(Attempt.score < 1, Attempt.item_id.not_in(items_in_exam(session, learner)))
        .order_by(Attempt.attempt_id.desc())
        .limit(NEWEST_MISTAKES)
    )
    items = published_bank(session).items
    found: dict[str, Attempt] = {}
    for attempt in session.scalars(query):
        if attempt.item_id in items:
            found.setdefault(example_of(items[attempt.item_id].item).scenario.slug, attempt)
    return found


def next_run(session: Session, mistakes: dict[str, Attempt], seen: frozenset[str]) -> NextRun | None:
    """The scenario of the newest mistake that was not run since; otherwise the first one that was never run."""
    bank = published_bank(session)
    for slug, attempt in mistakes.items():
        if slug in bank.scenarios and slug not in seen:
            question = bank.items[attempt.item_id].published.question
            return NextRun(bank.scenarios[slug], question, attempt.confidence)
    return next((NextRun(each) for slug, each in bank.scenarios.items() if slug not in seen), None)

"""A learner with 2,000 cards and 10,000 answers to drawn variants, a third of them wrong, in a database of its own."""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.bank.parametric.drawing import Drawn, draw, needs_simulation
from quizapp.config import Settings
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.cards import Card
from quizapp.kinds import grade, right_answer, runs_the_simulator, wrong_answers
from quizapp.models import Attempt, Learner, ReviewCard, ReviewEntry
from quizapp.services import learners
from quizapp.services.concepts import PublishedConcept
from quizapp.services.practice import grade_as_stored
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.services.runner import NoRunner
from tests.days import in_days, today
from tests.quizapp.domain.scheduling.test_plan import TODAY, deck

CARDS, ANSWERS = 2000, 10_000
WRONG_EVERY, LEECH_EVERY = 3, 100
TIMES = 15


def answering_learner(session: Session) -> Learner:
    """The bank asks about fewer concepts: stand-ins for the others are added to it, in this process."""
    learner, cards = learners.start_guest(session), deck(CARDS)
    known = published_bank(session)
    topics, item = list(known.topics), next(iter(known.items.values()))
    known.concepts.update(
        {
            card.concept: PublishedConcept(
                card.concept, topics[place % len(topics)], (item.item.id,), frozenset(), 60.0
            )
            for place, card in enumerate(cards)
        }
    )
    later = today() - TODAY
    owner = {"learner_id": learner.learner_id}
    answers = [answers_of for found in known.items.values() if (answers_of := _answers(found))]
    with writing(session):
        session.execute(
            insert(ReviewCard), [owner | _columns(card, later, place) for place, card in enumerate(cards)]
        )
        session.execute(insert(Attempt), [owner | _attempt(answers, place) for place in range(ANSWERS)])
        session.execute(insert(ReviewEntry), [owner | _review(place) for place in range(ANSWERS)])
    return learner


def browser_of(settings: Settings, learner: Learner) -> FlaskClient:
    client = create_app(settings, NoRunner()).test_client()
    with client.session_transaction() as kept:
        kept["learner"] = str(learner.learner_id)
    return client


def milliseconds(measured: Callable[[], object]) -> float:
    """The median, once the bank is read."""
    measured()
    found = []
    for _ in range(TIMES):
        started = time.process_time()
        measured()
        found.append(1e3 * (time.process_time() - started))
    return statistics.median(found)


def _answers(found: PublishedItem) -> list[dict[str, object]]:
    """A right answer to a variant and, if one is known, a wrong one; none where that needs a run."""
    if needs_simulation(found.item):
        return []
    drawn = draw(found.item, 1)
    if runs_the_simulator(drawn.item):
        return []
    known = [right_answer(drawn.item), *list(wrong_answers(drawn.item))[:1]]
    return [_graded(found, drawn, answer) for answer in known]


def _graded(found: PublishedItem, drawn: Drawn, answer: object) -> dict[str, object]:
    graded = grade(drawn.item, answer)
    return {
        "item_id": found.item.id,
        "question_version_id": found.published.version_id,
        "variant_seed": 1,
        "variant_parameters": drawn.record(),
        "answer": answer,
        "score": graded.score,
        "grade": grade_as_stored(graded),
    }


def _attempt(answers: list[list[dict[str, object]]], place: int) -> dict[str, object]:
    known = answers[place % len(answers)]
    chosen = known[-1 if (place // len(answers) + place) % WRONG_EVERY == 0 else 0]
    return chosen | {
        "created_at": now() - timedelta(hours=ANSWERS - place) / 8,
        "confidence": (None, 0.5, 0.7, 0.9)[place % 4],
        "seconds": 40.0,
    }


def _columns(card: Card, later: timedelta, place: int) -> dict[str, object]:
    memory = card.memory
    return {
        "concept_kind": card.concept.kind,
        "concept": card.concept.slug,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "reviewed_on": memory.day + later,
        "due_on": memory.due + later,
        "review_count": memory.review_count,
        "lapse_count": 5 if place % LEECH_EVERY == 0 else memory.lapse_count,
    }


def _review(place: int) -> dict[str, object]:
    day: date = in_days(-1 - place % 60)
    return {
        "card_id": 1 + place % CARDS,
        "attempt_id": 1 + place,
        "position": place // CARDS,
        "rating": 3,
        "graded_rating": 3,
        "day": day,
    }

"""The due list of a learner with 2,000 cards and 10,000 answers, without and with a plan to an interview."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.db.upgrades import upgrade
from quizapp.domain.scheduling.cards import Card
from quizapp.models import Attempt, Learner, ReviewCard, ReviewEntry
from quizapp.services import learners, question_bank, reviews
from quizapp.services.concepts import PublishedConcept
from quizapp.services.published_bank import published_bank
from quizapp.services.review_preferences import set_preferences
from tests.bank import bank
from tests.promises import Promise
from tests.quizapp.domain.scheduling.test_plan import TODAY, deck

CARDS, ANSWERS = 2000, 10_000
LIMIT_MILLISECONDS = 20.0
TIMES = 9


def due_list_promises() -> Iterator[Promise]:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_from({"QUIZAPP_INSTANCE": folder})
        engine = engine_for(settings.database_url)
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            question_bank.load_bank(session, bank())
            learner = learners.start_guest(session)
            _store(session, learner, deck(CARDS))
            yield _promise("the due list", _milliseconds(session, learner))
            on = now().date() + timedelta(days=60)
            set_preferences(session, learner, interview_on=on, minutes_a_day=120)
            yield _promise("the due list with a plan of the day", _milliseconds(session, learner))
        engine.dispose()


def _promise(what: str, milliseconds: float) -> Promise:
    return Promise(
        f"{what} of {CARDS} cards and {ANSWERS} answers takes {LIMIT_MILLISECONDS:.0f} ms of processor time",
        f"{milliseconds:.1f} ms",
        milliseconds <= LIMIT_MILLISECONDS,
        decides=False,
    )


def _milliseconds(session: Session, learner: Learner) -> float:
    """The median, once the bank is read and the plan of the day is made."""
    reviews.get_today(session, learner)
    found = []
    for _ in range(TIMES):
        started = time.process_time()
        reviews.get_today(session, learner)
        found.append(1e3 * (time.process_time() - started))
    return statistics.median(found)


def _store(session: Session, learner: Learner, cards: list[Card]) -> None:
    """The bank asks about fewer concepts: stand-ins for the others are added to it, in this process."""
    known = published_bank(session)
    topics, item = list(known.topics), next(iter(known.items.values()))
    known.concepts.update(
        {
            card.concept: PublishedConcept(card.concept, topics[place % len(topics)], (), frozenset(), 60.0)
            for place, card in enumerate(cards)
        }
    )
    later = now().date() - TODAY
    owner = {"learner_id": learner.learner_id}
    with writing(session):
        session.execute(insert(ReviewCard), [owner | _columns(card, later) for card in cards])
        attempt = {
            "item_id": item.item.id,
            "question_version_id": item.published.version_id,
            "variant_seed": 0,
            "variant_parameters": {},
            "answer": "a",
            "score": 1.0,
        }
        session.execute(insert(Attempt), [owner | attempt for _ in range(ANSWERS)])
        session.execute(insert(ReviewEntry), [owner | _review(place) for place in range(ANSWERS)])


def _columns(card: Card, later: timedelta) -> dict[str, object]:
    memory = card.memory
    return {
        "concept_kind": card.concept.kind,
        "concept": card.concept.slug,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "reviewed_on": memory.day + later,
        "due_on": memory.due + later,
        "review_count": memory.review_count,
        "lapse_count": memory.lapse_count,
    }


def _review(place: int) -> dict[str, object]:
    day: date = now().date() - timedelta(days=1 + place % 60)
    return {
        "card_id": 1 + place % CARDS,
        "attempt_id": 1 + place,
        "position": place // CARDS,
        "rating": 3,
        "graded_rating": 3,
        "day": day,
    }

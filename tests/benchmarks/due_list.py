"""The due list and the home of a learner with 2,000 cards and 10,000 answers, without and with a plan."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import Settings, settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.db.upgrades import upgrade
from quizapp.domain.scheduling.cards import Card
from quizapp.models import Attempt, Learner, ReviewCard, ReviewEntry
from quizapp.services import day_plans, learners, question_bank, reviews
from quizapp.services.concepts import PublishedConcept
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.services.review_preferences import set_preferences
from tests.bank import bank
from tests.conftest import NoRunner
from tests.promises import Promise
from tests.quizapp.domain.scheduling.test_plan import TODAY, deck

CARDS, ANSWERS = 2000, 10_000
LIMIT_MILLISECONDS = 20.0
TIMES = 15


def due_list_promises() -> Iterator[Promise]:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_from({"QUIZAPP_INSTANCE": folder})
        engine = engine_for(settings.database_url)
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            question_bank.load_bank(session, bank())
            learner = learners.start_guest(session)
            _store(session, learner, deck(CARDS))
            client = _browser_of(settings, learner)

            def list_due() -> None:
                reviews.get_today(session, learner)
                session.rollback()

            yield _promise("the due list", _milliseconds(list_due))
            yield _promise("the home", _milliseconds(lambda: _open(client)))
            on = now().date() + timedelta(days=60)
            chosen = set_preferences(session, learner, interview_on=on, minutes_a_day=120)
            session.rollback()
            yield _promise(
                "the home before the plan of the day is made", _milliseconds(lambda: _open(client))
            )
            day_plans.get_day_plan(session, learner, chosen)
            session.rollback()
            yield _promise("the due list with a plan", _milliseconds(list_due))
            yield _promise("the home with a plan", _milliseconds(lambda: _open(client)))
        engine.dispose()


def _promise(what: str, milliseconds: float) -> Promise:
    return Promise(
        f"{what} of {CARDS} cards and {ANSWERS} answers takes {LIMIT_MILLISECONDS:.0f} ms of processor time",
        f"{milliseconds:.1f} ms",
        milliseconds <= LIMIT_MILLISECONDS,
        decides=False,
    )


def _browser_of(settings: Settings, learner: Learner) -> FlaskClient:
    client = create_app(settings, NoRunner()).test_client()
    with client.session_transaction() as kept:
        kept["learner"] = str(learner.learner_id)
    return client


def _open(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "zh-CN"})
    assert "data-today-page" in page.text


def _milliseconds(measured: Callable[[], object]) -> float:
    """The median, once the bank is read."""
    measured()
    found = []
    for _ in range(TIMES):
        started = time.process_time()
        measured()
        found.append(1e3 * (time.process_time() - started))
    return statistics.median(found)


def _store(session: Session, learner: Learner, cards: list[Card]) -> None:
    """The bank asks about fewer concepts: stand-ins for the others are added to it, in this process."""
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
    later = now().date() - TODAY
    owner = {"learner_id": learner.learner_id}
    with writing(session):
        session.execute(insert(ReviewCard), [owner | _columns(card, later) for card in cards])
        attempt = {
            "variant_seed": 0,
            "variant_parameters": {},
            "answer": "a",
            "score": 1.0,
        }
        items = list(known.items.values())
        session.execute(
            insert(Attempt), [owner | attempt | _of(items[place % len(items)]) for place in range(ANSWERS)]
        )
        session.execute(insert(ReviewEntry), [owner | _review(place) for place in range(ANSWERS)])


def _of(found: PublishedItem) -> dict[str, object]:
    return {"item_id": found.item.id, "question_version_id": found.published.version_id}


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

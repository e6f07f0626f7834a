"""A regrade of 100,000 attempts of 1,000 learners: previewed, applied, and undone."""

import random
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.upgrades import upgrade
from quizapp.kinds import grade, right_answer, wrong_answers
from quizapp.models import Account, Attempt, Learner, ReviewCard, ReviewEntry, Role
from quizapp.services import authoring, question_bank
from quizapp.services.practice import grade_as_stored
from quizapp.services.published_bank import published_bank
from quizapp.services.regrade_application import apply_regrade, undo_regrade
from quizapp.services.regrade_followers import Followers
from quizapp.services.regrades import preview_regrade, summary_of
from quizapp.services.variants import draw_item
from tests.bank import bank
from tests.conftest import account_with
from tests.promises import Promise
from tests.regrading import hash_of

ATTEMPTS, QUICK_ATTEMPTS = 100_000, 10_000
LEARNERS = 1_000
LIMIT_SECONDS = 60.0
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def regrade_promises(attempts: int = ATTEMPTS) -> Iterator[Promise]:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_from({"QUIZAPP_INSTANCE": folder})
        engine = engine_for(settings.database_url)
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            question_bank.load_bank(session, bank())
            yield from promises_of(session, attempts)
        engine.dispose()


def promises_of(session: Session, attempts: int) -> Iterator[Promise]:
    author = account_with(session, "ines", Role.INSTRUCTOR)
    slug = answered_question(session, attempts)
    _change_keys(session, author, slug)
    before = hash_of(session)
    began = time.perf_counter()
    regrade = preview_regrade(session, author, slug)
    seconds = time.perf_counter() - began
    summary = summary_of(regrade)
    session.rollback()
    unchanged = hash_of(session) == before
    yield Promise(
        f"a regrade of {attempts:,} attempts is previewed in {LIMIT_SECONDS:.0f} s",
        f"{seconds:.1f} s for {summary.considered:,}, of which {summary.changes:,} change",
        seconds <= LIMIT_SECONDS,
        decides=False,
    )
    yield Promise("a preview changes no attempt", f"{summary.considered:,} attempts and reviews", unchanged)
    began = time.perf_counter()
    apply_regrade(session, author, slug, regrade.regrade_id, regrade.digest, "key", "A benchmark.")
    applied = time.perf_counter() - began
    began = time.perf_counter()
    undo_regrade(session, author, slug, regrade.regrade_id, "A benchmark.")
    undone = time.perf_counter() - began
    yield Promise(
        "undoing a regrade restores every value",
        f"{summary.changes:,} changes applied in {applied:.0f} s, undone in {undone:.0f} s",
        hash_of(session) == before,
    )


def answered_question(session: Session, attempts: int) -> str:
    """A question of which so many attempts were made, half at a choice, half at an item with numbers, all reviews."""
    slug, items = next(
        (slug, items)
        for slug, published in published_bank(session).questions.items()
        if len(items := _two(published.question.items)) == 2
    )
    random_answer = random.Random(0)
    people = [UUID(int=number) for number in range(1, LEARNERS + 1)]
    version = published_bank(session).questions[slug].version_id
    variants = {item.id: [draw_item(item, seed) for seed in range(500)] for item in items}
    numbers = count(1)
    attempt_rows: list[dict[str, Any]] = []
    review_rows: list[dict[str, Any]] = []
    cards = {
        (who, item.id): number
        for number, (who, item) in enumerate(((who, item) for who in people for item in items), 1)
    }
    per_learner = attempts // LEARNERS
    graded: dict[tuple[str, int, int], tuple[Any, float, dict[str, Any]]] = {}
    for who in people:
        for place in range(per_learner):
            item, seed, which = items[place % 2], random_answer.randrange(500), random_answer.randrange(2)
            drawn = variants[item.id][seed]
            if (item.id, seed, which) not in graded:
                given = _answers(drawn.item)[which]
                found = grade(drawn.item, given)
                graded[item.id, seed, which] = given, found.score, grade_as_stored(found)
            given, score, stored = graded[item.id, seed, which]
            number, at = next(numbers), BEGAN + timedelta(days=place)
            attempt_rows.append(
                {
                    "attempt_id": number,
                    "learner_id": who,
                    "item_id": item.id,
                    "question_version_id": version,
                    "variant_seed": seed,
                    "variant_parameters": drawn.record(),
                    "answer": given,
                    "score": score,
                    "grade": stored,
                    "seconds": 30.0,
                    "created_at": at,
                }
            )
            review_rows.append(
                {
                    "learner_id": who,
                    "card_id": cards[who, item.id],
                    "attempt_id": number,
                    "position": place // 2,
                    "rating": 3 if score == 1 else 1,
                    "graded_rating": 3 if score == 1 else 1,
                    "day": date(2026, 1, 1) + timedelta(days=place),
                    "seconds": 30.0,
                    "reviewed_at": at,
                }
            )
    card_rows = [
        {"card_id": number, "learner_id": who, "concept_kind": "item", "concept": item_id}
        for (who, item_id), number in cards.items()
    ]
    with writing(session):
        session.execute(insert(Learner), [{"learner_id": who} for who in people])
        for table, rows in ((Attempt, attempt_rows), (ReviewCard, card_rows), (ReviewEntry, review_rows)):
            for begin in range(0, len(rows), 5_000):
                session.execute(insert(table), rows[begin : begin + 5_000])
        followers = Followers(session, {})
        followers.replay(cards.values())
        followers.finish()
    return slug


def _two(items: Any) -> list[Any]:
    """A choice and an item with numbers."""
    plain = [each for each in items if each.kind == "single_choice" and not isinstance(each, ParametricItem)]
    drawn = [
        each
        for each in items
        if each.kind == "numeric" and isinstance(each, ParametricItem) and each.simulate is None
    ]
    return [*plain[:1], *drawn[:1]] if plain and drawn else []


def _answers(item: Any) -> tuple[Any, Any]:
    """The right one, and one that becomes right: a wrong option, or a number that is a little off."""
    key = right_answer(item)
    return key, next(iter(wrong_answers(item))) if item.kind == "single_choice" else float(key) * 1.015


def _change_keys(session: Session, author: Account, slug: str) -> None:
    document = deepcopy(authoring.get_authored_question(session, author, slug).body)
    choice, drawn = _two(published_bank(session).questions[slug].question.items)
    right = next(iter(wrong_answers(choice)))
    for item in document["items"]:
        if item["id"] == choice.id:
            for option in item["options"]:
                option["correct"] = option["id"] == right
                if option["correct"]:
                    option["world"] = option["contradicts"] = option["no_run"] = None
        if item["id"] == drawn.id:
            item["tolerance"] = {"relative": 0.02}
    authoring.publish(session, author, slug, document)

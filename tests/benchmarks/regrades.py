"""A regrade of 100,000 attempts of 1,000 learners: previewed, applied, and undone, on SQLite and on PostgreSQL; how
long somebody else takes to write meanwhile; and the statistics of these attempts.
"""

import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.upgrades import upgrade
from quizapp.kinds import grade, right_answer, wrong_answers
from quizapp.models import Account, Attempt, Learner, ReviewCard, ReviewEntry, Role, ServiceFact
from quizapp.services import accounts, authoring, item_statistics, question_bank
from quizapp.services.practice import grade_as_stored
from quizapp.services.published_bank import published_bank
from quizapp.services.regrade_application import apply_regrade, undo_regrade
from quizapp.services.regrade_followers import Followers
from quizapp.services.regrade_previews import preview_regrade
from quizapp.services.regrades import summary_of
from quizapp.services.variants import draw_item
from tests.bank import bank
from tests.conftest import account_with
from tests.postgresql import new_database, postgresql_server
from tests.promises import Promise
from tests.regrading import hash_of

ATTEMPTS, QUICK_ATTEMPTS = 100_000, 10_000
LEARNERS = 1_000
AUTHOR = "ines"
PREVIEW_SECONDS, STATISTICS_SECONDS, LONGEST_WAIT_SECONDS = 60.0, 1.0, 1.0
SECONDS_BETWEEN_WRITES = 0.05
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def regrade_promises(attempts: int = ATTEMPTS) -> Iterator[Promise]:
    with tempfile.TemporaryDirectory() as folder:
        yield from promises_at(f"sqlite:///{folder}/quizapp.sqlite", "SQLite", attempts)
    with postgresql_server() as server, new_database(server) as url:
        yield from promises_at(url, "PostgreSQL", attempts)


def promises_at(url: str, name: str, attempts: int) -> Iterator[Promise]:
    """The attempts are made in another process, whose memory is not counted."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        slug = other.submit(_prepare, url, attempts).result()
    engine = engine_for(url)
    with Session(engine, **session_options()) as session:
        for promise in [*promises_of(session, slug), *statistics_promises(session, slug)]:
            yield Promise(f"{name}, {promise.sentence}", promise.figure, promise.is_kept, promise.decides)
    engine.dispose()


def _prepare(url: str, attempts: int) -> str:
    settings = settings_from({"DATABASE_URL": url, "QUIZAPP_INSTANCE": "/nonexistent"})
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, bank())
        account_with(session, AUTHOR, Role.INSTRUCTOR)
        return answered_question(session, attempts)


def promises_of(session: Session, slug: str) -> Iterator[Promise]:
    author = accounts.get_account(session, AUTHOR)
    change_keys(session, author, slug)
    before = hash_of(session)
    with _measured(session) as preview:
        regrade = preview_regrade(session, author, slug)
    summary = summary_of(regrade)
    session.rollback()
    unchanged = hash_of(session) == before
    yield Promise(
        f"a regrade is previewed in {PREVIEW_SECONDS:.0f} s",
        f"{preview} for {summary.considered:,} attempts, of which {summary.changes:,} change",
        preview.seconds <= PREVIEW_SECONDS,
        decides=False,
    )
    yield Promise("a preview changes no attempt", f"{summary.considered:,} attempts and reviews", unchanged)
    with _measured(session) as applied:
        apply_regrade(session, author, slug, regrade.regrade_id, regrade.digest, "key", "A benchmark.")
    with _measured(session) as undone:
        undo_regrade(session, author, slug, regrade.regrade_id, "A benchmark.")
    yield Promise(
        "undoing a regrade restores every value",
        f"{summary.changes:,} changes applied in {applied}, undone in {undone}",
        hash_of(session) == before,
    )
    waits = {"preview": preview.wait, "apply": applied.wait, "undo": undone.wait}
    yield Promise(
        f"nobody waits longer than {LONGEST_WAIT_SECONDS:.0f} s to write meanwhile",
        ", ".join(f"{name} {wait:.2f} s" for name, wait in waits.items()),
        max(waits.values()) <= LONGEST_WAIT_SECONDS,
        decides=False,
    )


def statistics_promises(session: Session, slug: str) -> Iterator[Promise]:
    """As if each learner had answered each of the two items only once."""
    author = accounts.get_account(session, AUTHOR)
    _give_to_more_learners(session, published_bank(session).questions[slug].version_id)
    with _measured(session) as measured:
        found = item_statistics.statistics_of_question(session, author, slug)
    yield Promise(
        f"the statistics of a question are worked out in {STATISTICS_SECONDS:.0f} s",
        f"{measured} for {sum(item.count for item in found.items):,} first answers",
        measured.seconds <= STATISTICS_SECONDS,
        decides=False,
    )


def _give_to_more_learners(session: Session, version_id: int) -> None:
    query = select(Attempt.attempt_id, Attempt.item_id).order_by(Attempt.attempt_id)
    places: Counter[str] = Counter()
    owners = {}
    for attempt_id, item_id in session.execute(query):
        owners[attempt_id] = UUID(int=LEARNERS + 1 + places[item_id])
        places[item_id] += 1
    with writing(session):
        session.execute(insert(Learner), [{"learner_id": who} for who in sorted(set(owners.values()))])
        session.execute(update(Attempt).values(question_version_id=version_id))
        session.execute(
            update(Attempt), [{"attempt_id": number, "learner_id": who} for number, who in owners.items()]
        )


@dataclass
class Measured:
    """wait: the longest time that somebody else took to write. memory: the most of this process, in MiB."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    wait: float = 0.0
    memory: int = 0
    load: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.seconds:.1f} s ({self.processor_seconds:.1f} s of processor, {self.memory} MiB, "
            f"load {self.load:.1f})"
        )


@contextmanager
def _measured(session: Session) -> Iterator[Measured]:
    measured, end = Measured(), threading.Event()
    session.rollback()
    other = threading.Thread(target=_write_until, args=(session.get_bind(), end, measured))
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # forget the most that was used before
    other.start()
    began, processor = time.perf_counter(), time.process_time()
    try:
        yield measured
    finally:
        measured.seconds = time.perf_counter() - began
        measured.processor_seconds = time.process_time() - processor
        session.rollback()  # an open reading would keep the other one from writing
        end.set()
        other.join()
        measured.memory, measured.load = _most_memory(), os.getloadavg()[0]


def _write_until(bind: Any, end: threading.Event, measured: Measured) -> None:
    """As somebody else, who writes now and then."""
    with Session(bind, **session_options()) as session:
        while not end.wait(SECONDS_BETWEEN_WRITES):
            began = time.perf_counter()
            with writing(session):
                session.merge(ServiceFact(name="benchmark", value=str(began)))
            measured.wait = max(measured.wait, time.perf_counter() - began)


def _most_memory() -> int:
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0


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


def change_keys(session: Session, author: Account, slug: str) -> None:
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

"""A variant belongs to one person and is answered once; a repeated request stores nothing."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.bank.variants import Given, VariantSigner, owner_of_guest
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.errors import IdempotencyKeyReused, Invalid
from quizapp.kinds import Item, right_answer
from quizapp.models import Account, Attempt, Learner
from quizapp.services import learners, practice, question_bank
from quizapp.services.variants import VariantSource
from tests.bank import bank, items

SIGNER = VariantSigner("a secret")


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


@pytest.fixture
def item() -> Item:
    return next(item for item in items() if item.kind == "single_choice" and hasattr(item, "options"))


def source_of(learner: Learner) -> VariantSource:
    return VariantSource(SIGNER, owner_of_guest(learner.learner_id))


def submit(
    session: Session,
    learner: Learner,
    item: Item,
    answer: Any,
    variant: str | None = None,
    key: str | None = None,
) -> practice.GradedAttempt:
    source = source_of(learner)
    return practice.submit_answer(
        session, learner, item.id, answer, variant, idempotency_key=key, source=source
    )


def wrong_option(item: Any) -> str:
    return str(next(option.id for option in item.options if not option.correct))


def refused_field(call: Any, *arguments: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        call(*arguments)
    assert all(problem.message for problem in refused.value.problems)
    return [problem.field for problem in refused.value.problems]


def test_the_current_variant_stays_until_it_is_answered(
    session: Session, learner: Learner, item: Item
) -> None:
    source = source_of(learner)
    assert source.current(1, item.id, 0) == source.current(1, item.id, 0)
    graded = submit(session, learner, item, right_answer(item))
    assert graded.variant == source.current(1, item.id, 0)
    assert submit(session, learner, item, right_answer(item)).variant == source.current(1, item.id, 1)
    assert source.fresh(1, item.id) != source.fresh(1, item.id)


def test_a_variant_is_answered_once(session: Session, learner: Learner, item: Item) -> None:
    name = source_of(learner).fresh(1, item.id).name
    first = submit(session, learner, item, wrong_option(item), name)
    again = submit(session, learner, item, wrong_option(item), name)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.attempt.attempt_id == first.attempt.attempt_id
    assert refused_field(submit, session, learner, item, right_answer(item), name) == ["variant"]
    assert practice.count_attempts(session, learner) == 1


def test_the_variant_of_somebody_else_is_refused(session: Session, learner: Learner, item: Item) -> None:
    theirs = source_of(learners.start_guest(session)).current(1, item.id, 0)
    assert refused_field(submit, session, learner, item, right_answer(item), theirs.name) == ["variant"]
    assert practice.count_attempts(session, learner) == 0


def test_the_variant_of_another_item_is_refused(session: Session, learner: Learner, item: Item) -> None:
    other = next(other for other in items() if other.id != item.id)
    name = source_of(learner).current(1, other.id, 0).name
    assert refused_field(submit, session, learner, item, right_answer(item), name) == ["variant"]


@pytest.mark.parametrize("name", ["yesterday", "", "1-42", "a.b", "é", "." * 200])
def test_a_malformed_variant_names_its_field(
    session: Session, learner: Learner, item: Item, name: str
) -> None:
    assert refused_field(submit, session, learner, item, right_answer(item), name) == ["variant"]


def test_a_forged_variant_is_refused(session: Session, learner: Learner, item: Item) -> None:
    forger = VariantSource(VariantSigner("a guess"), owner_of_guest(learner.learner_id))
    name = forger.current(1, item.id, 0).name
    assert refused_field(submit, session, learner, item, right_answer(item), name) == ["variant"]


def test_a_fresh_variant_expires(session: Session, learner: Learner, item: Item) -> None:
    given = Given(item.id, owner_of_guest(learner.learner_id), 1, "of-last-month", expires=1_000_000)
    name = SIGNER.variant(given).name
    assert refused_field(submit, session, learner, item, right_answer(item), name) == ["variant"]


def test_who_signed_in_may_answer_what_the_guest_was_given(item: Item) -> None:
    guest, account = VariantSource(SIGNER, "g1"), VariantSource(SIGNER, "a1", ("g1",))
    given = guest.current(1, item.id, 0)
    assert account.read(item.id, given.name) == given
    assert refused_field(VariantSource(SIGNER, "a2").read, item.id, given.name) == ["variant"]


def test_an_idempotency_key_is_of_one_variant(session: Session, learner: Learner, item: Item) -> None:
    answer = right_answer(item)
    one, other = (source_of(learner).fresh(1, item.id).name for _ in range(2))
    first = submit(session, learner, item, answer, one, key="k")
    assert submit(session, learner, item, answer, one, key="k").attempt is first.attempt
    assert submit(session, learner, item, answer, key="k").attempt is first.attempt
    with pytest.raises(IdempotencyKeyReused):
        submit(session, learner, item, answer, other, key="k")
    assert practice.count_attempts(session, learner) == 1


def test_an_attempt_from_before_variants_had_names_is_shown_with_its_number(
    session: Session, learner: Learner, item: Item
) -> None:
    graded = submit(session, learner, item, right_answer(item))
    graded.attempt.variant_name, graded.attempt.variant_seed = None, 42
    session.commit()
    shown = practice.list_attempts(session, learner)[0]
    assert (shown.variant.name, shown.variant.seed) == ("1-42", 42)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database for several connections at once."""
    given = {"QUIZAPP_INSTANCE": str(tmp_path)}
    if request.param == "postgresql":
        given["DATABASE_URL"] = request.getfixturevalue("postgresql")
    settings = settings_from(given)
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, bank())
    yield engine
    engine.dispose()


def all_at_once(engine: Engine, calls: list[Any]) -> list[Any]:
    """What each call returned, or the error it raised, each in a thread and a session of its own."""
    barrier = threading.Barrier(len(calls))

    def one(call: Any) -> Any:
        with Session(engine, **session_options()) as session:
            barrier.wait()
            return call(session)

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(one, call) for call in calls]
    return [future.exception() or future.result() for future in futures]


def test_the_same_answer_ten_times_at_once_is_one_attempt_of_one_guest(shared: Engine, item: Item) -> None:
    guest_id = uuid4()
    name = VariantSource(SIGNER, owner_of_guest(guest_id)).current(1, item.id, 0).name

    def answer(session: Session) -> int:
        learner = learners.start_guest(session, guest_id)
        return submit(session, learner, item, right_answer(item), name).attempt.attempt_id

    found = all_at_once(shared, [answer] * 10)
    assert len(set(found)) == 1, found
    with Session(shared, **session_options()) as session:
        assert session.query(Attempt).count() == 1
        assert session.query(Learner).count() == 1


def test_of_different_answers_at_once_to_one_variant_one_counts(shared: Engine, item: Any) -> None:
    with Session(shared, **session_options()) as session:
        learner = learners.start_guest(session)
    name = source_of(learner).current(1, item.id, 0).name
    options = [option.id for option in item.options]
    found = all_at_once(
        shared, [lambda session, sent=sent: submit(session, learner, item, sent, name) for sent in options]
    )
    refused = [each for each in found if isinstance(each, Invalid)]
    assert len(refused) == len(options) - 1, found
    assert {problem.field for each in refused for problem in each.problems} == {"variant"}


def test_the_first_requests_of_an_account_make_one_learner(shared: Engine) -> None:
    with Session(shared, **session_options()) as session:
        account = Account(name="lea", display_name="Lea", password_hash="-")
        session.add(account)
        session.commit()
    found = all_at_once(
        shared, [lambda session: learners.learner_of_account(session, account).learner_id] * 8
    )
    assert len(set(found)) == 1, found

"""Answers given without a network are stored once, on their day, and do not review a card twice unasked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import example_of
from quizapp.bank.variants import VariantSigner, owner_of_guest
from quizapp.db.sessions import writing
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.kinds import right_answer, runs_the_simulator
from quizapp.models import Attempt, Learner, ReviewEntry
from quizapp.services import learners, practice, question_bank, review_log
from quizapp.services.offline_reviews import (
    OfflineAnswer,
    PackedReview,
    pack_reviews,
    store_offline_answer,
)
from quizapp.services.variants import VariantSource
from tests.days import in_days

DAYS = 90


@pytest.fixture
def learner(session: Session) -> Learner:
    """With a card for the first exercises of a question, all due by now."""
    learner = learners.start_guest(session)
    question = question_bank.list_questions(session)[0].question
    for item in question.items[:4]:
        answer_some(session, learner, item.id)
    with writing(session):
        for entry in session.scalars(select(ReviewEntry)):
            entry.day -= timedelta(days=DAYS)
            entry.reviewed_at -= timedelta(days=DAYS)
            review_log.replay_log(entry.card)
    return learner


def source_of(learner: Learner) -> VariantSource:
    return VariantSource(VariantSigner("a secret"), owner_of_guest(learner.learner_id))


def sent(packed: PackedReview, answered_at: datetime | None = None) -> OfflineAnswer:
    fresh = packed.fresh
    return OfflineAnswer(
        newest_review=packed.newest_review,
        item_id=fresh.drawn.item.id,
        variant=fresh.variant.name,
        answer=right_answer(fresh.drawn.item),
        key=str(uuid4()),
        answered_at=answered_at or datetime.now(UTC),
        circumstances=Circumstances(seconds=20.0),
    )


def test_cards_that_need_no_run_are_packed_with_a_fresh_variant(session: Session, learner: Learner) -> None:
    packed = pack_reviews(session, learner, source_of(learner))
    assert packed
    assert not any(runs_the_simulator(each.fresh.drawn.item) for each in packed)
    assert len({each.fresh.variant.name for each in packed}) == len(packed)


def test_an_answer_is_a_review_of_the_day_on_which_it_was_given(session: Session, learner: Learner) -> None:
    source = source_of(learner)
    packed = pack_reviews(session, learner, source)[0]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    outcome = store_offline_answer(session, learner, source, sent(packed, yesterday))
    assert outcome.review is not None
    assert outcome.review.day == in_days(-1)
    assert outcome.graded.attempt.score == 1


def test_the_same_answer_again_is_stored_once(session: Session, learner: Learner) -> None:
    source = source_of(learner)
    answer = sent(pack_reviews(session, learner, source)[0])
    before = _counts(session)
    first = store_offline_answer(session, learner, source, answer)
    second = store_offline_answer(session, learner, source, answer)
    assert second.review is first.review
    assert second.elsewhere is None
    assert _counts(session) == (before[0] + 1, before[1] + 1)


def test_a_card_that_was_reviewed_elsewhere_moves_only_if_the_learner_says_so(
    session: Session, learner: Learner
) -> None:
    source = source_of(learner)
    packed = pack_reviews(session, learner, source)[0]
    answer_some(session, learner, packed.fresh.drawn.item.id)
    answer = sent(packed)
    attempts, reviews = _counts(session)
    outcome = store_offline_answer(session, learner, source, answer)
    assert outcome.review is None
    assert outcome.elsewhere is not None
    assert _counts(session) == (attempts + 1, reviews)
    counted = store_offline_answer(session, learner, source, replace(answer, counts_anyway=True))
    again = store_offline_answer(session, learner, source, replace(answer, counts_anyway=True))
    assert counted.review is not None
    assert again.review is counted.review
    assert _counts(session) == (attempts + 1, reviews + 1)


@pytest.mark.parametrize("days", [-400, 400])
def test_a_wrong_clock_neither_reviews_tomorrow_nor_moves_a_card_back(
    session: Session, learner: Learner, days: int
) -> None:
    source = source_of(learner)
    packed = pack_reviews(session, learner, source)[0]
    answer = sent(packed, datetime.now(UTC) + timedelta(days=days))
    outcome = store_offline_answer(session, learner, source, answer)
    assert outcome.review is not None
    card = outcome.review.card
    assert card.reviewed_on is not None
    assert in_days(-31) <= card.reviewed_on <= in_days(1)
    assert [entry.day for entry in card.reviews] == sorted(entry.day for entry in card.reviews)


def answer_some(session: Session, learner: Learner, item_id: str) -> None:
    """Somewhere else, rightly or not."""
    item = question_bank.get_item(session, item_id).item
    practice.submit_answer(session, learner, item_id, right_answer(example_of(item)))


def _counts(session: Session) -> tuple[int, int]:
    attempts = session.scalar(select(func.count()).select_from(Attempt)) or 0
    return attempts, session.scalar(select(func.count()).select_from(ReviewEntry)) or 0

"""Reviews: each answer updates its card once, undo and corrections replay the log, and guests take theirs along."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.variants import VariantSigner, owner_of_guest
from quizapp.config import Settings
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.upgrades import upgrade
from quizapp.domain.scheduling.memory import Review, replay
from quizapp.domain.scheduling.ratings import Circumstances, Rating
from quizapp.errors import CardNotFound, Invalid, ReviewNotFound
from quizapp.kinds import right_answer
from quizapp.models import Account, Attempt, Learner, ReviewCard, ReviewEntry
from quizapp.services import (
    learners,
    practice,
    question_bank,
    retention,
    review_cards,
    review_log,
    review_plans,
    reviews,
)
from quizapp.services.concepts import concept_of
from quizapp.services.published_bank import published_bank
from quizapp.services.review_preferences import read_preferences, set_preferences
from quizapp.services.variants import VariantSource
from tests.bank import bank
from tests.days import in_days

DRAWN = "component-after-clipping-by-norm"
FEW_NUMBERS = "largest-sigmoid-slope"  # its concept has two more items


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


def source_of(learner: Learner) -> VariantSource:
    return VariantSource(VariantSigner("a secret"), owner_of_guest(learner.learner_id))


def plain_item(session: Session, number: int = 0) -> Any:
    """A single-choice item; each number has another concept."""
    found: dict[Any, Any] = {}
    for published in question_bank.list_questions(session):
        for item in published.question.items:
            if item.kind == "single_choice" and not isinstance(item, ParametricItem):
                found.setdefault(concept_of(item), item)
    return list(found.values())[number]


def answer(session: Session, learner: Learner, item: Any, *, right: bool = True, **more: Any) -> ReviewEntry:
    given = right_answer(item) if right else next(each.id for each in item.options if not each.correct)
    graded = practice.submit_answer(session, learner, item.id, given, **more)
    return session.scalars(select(ReviewEntry).filter_by(attempt_id=graded.attempt.attempt_id)).one()


def set_back(session: Session, entry: ReviewEntry, days: int) -> None:
    """As if the review had been so many days earlier."""
    with writing(session):
        entry.day -= timedelta(days=days)
        entry.reviewed_at -= timedelta(days=days)
        review_log.replay_log(entry.card)


def state_of(card: ReviewCard) -> tuple[Any, ...]:
    return (
        *(card.stability, card.difficulty, card.reviewed_on, card.due_on),
        *(card.review_count, card.lapse_count),
    )


def test_an_answer_makes_a_card_and_the_next_one_updates_it(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    first = answer(session, learner, item)
    set_back(session, first, 3)
    due = first.card.due_on
    second = answer(session, learner, item, right=False)
    card = session.scalars(select(ReviewCard)).one()
    assert [entry.rating for entry in card.reviews] == [Rating.GOOD, Rating.AGAIN]
    assert (first.due_before, second.due_before) == (None, due)
    assert second.recall_before is not None
    assert (card.review_count, card.lapse_count) == (2, 1)
    assert card.due_on > second.day


@pytest.mark.parametrize("circumstances", [Circumstances(used_hint=True), Circumstances(is_second_try=True)])
def test_a_right_answer_with_a_hint_or_at_a_second_try_is_hard(
    session: Session, learner: Learner, circumstances: Circumstances
) -> None:
    entry = answer(session, learner, plain_item(session), circumstances=circumstances)
    assert entry.rating == Rating.HARD


def test_a_slow_answer_is_hard(session: Session, learner: Learner) -> None:
    assert answer(session, learner, plain_item(session), seconds=3000.0).rating == Rating.HARD
    assert answer(session, learner, plain_item(session, 1), seconds=5.0).rating == Rating.GOOD


def test_cram_leaves_the_schedule_as_it_is(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    practice.submit_answer(session, learner, item.id, right_answer(item), is_cram=True)
    assert session.scalars(select(ReviewCard)).all() == []
    assert practice.count_attempts(session, learner) == 1


def test_the_same_answer_again_is_one_review(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    for _ in range(2):
        practice.submit_answer(session, learner, item.id, right_answer(item), idempotency_key="k")
    assert review_log.count_reviews(session, learner) == 1


def test_an_attempt_that_is_not_stored_updates_no_card(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    with pytest.raises(Invalid):
        practice.submit_answer(session, learner, item.id, {"no": "answer"})
    assert session.scalars(select(ReviewCard)).all() == []


def test_undo_leaves_the_card_exactly_as_it_was(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    first = answer(session, learner, item)
    set_back(session, first, 5)
    before = state_of(first.card)
    second = answer(session, learner, item, right=False)
    assert state_of(first.card) != before
    review_log.undo_review(session, learner, second.review_id)
    assert state_of(first.card) == before
    review_log.undo_review(session, learner, second.review_id)
    assert state_of(first.card) == before
    review_log.undo_review(session, learner, first.review_id)
    assert first.card.stability is None
    assert review_cards.list_cards(session, learner).cards == ()
    assert review_log.count_reviews(session, learner) == 2


def test_a_corrected_rating_schedules_as_if_it_had_been_given(session: Session, learner: Learner) -> None:
    corrected = answer(session, learner, plain_item(session), right=False)
    review_log.correct_rating(session, learner, corrected.review_id, Rating.GOOD)
    given = answer(session, learner, plain_item(session, 1))
    assert state_of(corrected.card) == state_of(given.card)
    assert corrected.graded_rating == Rating.AGAIN


def test_reviews_and_cards_of_others_are_not_found(session: Session, learner: Learner) -> None:
    entry = answer(session, learner, plain_item(session))
    other = learners.start_guest(session)
    with pytest.raises(ReviewNotFound):
        review_log.undo_review(session, other, entry.review_id)
    with pytest.raises(ReviewNotFound):
        review_log.correct_rating(session, other, entry.review_id, Rating.GOOD)
    with pytest.raises(CardNotFound):
        reviews.draw_review_variant(session, other, entry.card_id, source_of(other))


def test_every_card_is_what_the_replay_of_its_log_gives(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    for number in range(6):
        set_back(session, answer(session, learner, item, right=number % 3 != 1), 30 - 4 * number)
    card = session.scalars(select(ReviewCard)).one()
    log = [Review(Rating(entry.rating), entry.day, entry.due_before) for entry in card.reviews]
    assert replay(log) == review_log.memory_of(card)


def test_a_zone_further_west_moves_no_review_backward(session: Session, learner: Learner) -> None:
    set_preferences(session, learner, zone="Pacific/Kiritimati", boundary_hour=0)
    first = answer(session, learner, plain_item(session))
    set_preferences(session, learner, zone="Pacific/Pago_Pago", boundary_hour=12)
    second = answer(session, learner, plain_item(session))
    assert second.day == first.day
    assert second.card.reviewed_on == first.day


def test_a_guest_who_signs_up_keeps_cards_and_log(
    session: Session, learner: Learner, learner_account: Account
) -> None:
    entry = answer(session, learner, plain_item(session))
    set_preferences(session, learner, minutes_a_day=7)
    before = state_of(entry.card)
    learners.adopt_guest(session, learner_account, learner.learner_id)
    account = learners.learner_of_account(session, learner_account)
    assert (
        state_of(session.scalars(select(ReviewCard).filter_by(learner_id=account.learner_id)).one()) == before
    )
    assert read_preferences(session, account).minutes_a_day == 7


def test_a_guest_who_signs_in_joins_both_logs_in_the_order_of_time(
    session: Session, learner: Learner, learner_account: Account
) -> None:
    account = learners.learner_of_account(session, learner_account)
    item = plain_item(session)
    set_preferences(session, account, minutes_a_day=9)
    set_preferences(session, learner, minutes_a_day=7)
    set_back(session, answer(session, account, item), 20)
    set_back(session, answer(session, learner, item, right=False), 10)
    set_back(session, answer(session, account, item), 5)
    answer(session, learner, plain_item(session, 1))
    learners.adopt_guest(session, learner_account, learner.learner_id)
    session.expire_all()
    cards = session.scalars(select(ReviewCard).order_by(ReviewCard.review_count.desc())).all()
    assert [card.learner_id for card in cards] == [account.learner_id] * 2
    log = cards[0].reviews
    assert [entry.rating for entry in log] == [Rating.GOOD, Rating.AGAIN, Rating.GOOD]
    assert replay(Review(Rating(entry.rating), entry.day) for entry in log) == review_log.memory_of(cards[0])
    assert {entry.learner_id for entry in session.scalars(select(ReviewEntry))} == {account.learner_id}
    assert read_preferences(session, account).minutes_a_day == 9


def test_a_purged_guest_leaves_no_reviews(session: Session, learner: Learner) -> None:
    answer(session, learner, plain_item(session))
    set_preferences(session, learner)
    with writing(session):
        retention._delete_guests(session, [learner.learner_id])
    for table in (ReviewCard, ReviewEntry, Attempt):
        assert session.scalars(select(table)).all() == []


def test_what_is_due_is_listed_within_the_minutes_of_the_day(session: Session, learner: Learner) -> None:
    set_preferences(session, learner, minutes_a_day=1)
    for number in range(3):
        set_back(session, answer(session, learner, plain_item(session, number)), 9)
    today = reviews.get_today(session, learner)
    assert today.due.seconds <= 60.0
    assert len(today.due.cards) + len(today.due.beyond_cap) + len(today.due.apart) == 3
    assert today.due.beyond_cap
    assert sum(load.cards for load in reviews.forecast_reviews(session, learner, 30)) == 3


def test_the_plan_covers_the_topics_of_the_interview(session: Session, learner: Learner) -> None:
    assert review_plans.plan_to_interview(session, learner) is None
    topic = next(iter(published_bank(session).topics))
    on = in_days(40)
    set_preferences(session, learner, interview_on=on, topics=(topic,), minutes_a_day=60)
    found = review_plans.plan_to_interview(session, learner)
    assert found is not None
    assert found.plan.is_feasible
    concepts = {each.concept for each in published_bank(session).concepts.values() if each.topic == topic}
    assert {concept for day in found.plan.days for concept in day.first_answers} == concepts
    assert set(reviews.get_today(session, learner).first_answers) <= concepts


def test_a_plan_that_does_not_fit_names_the_ways_out(session: Session, learner: Learner) -> None:
    set_preferences(session, learner, interview_on=in_days(20), minutes_a_day=2)
    found = review_plans.plan_to_interview(session, learner)
    assert found is not None
    assert found.plan.missed
    assert found.ways_out is not None
    assert found.ways_out.minutes_a_day is not None


def test_readiness_of_a_topic_grows_with_what_is_recalled(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    topic = published_bank(session).concepts[concept_of(item)].topic
    before = reviews.readiness_by_topic(session, learner)[topic]
    assert (before.estimate, before.low, before.high) == (0.0, 0.0, 1.0)
    answer(session, learner, item)
    after = reviews.readiness_by_topic(session, learner)[topic]
    assert 0 < after.estimate == pytest.approx(after.coverage)


def review_fresh_variants(
    session: Session, learner: Learner, item_id: str, count: int
) -> list[tuple[str, Any]]:
    """Review the concept of an item so often; the items and drawn numbers of the reviews."""
    source, drawn = source_of(learner), []
    practice.submit_answer(session, learner, item_id, "0", source=source)
    card = session.scalars(select(ReviewCard)).one()
    for _ in range(count):
        fresh = reviews.draw_review_variant(session, learner, card.card_id, source)
        item, name = fresh.drawn.item, fresh.variant.name
        practice.submit_answer(session, learner, item.id, right_answer(item), name, source=source)
        drawn.append((item.id, tuple(fresh.drawn.parameters.items())))
    assert session.scalars(select(ReviewCard)).all() == [card]
    return drawn


@pytest.mark.parametrize("item_id", [DRAWN, FEW_NUMBERS])
def test_no_drawn_numbers_return_within_twenty_reviews(
    session: Session, learner: Learner, item_id: str
) -> None:
    drawn = review_fresh_variants(session, learner, item_id, 24)
    for start in range(len(drawn) - 19):
        with_numbers = [each for each in drawn[start : start + 20] if each[1]]
        assert with_numbers
        assert len(set(with_numbers)) == len(with_numbers)


def test_every_item_of_a_concept_has_its_turn(session: Session, learner: Learner) -> None:
    concept = published_bank(session).concepts[concept_of(published_bank(session).items[FEW_NUMBERS].item)]
    assert len(concept.item_ids) > 1
    drawn = review_fresh_variants(session, learner, FEW_NUMBERS, len(concept.item_ids))
    assert {item_id for item_id, _ in drawn} == set(concept.item_ids)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("zone", {"zone": "Mars/Olympus"}),
        ("boundary_hour", {"boundary_hour": 13}),
        ("minutes_a_day", {"minutes_a_day": 0}),
        ("interview_on", {"interview_on": date(2099, 1, 1)}),
        ("topics", {"topics": ("no-such-topic",)}),
    ],
)
def test_preferences_that_cannot_be_are_refused(
    session: Session, learner: Learner, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        set_preferences(session, learner, **values)
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_answers_at_the_same_time_are_all_in_the_log_once(
    database: str, settings: Settings, request: pytest.FixtureRequest
) -> None:
    url = settings.database_url if database == "sqlite" else request.getfixturevalue("postgresql")
    engine = engine_for(url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        if database == "postgresql":
            question_bank.load_bank(session, bank())
        learner, item = learners.start_guest(session), plain_item(session)

    def answer_once(number: int) -> None:
        with Session(engine, **session_options()) as own:
            practice.submit_answer(own, learner, item.id, right_answer(item), idempotency_key=str(number))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(answer_once, range(8)))
    with Session(engine, **session_options()) as session:
        card = session.scalars(select(ReviewCard)).one()
        assert [entry.position for entry in card.reviews] == list(range(8))
        assert card.review_count == 8
        assert replay(
            Review(Rating(entry.rating), entry.day) for entry in card.reviews
        ) == review_log.memory_of(card)
    engine.dispose()


def test_the_plan_of_today_stays_while_cards_are_reviewed(session: Session, learner: Learner) -> None:
    for number in range(6):
        set_back(session, answer(session, learner, plain_item(session, number), right=False), 12)
    set_preferences(session, learner, interview_on=in_days(12), minutes_a_day=480)
    first = reviews.get_today(session, learner)
    assert first.due.cards
    done = first.due.cards[0].concept
    items = [plain_item(session, number) for number in range(6)]
    answer(session, learner, next(item for item in items if concept_of(item) == done))
    then = reviews.get_today(session, learner)
    assert done not in {card.concept for card in then.due.cards}
    assert {card.concept for card in then.due.cards} <= {
        card.concept for card in first.due.cards + first.due.apart
    }
    assert then.spent_seconds > 0


def test_what_a_plan_cannot_bring_to_the_date_is_reviewed_in_the_time_it_leaves(
    session: Session, learner: Learner
) -> None:
    item = plain_item(session)
    topic = published_bank(session).concepts[concept_of(item)].topic
    for _ in range(6):
        set_back(session, answer(session, learner, item, right=False), 2)
    other = next(slug for slug in published_bank(session).topics if slug != topic)
    set_preferences(session, learner, interview_on=in_days(1), topics=(other,))
    assert len(reviews.get_today(session, learner).due.cards) == 1  # as what is due without a plan
    set_preferences(session, learner, interview_on=in_days(1), topics=(topic,), minutes_a_day=480)
    found = review_plans.plan_to_interview(session, learner)
    assert found is not None
    assert concept_of(item) in found.plan.missed
    assert len(reviews.get_today(session, learner).due.cards) == 1

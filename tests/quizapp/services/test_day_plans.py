"""Cards that are kept in the process are always those of the database, and readiness some time ago is replayed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import example_of
from quizapp.db.sessions import writing
from quizapp.domain.scheduling.cards import Card
from quizapp.domain.scheduling.memory import Review, replay
from quizapp.domain.scheduling.ratings import USUAL_SECONDS, Rating
from quizapp.kinds import right_answer
from quizapp.models import Account, DayPlan, Learner
from quizapp.services import learners, overviews, practice, retention, review_cards, review_log
from quizapp.services.concepts import concept_of
from quizapp.services.day_plans import SOME_TIME_AGO, find_day_plan, get_day_plan
from quizapp.services.published_bank import published_bank
from quizapp.services.review_cards import list_cards
from quizapp.services.review_preferences import read_preferences, set_preferences
from tests.days import in_days, today
from tests.quizapp.services.test_reviews import answer, plain_item, set_back


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


def test_kept_cards_are_those_of_the_database_after_every_change(session: Session, learner: Learner) -> None:
    def same() -> bool:
        kept = list_cards(session, learner)
        review_cards._kept.clear()
        return kept == list_cards(session, learner)

    first = answer(session, learner, plain_item(session))
    assert same()
    second = answer(session, learner, plain_item(session, 1), right=False)
    assert same()
    set_back(session, first, 5)
    assert same()
    review_log.correct_rating(session, learner, second.review_id, Rating.EASY)
    assert same()
    review_log.undo_review(session, learner, first.review_id)
    assert same()
    assert len(list_cards(session, learner).cards) == 1


def test_only_changed_cards_are_read_again(session: Session, learner: Learner) -> None:
    answer(session, learner, plain_item(session))
    before = list_cards(session, learner).cards[0]
    answer(session, learner, plain_item(session, 1))
    after = list_cards(session, learner).cards
    assert len(after) == 2
    assert after[0] is before


def test_readiness_two_weeks_ago_is_what_the_log_until_then_gives(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    for days, right in ((40, True), (30, False), (20, True), (3, True)):
        set_back(session, answer(session, learner, item, right=right), days)
    plan = get_day_plan(session, learner, read_preferences(session, learner))
    then = today() - SOME_TIME_AGO
    card = next(iter(list_cards(session, learner).cards))
    entries = review_log.list_card_reviews(
        session, learner, list_cards(session, learner).numbers[card.concept]
    )
    past = [Review(Rating(each.rating), each.day) for each in reversed(entries) if each.day <= then]
    assert len(past) == 3
    memory = replay(past)
    assert memory is not None
    count = len(published_bank(session).concepts_by_topic[card.topic])
    assert plan.readiness_before == {
        card.topic: pytest.approx(Card(concept_of(item), memory).recall_on(then) / count)
    }
    standing = next(
        each
        for each in overviews.get_overview(session, learner, makes_plan=False).topics
        if each.topic.slug == card.topic
    )
    assert standing.before == plan.readiness_before[card.topic]


def test_new_preferences_need_a_new_plan(session: Session, learner: Learner) -> None:
    chosen = set_preferences(session, learner, interview_on=in_days(20), minutes_a_day=60, zone="Asia/Tokyo")
    assert find_day_plan(session, learner, chosen) is None
    made = get_day_plan(session, learner, chosen)
    assert find_day_plan(session, learner, chosen) == made
    assert sum(each.first_answers for each in made.days) > 0
    changed = set_preferences(session, learner, interview_on=chosen.interview_on, minutes_a_day=90)
    assert find_day_plan(session, learner, changed) is None


def test_who_signs_up_gets_a_new_plan_of_both_sets_of_cards(
    session: Session, learner: Learner, learner_account: Account
) -> None:
    own = learners.learner_of_account(session, learner_account)
    on = in_days(20)
    chosen = set_preferences(session, own, interview_on=on, minutes_a_day=60)
    get_day_plan(session, own, chosen)
    answer(session, own, plain_item(session))
    answer(session, learner, plain_item(session, 1))
    assert len(list_cards(session, own).cards) == 1
    learners.adopt_guest(session, learner_account, learner.learner_id)
    assert len(list_cards(session, own).cards) == 2
    assert list_cards(session, learner).cards == ()
    assert find_day_plan(session, own, chosen) is None


def test_a_purged_guest_leaves_no_plan(session: Session, learner: Learner) -> None:
    chosen = set_preferences(session, learner, interview_on=in_days(20), minutes_a_day=60)
    get_day_plan(session, learner, chosen)
    with writing(session):
        retention._delete_guests(session, [learner.learner_id])
    assert session.scalars(select(DayPlan)).all() == []


def test_the_own_pace_counts_in_the_plan_and_in_what_is_due(session: Session, learner: Learner) -> None:
    item = plain_item(session)
    entry = answer(session, learner, item)
    usual = list_cards(session, learner).cards[0].seconds
    of_kind = [
        each.item
        for each in published_bank(session).items.values()
        if each.item.kind == item.kind and each.item.id != item.id
    ]
    for each in of_kind[:10]:
        slow = USUAL_SECONDS[each.level] * 2
        practice.submit_answer(session, learner, each.id, right_answer(example_of(each)), seconds=slow)
    listed = list_cards(session, learner)
    card = next(card for card in listed.cards if card.concept == concept_of(item))
    assert entry.seconds is None
    assert card.seconds > usual
    bank = published_bank(session)
    unseen = next(
        each
        for concept, each in bank.concepts.items()
        if concept not in listed.numbers
        and {bank.items[item_id].item.kind for item_id in each.item_ids} == {item.kind}
    )
    assert listed.pace.seconds_of(unseen, bank) == pytest.approx(2 * unseen.seconds)
    review_cards._kept.clear()
    assert list_cards(session, learner) == listed

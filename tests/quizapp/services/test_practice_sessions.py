"""Practice sessions: what they are made of, and how they go on anywhere."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.bank.variants import VariantSigner, owner_of_account, owner_of_guest
from quizapp.db.sessions import writing
from quizapp.errors import Invalid, PracticeSessionNotFound
from quizapp.kinds import right_answer, wrong_answers
from quizapp.models import Account, Learner, PracticeSession, ReviewEntry, SessionItem
from quizapp.services import learners, practice, practice_sessions, review_log, second_tries
from quizapp.services.practice_sessions import OpenSession, PracticeFilters
from quizapp.services.published_bank import published_bank
from quizapp.services.variants import VariantSource

SIGNER = VariantSigner("a secret")
ONE_CHOICE = ("single_choice",)


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


def source_of(learner: Learner) -> VariantSource:
    return VariantSource(SIGNER, owner_of_guest(learner.learner_id))


def started(session: Session, learner: Learner, **filters: Any) -> OpenSession:
    made = practice_sessions.start_session(session, learner, PracticeFilters(**filters))
    return practice_sessions.get_session(session, learner, made.public_id)


def answer(
    session: Session, learner: Learner, opened: OpenSession, position: int, *, right: bool = True, **more: Any
) -> OpenSession:
    source, public_id = source_of(learner), opened.session.public_id
    fresh = practice_sessions.variant_of_item(session, learner, public_id, position, source)
    item = fresh.drawn.item
    given = right_answer(item) if right else next(iter(wrong_answers(item)))
    practice.submit_answer(session, learner, item.id, given, fresh.variant.name, source=source, **more)
    return practice_sessions.touch_session(session, learner, public_id)


def marks(opened: OpenSession) -> list[float | None]:
    return [entry.score for entry in opened.entries]


def test_a_session_goes_on_with_the_next_open_exercise(session: Session, learner: Learner) -> None:
    opened = started(session, learner, kinds=ONE_CHOICE, count=3)
    assert [entry.position for entry in opened.entries] == [1, 2, 3]
    opened = answer(session, learner, opened, 2)
    assert marks(opened) == [None, 1.0, None]
    assert opened.current
    assert opened.current.position == 3
    opened = answer(session, learner, opened, 3, right=False)
    assert opened.current
    assert opened.current.position == 1
    assert not opened.is_over
    opened = answer(session, learner, opened, 1)
    assert (marks(opened), opened.current, opened.is_over) == ([1.0, 1.0, 0.0], None, True)
    assert opened.session.finished_at is not None


def test_the_variant_of_an_exercise_stays_until_it_is_answered(session: Session, learner: Learner) -> None:
    public_id = started(session, learner, count=2).session.public_id
    drawn = [
        practice_sessions.variant_of_item(session, learner, public_id, position, source_of(learner)).variant
        for position in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_an_exercise_that_waits_for_a_second_try_is_open(session: Session, learner: Learner) -> None:
    hinted = next(
        item_id
        for item_id, found in published_bank(session).items.items()
        if found.item.hints and found.item.kind == "single_choice"
    )
    opened = started(session, learner, items=(hinted,))
    opened = answer(session, learner, opened, 1, right=False, waits_for_second_try=True)
    assert opened.current
    assert opened.current.attempt
    second_tries.show_answer(session, learner, opened.current.attempt.attempt_id)
    assert practice_sessions.get_session(session, learner, opened.session.public_id).current is None


def test_the_session_of_the_last_answer_is_found_again(session: Session, learner: Learner) -> None:
    assert practice_sessions.find_open_session(session, None) is None
    assert practice_sessions.find_open_session(session, learner) is None
    first, second = (started(session, learner, count=2) for _ in range(2))
    answer(session, learner, first, 1)
    found = practice_sessions.find_open_session(session, learner)
    assert found
    assert found.session.public_id == first.session.public_id
    assert found.minutes_left >= 1
    answer(session, learner, first, 2)
    found = practice_sessions.find_open_session(session, learner)
    assert found
    assert found.session.public_id == second.session.public_id
    practice_sessions.finish_session(session, learner, second.session.public_id)
    assert practice_sessions.find_open_session(session, learner) is None


@pytest.mark.parametrize("call", ["get", "variant", "touch", "again", "finish"])
def test_the_session_of_another_learner_is_not_found(session: Session, learner: Learner, call: str) -> None:
    public_id = started(session, learner, count=1).session.public_id
    other = learners.start_guest(session)
    with pytest.raises(PracticeSessionNotFound):
        {
            "get": lambda: practice_sessions.get_session(session, other, public_id),
            "variant": lambda: practice_sessions.variant_of_item(
                session, other, public_id, 1, source_of(other)
            ),
            "touch": lambda: practice_sessions.touch_session(session, other, public_id),
            "again": lambda: practice_sessions.add_again(session, other, public_id, 1),
            "finish": lambda: practice_sessions.finish_session(session, other, public_id),
        }[call]()


def test_filters_choose_topics_questions_levels_and_kinds(session: Session, learner: Learner) -> None:
    bank = published_bank(session)
    topic = next(iter(bank.topics))
    for entry in started(session, learner, topics=(topic,), levels=(2,), count=60).entries:
        assert (entry.found.published.question.topic, entry.found.item.level) == (topic, 2)
    slug = next(iter(bank.questions))
    entries = started(session, learner, questions=(slug,)).entries
    assert [entry.found.item for entry in entries] == list(bank.questions[slug].question.items)
    wanted = tuple(reversed(list(bank.items)[:4]))
    assert tuple(entry.found.item.id for entry in started(session, learner, items=wanted).entries) == wanted


def test_minutes_limit_a_session(session: Session, learner: Learner) -> None:
    short, longer = (started(session, learner, minutes=minutes) for minutes in (1, 10))
    assert len(short.entries) == 1
    assert 1 < len(longer.entries) < 20
    assert longer.minutes_left <= 10


def test_wrong_and_unseen_follow_the_last_answer(session: Session, learner: Learner) -> None:
    opened = started(session, learner, kinds=ONE_CHOICE, count=3)
    answer(session, learner, opened, 1, right=False)
    answer(session, learner, opened, 2)
    ids = [entry.found.item.id for entry in opened.entries]
    assert [entry.found.item.id for entry in started(session, learner, scope="wrong").entries] == ids[:1]
    unseen = started(session, learner, scope="unseen", kinds=ONE_CHOICE, count=60)
    assert {entry.found.item.id for entry in unseen.entries}.isdisjoint(ids[:2])
    with pytest.raises(Invalid):
        started(session, learner, scope="due")
    mixed = started(session, learner, scope="mixed", kinds=ONE_CHOICE)
    assert mixed.entries[0].found.item.id == ids[0]


def test_due_reviews_come_with_fresh_variants_and_cram_leaves_the_schedule(
    session: Session, learner: Learner
) -> None:
    answer(session, learner, started(session, learner, kinds=ONE_CHOICE, count=1), 1)
    with writing(session):
        for entry in session.scalars(select(ReviewEntry)):
            entry.day -= timedelta(days=60)
            review_log.replay_log(entry.card)
    crammed = started(session, learner, scope="cram", count=1)
    answer(session, learner, crammed, 1, is_cram=True)
    assert len(session.scalars(select(ReviewEntry)).all()) == 1
    due = started(session, learner, scope="due")
    assert [entry.is_review for entry in due.entries] == [True]
    answer(session, learner, due, 1)
    assert len(session.scalars(select(ReviewEntry)).all()) == 2


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"scope": "nothing"}, "scope"),
        ({"topics": ("no-such",)}, "topic"),
        ({"items": ("no-such",)}, "item"),
        ({"count": 0}, "count"),
        ({"minutes": 10_000}, "minutes"),
        ({"levels": (9,)}, "scope"),
    ],
)
def test_filters_that_cannot_be_met_are_refused(
    session: Session, learner: Learner, filters: Any, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        started(session, learner, **filters)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_repeated_exercise_is_added_at_the_end(session: Session, learner: Learner) -> None:
    opened = answer(session, learner, started(session, learner, kinds=ONE_CHOICE, count=1), 1, right=False)
    assert opened.is_over
    added = practice_sessions.add_again(session, learner, opened.session.public_id, 1)
    opened = practice_sessions.get_session(session, learner, opened.session.public_id)
    assert added == 2
    assert opened.current
    assert opened.current.position == 2
    assert not opened.is_over


def test_a_session_moves_to_the_account_of_its_guest(
    session: Session, learner: Learner, instructor: Account
) -> None:
    own = learners.learner_of_account(session, instructor)
    opened = started(session, learner, count=2)
    public_id = opened.session.public_id
    practice_sessions.variant_of_item(session, learner, public_id, 2, source_of(learner))
    answer(session, learner, opened, 1)
    learners.adopt_guest(session, instructor, learner.learner_id)
    opened = practice_sessions.get_session(session, own, public_id)
    assert opened.current
    assert opened.current.position == 2
    elsewhere = VariantSource(SIGNER, owner_of_account(instructor.account_id))
    fresh = practice_sessions.variant_of_item(session, own, public_id, 2, elsewhere)
    assert elsewhere.read(fresh.drawn.item.id, fresh.variant.name) == fresh.variant


def test_a_session_is_removed_with_its_learner(session: Session, learner: Learner) -> None:
    started(session, learner, count=1)
    with writing(session):
        session.execute(delete(Learner))
    assert session.scalars(select(PracticeSession)).all() == []
    assert session.scalars(select(SessionItem)).all() == []

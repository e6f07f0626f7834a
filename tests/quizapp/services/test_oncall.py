"""The on-call room: what it costs, what it hides, and how a case ends. Proofs are computed for real."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.oncall.grading import SEEDS, Grade
from quizapp.domain.oncall.measurements import BUDGET_MINUTES
from quizapp.domain.scheduling.ratings import USUAL_SECONDS_OF_CASE, Rating
from quizapp.errors import BudgetTooShort, CaseAnswered, CaseNotFound, CaseOpen, Invalid
from quizapp.models import Account, Learner, ReviewEntry
from quizapp.runners.execution import execute_run
from quizapp.services import (
    erasure,
    exports,
    learners,
    oncall,
    oncall_answers,
    oncall_fixes,
    oncall_reviews,
    practice_sets,
    review_log,
    reviews,
)
from quizapp.services.admission import RunLimits
from quizapp.services.oncall import Room
from quizapp.services.oncall_answers import Result
from quizapp.services.owned_tables import Person
from quizapp.services.practice_sets import PracticeFilters
from quizapp.services.run_work import lease_next
from quizapp.services.runner import Runner
from tests.oncall import catalog


class Silent:
    """A runner of which the tests execute the runs themselves."""

    def notify(self) -> None: ...
    def cancel(self, run_id: str) -> None: ...
    def warm_up(self) -> None: ...
    def close(self) -> None: ...


RUNNER: Runner = Silent()
LIMITS = RunLimits(seconds=20, queue=10)


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


@pytest.fixture
def room(session: Session, learner: Learner) -> Room:
    return oncall.take_case(session, learner, catalog(), "rate-high")


def answer(session: Session, learner: Learner, room: Room, cause: str, fix: str) -> Result:
    return oncall_answers.answer_case(
        session, RUNNER, LIMITS, learner, room.row.public_id, cause, fix, confidence=70
    )


def proved(session: Session, learner: Learner, room: Room) -> Result:
    work = lease_next(session, "test", timedelta(minutes=5))
    assert work is not None
    execute_run(session, work.run_id, work.execution_number)
    session.expire_all()
    return oncall_answers.get_result(session, learner, room.row.public_id)


def test_the_right_cause_with_its_fix_solves_the_case(session: Session, learner: Learner, room: Room) -> None:
    waiting = answer(session, learner, room, "rate-high", "rate-down")
    assert not waiting.is_settled
    result = proved(session, learner, room)
    assert result.is_settled
    assert len(result.outcomes) == SEEDS
    assert result.grade.is_solved
    assert result.told["shortest"] is not None
    assert set(result.told["evidence"]) >= {"loss", "reach"}


def test_a_fix_that_changes_nothing_does_not_work(session: Session, learner: Learner, room: Room) -> None:
    answer(session, learner, room, "rate-high", "no-penalty")
    result = proved(session, learner, room)
    assert result.grade.knows_cause
    assert not result.grade.is_fixed
    assert not result.grade.is_solved


def test_measuring_spends_the_budget_once(session: Session, learner: Learner, room: Room) -> None:
    first = oncall.measure(session, learner, room.row.public_id, "loss")
    again = oncall.measure(session, learner, room.row.public_id, "loss")
    assert first.left == again.left == BUDGET_MINUTES - 1
    assert [each.tag for each in again.taken] == ["E2"]


def test_what_costs_more_than_is_left_is_refused(session: Session, learner: Learner, room: Room) -> None:
    costly = sorted(room.offered, key=lambda each: -each.minutes)
    while costly[0].minutes <= room.left:
        room = oncall.measure(session, learner, room.row.public_id, costly.pop(0).code)
    with pytest.raises(BudgetTooShort):
        oncall.measure(session, learner, room.row.public_id, costly[0].code)


def test_an_answered_case_is_closed(session: Session, learner: Learner, room: Room) -> None:
    with pytest.raises(CaseOpen):
        oncall_answers.get_result(session, learner, room.row.public_id)
    answer(session, learner, room, "rate-low", "rate-up")
    with pytest.raises(CaseAnswered):
        answer(session, learner, room, "rate-high", "rate-down")
    with pytest.raises(CaseAnswered):
        oncall.measure(session, learner, room.row.public_id, "loss")
    assert not answer(session, learner, room, "rate-low", "rate-up").grade.knows_cause


def test_only_what_is_on_the_list_can_be_named(session: Session, learner: Learner, room: Room) -> None:
    with pytest.raises(Invalid):
        answer(session, learner, room, "no-such-cause", "rate-down")
    with pytest.raises(Invalid):
        oncall.measure(session, learner, room.row.public_id, "no-such-measurement")
    with pytest.raises(Invalid):
        oncall.mark_board(session, learner, room.row.public_id, "momentum", "loss", "for")


def test_a_case_belongs_to_its_learner(session: Session, learner: Learner, room: Room) -> None:
    other = learners.start_guest(session)
    with pytest.raises(CaseNotFound):
        oncall.get_room(session, other, room.row.public_id)
    with pytest.raises(CaseNotFound):
        oncall.get_room(session, None, room.row.public_id)


def test_an_open_case_is_continued(session: Session, learner: Learner, room: Room) -> None:
    assert oncall.take_case(session, learner, catalog()).row.public_id == room.row.public_id


def test_evidence_names_no_setting_and_no_cause(session: Session, learner: Learner, room: Room) -> None:
    for code in ("loss", "gradient", "reach"):
        room = oncall.measure(session, learner, room.row.public_id, code)
    text = json.dumps([each.evidence.model_dump(mode="json") for each in room.taken])
    assert "learning_rate" not in text
    assert not any(f'"{cause}"' in text for cause in CAUSES)


def given_up(session: Session, learner: Learner, room: Room, days_ago: int = 0) -> ReviewEntry:
    """The review of a case that was given up so many days ago."""
    oncall_answers.give_up(session, learner, room.row.public_id)
    entry = review_log.find_case_review(session, room.row)
    assert entry is not None
    with writing(session):
        entry.day -= timedelta(days=days_ago)
        entry.reviewed_at -= timedelta(days=days_ago)
        review_log.replay_log(entry.card)
    return entry


def test_giving_up_shows_the_cause_and_counts_as_forgotten(
    session: Session, learner: Learner, room: Room
) -> None:
    result = oncall_answers.give_up(session, learner, room.row.public_id)
    assert result.is_settled
    again = oncall_answers.give_up(session, learner, room.row.public_id)
    entry = session.scalars(select(ReviewEntry)).one()
    assert (entry.case_id, entry.attempt_id) == (again.room.row.case_id, None)
    assert entry.rating == Rating.AGAIN == oncall_reviews.rating_of(result.grade)


def test_a_cause_is_due_again_and_comes_in_a_fresh_case(
    session: Session, learner: Learner, room: Room
) -> None:
    given_up(session, learner, room)
    assert oncall_reviews.causes_due(session, learner) == []
    given_up(session, learner, room, days_ago=60)
    assert oncall_reviews.causes_due(session, learner) == ["rate-high"]
    fresh = oncall_reviews.take_next_case(session, learner, catalog(), is_review=True)
    assert fresh.row.cause == "rate-high"
    assert fresh.row.number != room.row.number or fresh.row.family != room.row.family


def test_a_cause_that_is_due_is_part_of_today_and_of_the_forecast(
    session: Session, learner: Learner, room: Room
) -> None:
    given_up(session, learner, room, days_ago=60)
    due = reviews.get_today(session, learner).due
    assert [card.concept.slug for card in due.of_cases.cards] == ["rate-high"]
    assert due.of_exercises.cards == ()
    assert due.cards[0].is_secret_on(reviews.get_today(session, learner).day)
    assert reviews.forecast_reviews(session, learner, 2)[0].seconds == due.seconds == USUAL_SECONDS_OF_CASE
    with pytest.raises(Invalid):
        practice_sets.choose_items(session, learner, PracticeFilters(scope="due"))


def test_the_review_of_a_case_is_undone_and_corrected_like_any_other(
    session: Session, learner: Learner, room: Room
) -> None:
    entry = given_up(session, learner, room)
    soon = entry.card.due_on
    review_log.correct_rating(session, learner, entry.review_id, Rating.EASY)
    assert soon is not None
    assert entry.card.due_on is not None
    assert entry.card.due_on > soon
    review_log.undo_review(session, learner, entry.review_id)
    assert entry.card.review_count == 0
    assert oncall_answers.get_result(session, learner, room.row.public_id).is_settled
    assert entry.card.review_count == 0


def test_readiness_counts_causes_from_the_third_on(session: Session, learner: Learner) -> None:
    for place, cause in enumerate(("momentum", "rate-low", "penalty")):
        assert oncall_reviews.readiness_on_call(session, learner) is None, place
        given_up(session, learner, oncall.take_case(session, learner, catalog(), cause))
    readiness = oncall_reviews.readiness_on_call(session, learner)
    assert readiness is not None
    assert readiness.coverage == pytest.approx(3 / len(CAUSES))


def test_other_fixes_are_untested_until_their_twenty_networks_were_trained(
    session: Session, learner: Learner, room: Room
) -> None:
    public_id = room.row.public_id
    with pytest.raises(CaseOpen):
        oncall_fixes.list_other_fixes(session, learner, public_id)
    given_up(session, learner, room)
    before = {other.fix.code: other for other in oncall_fixes.list_other_fixes(session, learner, public_id)}
    assert {other.status for other in before.values()} == {"unchanged", "untested"}
    assert before["no-penalty"].status == "unchanged"
    assert before["rate-down"].learned is None
    oncall_fixes.try_other_fixes(session, RUNNER, LIMITS, learner, public_id)
    work = lease_next(session, "test", timedelta(minutes=5))
    assert work is not None
    execute_run(session, work.run_id, work.execution_number)
    session.expire_all()
    after = oncall_fixes.list_other_fixes(session, learner, public_id)
    (tested,) = [other for other in after if other.status == "tested"]
    assert tested.learned is not None
    assert tested.works == (tested.learned >= Grade.WORKS_FROM)
    assert [other.status for other in after if other is not tested].count("untested") == 0


def test_ratings_follow_the_grade() -> None:
    assert oncall_reviews.rating_of(Grade(True, 20)) is Rating.GOOD
    assert oncall_reviews.rating_of(Grade(True, 20, has_overspent=True)) is Rating.HARD
    assert oncall_reviews.rating_of(Grade(True, 3)) is Rating.HARD
    assert oncall_reviews.rating_of(Grade(False, 20)) is Rating.AGAIN


def test_a_guest_takes_their_cases_along(
    session: Session, learner: Learner, room: Room, learner_account: Account
) -> None:
    own = learners.learner_of_account(session, learner_account)
    given_up(session, learner, room, days_ago=60)
    learners.adopt_guest(session, learner_account, learner.learner_id)
    session.expire_all()
    assert oncall.get_room(session, own, room.row.public_id).row.learner_id == own.learner_id
    assert oncall_reviews.causes_due(session, own) == ["rate-high"]


def test_everything_about_cases_is_exported_and_deleted(session: Session, learner_account: Account) -> None:
    own = learners.learner_of_account(session, learner_account)
    given_up(session, own, oncall.take_case(session, own, catalog(), "penalty"))
    person = Person((own.learner_id,), (learner_account.account_id,))
    tables = json.loads("".join(exports.export_json(session, person)))["tables"]
    (review,), (case,) = tables["reviews"], tables["oncall_cases"]
    assert review["case_id"] == case["case_id"]
    with writing(session):
        erasure.erase(session, person)
    assert session.scalars(select(ReviewEntry)).all() == []

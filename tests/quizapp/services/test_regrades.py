"""Regrading attempts after a key has changed: previewed, applied, and undone, and nothing else changes."""

from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.db.sessions import writing
from quizapp.domain.scheduling.ratings import Rating
from quizapp.errors import (
    Invalid,
    NotAllowed,
    RegradedAgain,
    RegradeNotApplied,
    RegradeNotOpen,
    RegradeOutdated,
)
from quizapp.kinds import right_answer
from quizapp.models import Account, Attempt, ExamSitting, RegradeEntry, ReviewEntry, Role
from quizapp.services import attempt_story, authoring, learners, practice, review_log, second_tries
from quizapp.services.attempt_reading import read_attempts
from quizapp.services.exam_grading import grade_sitting, results_of_sitting
from quizapp.services.exam_sittings import submit_sitting
from quizapp.services.item_statistics import statistics_of_question
from quizapp.services.published_bank import published_bank
from quizapp.services.regrade_application import apply_regrade, undo_regrade
from quizapp.services.regrade_previews import preview_regrade
from quizapp.services.regrades import Scope, list_entries, list_regrades, summary_of
from tests.benchmarks.regrades import AUTHOR, answered_question, promises_of
from tests.conftest import account_with
from tests.exams import NUMBER, begin, first_of, rules, save
from tests.promises import Tell
from tests.regrading import answer, choice_in, give_key_to, hash_of, options_of, publish, regrade, slug_of


@pytest.fixture
def choice(session: Session) -> Any:
    return choice_in(session)


def test_a_preview_shows_every_score_that_would_change_and_changes_nothing(
    session: Session, instructor: Account, choice: Any
) -> None:
    key, other, third = options_of(choice)
    attempts = [answer(session, choice, given)[1].attempt_id for given in (key, other, third)]
    slug = publish(session, instructor, choice, give_key_to(other))
    before = hash_of(session)
    found = preview_regrade(session, instructor, slug)
    summary = summary_of(found)
    assert (summary.considered, summary.up, summary.down, summary.told, summary.learners) == (3, 1, 1, 1, 2)
    assert [
        (each.attempt_id, each.score_before, each.score_after) for each in list_entries(session, found, "up")
    ] == [(attempts[1], 0.0, 1.0)]
    assert [each.attempt_id for each in list_entries(session, found, "down")] == [attempts[0]]
    assert [each.attempt_id for each in list_entries(session, found, "told")] == [attempts[2]]
    assert hash_of(session) == before


def test_applying_changes_what_the_preview_showed_and_undoing_restores_every_value(both: Session) -> None:
    session, instructor = both, account_with(both, "ines", Role.INSTRUCTOR)
    choice = choice_in(session)
    key, other, third = options_of(choice)
    untouched = next(
        item.item
        for item in published_bank(session).items.values()
        if item.item.kind == "single_choice" and item.item.id != choice.id
    )
    people = [answer(session, choice, given) for given in (key, other, third)]
    for learner, _ in people:
        practice.submit_answer(session, learner, untouched.id, right_answer(untouched))
    slug = publish(session, instructor, choice, give_key_to(other))
    before = hash_of(session)
    touched = f"attempt_id IN ({', '.join(str(attempt.attempt_id) for _, attempt in people)})"
    others = hash_of(session, "attempts", "reviews", without=touched)
    done = regrade(session, instructor, slug)
    assert hash_of(session, "attempts", "reviews", without=touched) == others
    scores = [session.get_one(Attempt, attempt.attempt_id).score for _, attempt in people]
    assert scores == [0.0, 1.0, 0.0]
    ratings = select(ReviewEntry.rating).order_by(ReviewEntry.attempt_id).where(text(touched))
    assert list(session.scalars(ratings)) == [1, 3, 1]
    shown = practice.get_attempt(session, people[2][0], people[2][1].attempt_id)
    assert shown.grade.key == right_answer(shown.item) == other
    (listed,) = read_attempts(session, [people[2][1].attempt_id])
    assert right_answer(listed.drawn.item) == other
    undo_regrade(session, instructor, slug, done.regrade_id, "It was right after all.")
    assert hash_of(session) == before
    assert [each.regrade_id for each in list_regrades(session, instructor, slug)] == [done.regrade_id]
    assert (done.reason, done.undo_reason) == ("The key was wrong.", "It was right after all.")
    assert done.applied_by is done.undone_by is instructor


def test_what_changed_since_the_preview_refuses_it_without_changing_anything(
    session: Session, instructor: Account, choice: Any
) -> None:
    key, other, third = options_of(choice)
    answer(session, choice, other)
    learner, waiting = answer(session, choice, third, waits_for_second_try=True)
    slug = publish(session, instructor, choice, give_key_to(other))
    found = preview_regrade(session, instructor, slug)
    digest = found.digest
    second_tries.submit_second_try(session, learner, waiting.attempt_id, key)
    before = hash_of(session)
    with pytest.raises(RegradeOutdated):
        apply_regrade(session, instructor, slug, found.regrade_id, found.digest, "key", "why")
    assert hash_of(session) == before
    again = preview_regrade(session, instructor, slug)
    with pytest.raises(RegradeOutdated):
        apply_regrade(session, instructor, slug, again.regrade_id, digest, "key", "why")
    with writing(session):  # a person was deleted
        session.delete(session.scalars(select(RegradeEntry).filter_by(regrade_id=again.regrade_id)).first())
    with pytest.raises(RegradeOutdated):
        apply_regrade(session, instructor, slug, again.regrade_id, again.digest, "key", "why")
    assert hash_of(session) == before


def test_an_answer_that_comes_after_the_preview_is_not_part_of_it(
    session: Session, instructor: Account, choice: Any
) -> None:
    key, other, _ = options_of(choice)
    answer(session, choice, other)
    slug = slug_of(session, choice)
    publish(session, instructor, choice, give_key_to(other))
    found = preview_regrade(session, instructor, slug)
    _, later = answer(session, published_bank(session).items[choice.id].item, key)
    apply_regrade(session, instructor, slug, found.regrade_id, found.digest, "key", "why")
    assert session.get_one(Attempt, later.attempt_id).score == 0.0
    assert summary_of(found).considered == 1


def test_a_first_try_that_turns_out_right_needed_no_second_one(
    session: Session, instructor: Account, choice: Any
) -> None:
    key, other, _third = options_of(choice)
    learner, attempt = answer(session, choice, other, waits_for_second_try=True)
    second_tries.submit_second_try(session, learner, attempt.attempt_id, key)
    _, waiting = answer(session, choice, other, waits_for_second_try=True)
    _, twice = answer(session, choice, key, waits_for_second_try=True)
    slug = publish(session, instructor, choice, give_key_to(other))
    before = hash_of(session)
    done = regrade(session, instructor, slug)
    now = session.get_one(Attempt, attempt.attempt_id)
    assert (now.answer, now.score, now.first_score, now.is_second_try) == (other, 1.0, None, False)
    assert session.scalars(select(ReviewEntry.rating).filter_by(attempt_id=attempt.attempt_id)).one() == 3
    assert session.get_one(Attempt, waiting.attempt_id).open_hint is None
    assert session.get_one(Attempt, twice.attempt_id).score == 0.0
    undo_regrade(session, instructor, slug, done.regrade_id, "why")
    assert hash_of(session) == before


def test_what_cannot_be_regraded_is_listed_with_its_reason(
    session: Session, instructor: Account, choice: Any
) -> None:
    _key, other, _ = options_of(choice)
    slug = slug_of(session, choice)
    siblings = [
        item for item in published_bank(session).questions[slug].question.items if item.id != choice.id
    ]
    gone = next(
        item for item in siblings if item.kind == "single_choice" and not isinstance(item, ParametricItem)
    )
    answer(session, choice, other)
    answer(session, gone, right_answer(gone))
    document = deepcopy(authoring.get_authored_question(session, instructor, slug).body)
    document["items"] = [item for item in document["items"] if item["id"] != gone.id]
    for point in document["interview"]["key_points"]:
        point["items"] = [item for item in point["items"] if item != gone.id]
    item = next(each for each in document["items"] if each["id"] == choice.id)
    item["options"] = [option for option in item["options"] if option["id"] != other]
    authoring.publish(session, instructor, slug, document)
    assert summary_of(preview_regrade(session, instructor, slug)).left_out == {"gone": 1, "reworded": 1}
    found = preview_regrade(session, instructor, slug, Scope(takes_reworded=True))
    assert summary_of(found).left_out == {"gone": 1, "unreadable": 1}
    assert {entry.problem for entry in list_entries(session, found, "left_out")} == {"gone", "unreadable"}
    with pytest.raises(Invalid, match="item"):
        preview_regrade(session, instructor, slug, Scope(item="unknown"))


def test_a_wider_tolerance_is_applied_to_the_numbers_that_were_drawn(
    session: Session, instructor: Account
) -> None:
    item = next(
        found.item
        for found in published_bank(session).items.values()
        if isinstance(found.item, ParametricItem) and found.item.kind == "numeric" and not found.item.simulate
    )
    near: list[Attempt] = []
    for factor in (1.004, 1.2, 1.0):
        learner = learners.start_guest(session)
        draft = practice.submit_answer(session, learner, item.id, "0.123456")
        key = draft.grade.key
        with writing(session):
            draft.attempt.answer = key * factor
            draft.attempt.score = float(factor == 1.0)
        near.append(draft.attempt)

    def widen(document: dict[str, Any]) -> None:
        document["tolerance"] = {"relative": 0.01}

    slug = publish(session, instructor, item, widen)
    regrade(session, instructor, slug, item=item.id)
    assert [session.get_one(Attempt, each.attempt_id).score for each in near] == [1.0, 0.0, 1.0]
    assert near[0].variant_parameters == session.get_one(Attempt, near[0].attempt_id).variant_parameters


def test_measured_keys_stay_unless_the_networks_run_again(session: Session, instructor: Account) -> None:
    item = next(
        found.item
        for found in published_bank(session).items.values()
        if isinstance(found.item, ParametricItem) and found.item.simulate and found.item.kind == "numeric"
    )
    learner = learners.start_guest(session)
    attempt = practice.submit_answer(session, learner, item.id, "1e9").attempt
    with writing(session):  # as if another version of the simulator had measured it
        record = deepcopy(attempt.variant_parameters)
        record["outcome"]["measured"] *= 2
        attempt.variant_parameters = record
        attempt.answer = record["outcome"]["measured"] / 2
    slug = slug_of(session, item)
    assert summary_of(preview_regrade(session, instructor, slug)).changes in (0, 1)
    before = hash_of(session)
    done = regrade(session, instructor, slug, measures_again=True)
    assert session.get_one(Attempt, attempt.attempt_id).score == 1.0
    assert attempt.variant_parameters["outcome"]["measured"] == record["outcome"]["measured"] / 2
    undo_regrade(session, instructor, slug, done.regrade_id, "why")
    assert hash_of(session) == before
    none_left = preview_regrade(session, instructor, slug, Scope(measures_again=True, seconds=0.0))
    assert summary_of(none_left).left_out == {"time": 1}


def test_the_result_of_an_exam_follows(session: Session, instructor: Account, choice: Any) -> None:
    _key, other, _ = options_of(choice)
    learner = learners.start_guest(session)
    sitting = begin(session, learner, rules(choice.id, first_of(NUMBER, is_parametric=True)))
    save(session, learner, sitting, 1, other)
    submit_sitting(session, learner, sitting.public_id)
    grade_sitting(session, sitting)
    assert sitting.score == 0.0
    slug = publish(session, instructor, choice, give_key_to(other))
    before = hash_of(session)
    done = regrade(session, instructor, slug)
    assert session.get_one(ExamSitting, sitting.sitting_id).score == 0.5
    assert right_answer(results_of_sitting(session, sitting)[0].asked.drawn.item) == other
    undo_regrade(session, instructor, slug, done.regrade_id, "why")
    assert hash_of(session) == before


def test_undoing_leaves_what_a_learner_changed_since(
    session: Session, instructor: Account, choice: Any
) -> None:
    _key, other, third = options_of(choice)
    learner, corrected = answer(session, choice, other)
    waiting_learner, waiting = answer(session, choice, third, waits_for_second_try=True)
    slug = publish(session, instructor, choice, give_key_to(other))
    done = regrade(session, instructor, slug)
    review = session.scalars(select(ReviewEntry).filter_by(attempt_id=corrected.attempt_id)).one()
    review_log.correct_rating(session, learner, review.review_id, Rating.EASY)
    second_tries.submit_second_try(session, waiting_learner, waiting.attempt_id, other)
    undone = undo_regrade(session, instructor, slug, done.regrade_id, "why")
    assert undone.set_aside == 1
    assert session.get_one(Attempt, corrected.attempt_id).score == 0.0
    assert (review.graded_rating, review.rating) == (Rating.AGAIN, Rating.EASY)
    assert session.get_one(Attempt, waiting.attempt_id).score == 1.0


def test_regrades_are_undone_from_the_last_one_on(session: Session, instructor: Account, choice: Any) -> None:
    _key, other, third = options_of(choice)
    answer(session, choice, other)
    slug = publish(session, instructor, choice, give_key_to(other))
    first = regrade(session, instructor, slug)
    publish(session, instructor, choice, give_key_to(third))
    second = regrade(session, instructor, slug)
    with pytest.raises(RegradedAgain) as refused:
        undo_regrade(session, instructor, slug, first.regrade_id, "why")
    assert refused.value.values == {"later": second.regrade_id}
    with pytest.raises(RegradeNotOpen):
        apply_regrade(session, instructor, slug, first.regrade_id, first.digest, "key", "why")
    for each in (second, first):
        undo_regrade(session, instructor, slug, each.regrade_id, "why")
    with pytest.raises(RegradeNotApplied):
        undo_regrade(session, instructor, slug, first.regrade_id, "why")


def test_what_learners_say_of_key_points_is_kept(session: Session, instructor: Account) -> None:
    item = next(
        found.item for found in published_bank(session).items.values() if found.item.kind == "free_text"
    )
    learner = learners.start_guest(session)
    attempt = practice.submit_answer(session, learner, item.id, "The zyzzyva is the reason.").attempt
    first, second = (point.id for point in item.points[:2])
    practice.contest_points(session, learner, attempt.attempt_id, [first, second])

    def accept(document: dict[str, Any]) -> None:
        point = next(each for each in document["points"] if each["id"] == first)
        for groups in point["groups"].values():
            for group in groups:
                group.append("zyzzyva")

    slug = publish(session, instructor, item, accept)
    before = hash_of(session)
    done = regrade(session, instructor, slug)
    shown = practice.get_attempt(session, learner, attempt.attempt_id)
    assert shown.attempt.score > 0
    assert shown.attempt.contested_points == [second]
    undo_regrade(session, instructor, slug, done.regrade_id, "why")
    assert hash_of(session) == before


def test_a_learner_reads_why_and_statistics_follow(
    session: Session, instructor: Account, choice: Any
) -> None:
    _key, other, _ = options_of(choice)
    learner, attempt = answer(session, choice, other)
    slug = publish(session, instructor, choice, give_key_to(other))

    def counted() -> int:
        found = statistics_of_question(session, instructor, slug)
        return next(each.count for each in found.items if each.item.id == choice.id)

    assert counted() == 0
    done = regrade(session, instructor, slug)
    assert counted() == 1
    told = attempt_story.get_story(session, learner, attempt.attempt_id).regraded
    assert told is not None
    assert (told.cause, told.score_before, told.score_after) == ("key", 0.0, 1.0)
    undo_regrade(session, instructor, slug, done.regrade_id, "why")
    assert attempt_story.get_story(session, learner, attempt.attempt_id).regraded is None
    assert counted() == 0


def test_a_regrade_needs_an_instructor_and_a_reason(
    session: Session, instructor: Account, learner_account: Account, choice: Any
) -> None:
    slug = slug_of(session, choice)
    with pytest.raises(NotAllowed):
        preview_regrade(session, learner_account, slug)
    found = preview_regrade(session, instructor, slug)
    with pytest.raises(Invalid) as refused:
        apply_regrade(session, instructor, slug, found.regrade_id, found.digest, "whim", " ")
    assert [problem.field for problem in refused.value.problems] == ["cause", "reason"]


def test_a_thousand_answers_of_two_items_are_previewed_applied_and_undone(
    session: Session, figure: Tell
) -> None:
    """A sample of what `make bench` measures of a hundred thousand."""
    account_with(session, AUTHOR, Role.INSTRUCTOR)
    slug = answered_question(session, 1_000)
    kept = {promise.sentence: promise.is_kept for promise in promises_of(session, slug) if promise.decides}
    figure(f"{len(kept)} promises")
    assert kept == dict.fromkeys(kept, True)
    assert len(kept) == 2

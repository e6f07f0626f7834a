"""The mock interview in stages, on the built-in bank in a real database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.interview_course import ROLES, mean_level, questions_for
from quizapp.bank.variants import VariantSigner, owner_of_guest
from quizapp.config import Retention
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import InterviewAttemptNotFound, Invalid
from quizapp.kinds import right_answer
from quizapp.models import Account, Attempt, InterviewTurn, Learner, MockInterview, Run, RunStatus
from quizapp.services import (
    interview_changes,
    interview_clock,
    interview_reports,
    interview_rooms,
    interview_sharing,
    interview_turns,
    interviews,
    learners,
    retention,
    review_cards,
    review_preferences,
    reviews,
    second_looks,
    wanted_cards,
)
from quizapp.services.interview_reports import Report
from quizapp.services.interview_turns import Desk, Room
from quizapp.services.variants import VariantSource, draw_item
from tests.bank import bank
from tests.quizapp.services.test_run_work import LIMITS, Bell

REMEDIES = "exploding-gradient-remedies"
CLAIMS_MUCH = "With an LSTM, gradients no longer explode."
SHORT = "First I clip the gradient by its global norm."


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


def desk_of(learner: Learner) -> Desk:
    source = VariantSource(VariantSigner("a secret"), owner_of_guest(learner.learner_id))
    return Desk(source, Bell(), LIMITS)


def opened(session: Session, learner: Learner, role: str = "engineer", minutes: int = 10) -> str:
    slugs = [REMEDIES, "what-is-an-rnn", "vanishing-gradients"][: minutes // 10]
    return interview_rooms.open_interview(session, learner, role, minutes, [], slugs, "form").public_id


def room(session: Session, learner: Learner, public_id: str) -> Room:
    return interview_turns.get_room(session, learner, public_id, desk_of(learner))


def say(session: Session, learner: Learner, public_id: str, answer: Any, **more: Any) -> Room:
    here = room(session, learner, public_id)
    assert here.turn is not None
    return interview_turns.send_answer(
        session, learner, public_id, here.turn.position, answer, desk_of(learner), **more
    )


def walk(session: Session, learner: Learner, public_id: str, until: Callable[[Room], bool]) -> Room:
    """Skip what is asked until then."""
    here = room(session, learner, public_id)
    while not until(here):
        here = say(session, learner, public_id, "", is_skipped=True)
    return here


def at(kind: str) -> Callable[[Room], bool]:
    return lambda here: here.turn is not None and here.turn.kind == kind


def over(here: Room) -> bool:
    return here.turn is None


def pass_time(session: Session, public_id: str, **time: float) -> None:
    with writing(session):
        interview = session.scalars(select(MockInterview).filter_by(public_id=public_id)).one()
        if interview.clock_since:
            interview.clock_since -= timedelta(**time)


def kinds(here: Room) -> list[str]:
    return [turn.kind for turn in here.interview.turns]


def test_after_the_opening_come_what_was_missed_what_was_claimed_and_an_exercise(
    session: Session, learner: Learner
) -> None:
    public_id = opened(session, learner)
    say(session, learner, public_id, f"{SHORT} {CLAIMS_MUCH}")
    here = walk(session, learner, public_id, over)
    assert kinds(here) == ["opening", "follow_up", "follow_up", "show_me", "exercise", "confidence"]
    follow_up, show_me = here.interview.turns[1], here.interview.turns[3]
    assert "clip-by-norm" not in follow_up.about["points"]
    assert (show_me.about["claim"], show_me.about["test"]) == ("lstm-reduces-explosion", "large-scale")
    assert show_me.about["quote"] in CLAIMS_MUCH
    assert session.get_one(Run, show_me.about["run"]).status is RunStatus.QUEUED


@pytest.mark.parametrize(("role", "follow_ups"), [("junior", 1), ("engineer", 2), ("researcher", 3)])
def test_a_role_decides_how_deep_the_interviewer_asks(
    session: Session, learner: Learner, role: str, follow_ups: int
) -> None:
    public_id = opened(session, learner, role)
    here = walk(session, learner, public_id, over)
    assert kinds(here).count("follow_up") == follow_ups


def test_a_role_decides_which_questions_are_asked() -> None:
    lower, upper = (questions_for(ROLES[role], bank().questions, []) for role in ("junior", "researcher"))
    assert max(map(mean_level, lower)) < max(map(mean_level, upper))
    assert min(map(mean_level, lower)) < min(map(mean_level, upper))
    of_topic = questions_for(ROLES["engineer"], bank().questions, ["rnn"])
    assert {question.topic for question in of_topic} == {"rnn"}


def test_questions_that_were_asked_before_come_last(session: Session, learner: Learner) -> None:
    asked = [
        interview_rooms.start_interview(session, learner, "engineer", 10, ["trainable-depth"], form).plan[0]
        for form in "abc"
    ]
    assert len(set(asked)) == 3


@pytest.mark.parametrize(
    ("role", "minutes", "topics"), [("king", 10, []), ("engineer", 15, []), ("engineer", 10, ["cooking"])]
)
def test_an_impossible_interview_is_refused(
    session: Session, learner: Learner, role: str, minutes: int, topics: list[str]
) -> None:
    with pytest.raises(Invalid):
        interview_rooms.start_interview(session, learner, role, minutes, topics, "form")


def test_a_form_sent_twice_starts_one_interview(session: Session, learner: Learner) -> None:
    assert opened(session, learner) == opened(session, learner)


def test_an_answer_sent_twice_counts_once(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    say(session, learner, public_id, SHORT)
    for _ in range(2):
        again = interview_turns.send_answer(
            session, learner, public_id, 0, "Something else.", desk_of(learner)
        )
    assert kinds(again) == ["opening", "follow_up"]
    assert again.interview.turns[0].answer == SHORT


def test_what_is_typed_is_kept_and_counts_when_the_time_is_over(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    interview_turns.keep_answer(session, learner, public_id, 0, SHORT, "my notes")
    assert room(session, learner, public_id).interview.scratch == "my notes"
    pass_time(session, public_id, minutes=11)
    here = room(session, learner, public_id)
    assert here.turn is None
    assert here.interview.ending == "time"
    assert interview_clock.seconds_used(here.interview) == 600
    report = interview_reports.get_report(session, learner, public_id)
    assert {point.point.id for point in report.points if point.state == "said"} == {"clip-by-norm"}


def test_what_arrives_just_after_the_end_counts_and_later_does_not(
    session: Session, learner: Learner
) -> None:
    public_id = opened(session, learner)
    pass_time(session, public_id, seconds=605)
    interview_turns.keep_answer(session, learner, public_id, 0, SHORT, None)
    interview = interview_clock.get_interview(session, learner, public_id)
    assert interview.turns[0].answer == SHORT
    with writing(session):
        interview.ended_at = now() - timedelta(minutes=1)
    interview_turns.keep_answer(session, learner, public_id, 0, "Too late.", None)
    assert interview.turns[0].answer == SHORT


def test_two_browsers_do_not_overwrite_each_other(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    interview_turns.keep_answer(session, learner, public_id, 0, "On the phone.", None, base="")
    other = interview_turns.keep_answer(session, learner, public_id, 0, "On the laptop.", None, base="")
    assert other.turn is not None
    assert other.turn.answer == "On the phone."


def test_the_clock_stands_while_it_is_paused(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    pass_time(session, public_id, seconds=100)
    paused = interview_clock.pause(session, learner, public_id)
    later = now() + timedelta(hours=1)
    assert interview_clock.seconds_used(paused, later) == pytest.approx(100, abs=5)
    resumed = interview_clock.resume(session, learner, public_id)
    assert interview_clock.seconds_used(resumed) == pytest.approx(100, abs=5)
    assert interview_clock.seconds_used(resumed, later) == 600


def test_the_clock_stands_until_the_run_is_computed(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    say(session, learner, public_id, CLAIMS_MUCH)
    here = walk(session, learner, public_id, at("show_me"))
    assert not here.is_running
    assert here.turn is not None
    with writing(session):
        session.get_one(Run, here.turn.about["run"]).status = RunStatus.FINISHED
    assert room(session, learner, public_id).is_running


def test_the_exercise_is_graded_as_any_other_and_updates_a_card(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    here = walk(session, learner, public_id, at("exercise"))
    assert here.turn is not None
    with pytest.raises(Invalid):
        say(session, learner, public_id, {"nonsense": True})
    item_id, name = here.turn.about["item"], here.turn.about["variant"]
    item = next(each for each in here.question.items if each.id == item_id)
    seed = desk_of(learner).source.read(item_id, name).seed
    here = say(session, learner, public_id, right_answer(draw_item(item, seed).item))
    assert at("confidence")(here)
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.item_id, attempt.score, attempt.variant_name) == (item_id, 1.0, name)
    assert len(review_cards.list_cards(session, learner).cards) == 1
    say(session, learner, public_id, "80")
    report = interview_reports.get_report(session, learner, public_id)
    assert (report.exercise_share, report.interview.confidence, report.interview.ending) == (1.0, 80, "done")


def test_ended_early_leaves_what_was_not_reached_out(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner, minutes=20)
    interview_turns.keep_answer(session, learner, public_id, 0, SHORT, None)
    interview_clock.end_early(session, learner, public_id)
    report = interview_reports.get_report(session, learner, public_id)
    assert [question.slug for question in report.not_reached] == ["what-is-an-rnn"]
    assert len(report.points) == 7
    assert report.made == 1


def test_marks_are_the_words_that_made_a_point_or_a_refuted_claim(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    answer = f"Well, {SHORT} {CLAIMS_MUCH}"
    interview_turns.keep_answer(session, learner, public_id, 0, answer, None)
    interview_clock.end_early(session, learner, public_id)
    (result,) = interview_reports.get_report(session, learner, public_id).turns
    marked = {mark.id: (mark.look, answer[mark.start : mark.end]) for mark in result.marks}
    assert marked == {
        "point:clip-by-norm": ("said", "clip the gradient by its global norm"),
        "claim:lstm-never-explodes": ("wrong", "LSTM, gradients no longer explode"),
    }


def test_the_learner_judges_and_what_was_missed_is_reviewed_from_tomorrow_on(
    session: Session, learner: Learner
) -> None:
    public_id = opened(session, learner)
    interview_clock.end_early(session, learner, public_id)
    report = interview_reports.judge_points(
        session, learner, public_id, 0, {"clip-by-norm": "said", "initialisation": "half"}
    )
    assert (report.made, report.is_judged, len(report.points)) == (1.5, True, 7)
    assert report.interval.low < report.share < report.interval.high
    tomorrow = review_preferences.read_preferences(session, learner).today() + timedelta(days=1)
    assert set(report.due.values()) == {tomorrow}
    assert set(report.due) == set(report.concepts)
    assert reviews.get_today(session, learner).first_answers == ()
    wanted = wanted_cards.list_wanted(session, learner, tomorrow)
    assert set(wanted) == set(report.concepts)
    with pytest.raises(Invalid):
        interview_reports.judge_points(session, learner, public_id, 0, {"no-such-point": "said"})


def test_an_objection_shows_until_it_is_withdrawn(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    interview_turns.keep_answer(session, learner, public_id, 0, CLAIMS_MUCH, None)
    interview_clock.end_early(session, learner, public_id)
    for expected in (True, False):
        interview_reports.object_to_mark(session, learner, public_id, 0, "claim:lstm-never-explodes")
        (result,) = interview_reports.get_report(session, learner, public_id).turns
        assert [mark.is_contested for mark in result.marks] == [expected]


def test_a_second_look_is_due_after_a_week_and_only_once(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    interview = interview_clock.end_early(session, learner, public_id)
    assert interviews.second_look_due(session, learner) == []
    with writing(session):
        interview.ended_at = now() - timedelta(days=7, hours=1)
    (look,) = interviews.second_look_due(session, learner)
    assert look.interview is interview
    again = second_looks.start_second_look(session, learner, public_id, "again")
    assert again.plan == interview.plan
    assert interviews.second_look_due(session, learner) == []


def test_a_shared_report_is_found_by_its_token_until_that_is_revoked(
    session: Session, learner: Learner
) -> None:
    public_id = opened(session, learner)
    with pytest.raises(InterviewAttemptNotFound):
        interview_sharing.share(session, learner, public_id)
    interview_clock.end_early(session, learner, public_id)
    first, second = (interview_sharing.share(session, learner, public_id) for _ in range(2))
    assert len(second) >= 32
    stored = session.scalars(select(MockInterview.share_hash)).one()
    assert stored
    assert second not in stored
    assert interview_sharing.get_shared_report(session, second).interview.public_id == public_id
    with pytest.raises(InterviewAttemptNotFound):
        interview_sharing.get_shared_report(session, first)
    interview_sharing.revoke(session, learner, public_id)
    with pytest.raises(InterviewAttemptNotFound):
        interview_sharing.get_shared_report(session, second)


def test_nobody_else_finds_it(session: Session, learner: Learner) -> None:
    public_id = opened(session, learner)
    stranger = learners.start_guest(session)
    for somebody in (stranger, None):
        with pytest.raises(InterviewAttemptNotFound):
            interview_clock.get_interview(session, somebody, public_id)
    with pytest.raises(InterviewAttemptNotFound):
        interview_sharing.share(session, stranger, public_id)


def test_the_account_of_a_guest_takes_it_over(
    session: Session, learner: Learner, learner_account: Account
) -> None:
    mine = learners.learner_of_account(session, learner_account)
    public_id = opened(session, learner)
    learners.adopt_guest(session, learner_account, learner.learner_id)
    assert interview_clock.get_interview(session, mine, public_id).turns


def test_it_goes_with_its_guest(session: Session, learner: Learner) -> None:
    opened(session, learner)
    kept = retention.purge(session, Retention(guests=1))
    assert kept.guests == ()
    retention.purge(session, Retention(guests=0))
    assert session.scalars(select(InterviewTurn)).all() == []
    assert session.scalars(select(MockInterview)).all() == []


def judged(session: Session, learner: Learner, public_id: str, states: dict[str, str]) -> Report:
    walk(session, learner, public_id, over)
    return interview_reports.judge_points(session, learner, public_id, 0, states)


def test_a_report_says_what_has_changed_since_the_last_interview_of_the_role(
    session: Session, learner: Learner
) -> None:
    first = interview_rooms.open_interview(session, learner, "engineer", 10, [], [REMEDIES], "1").public_id
    before = judged(session, learner, first, {"clip-by-norm": "said"})
    assert interview_changes.changes_since_last(session, learner, before) is None
    other = interview_rooms.open_interview(session, learner, "junior", 10, [], [REMEDIES], "2").public_id
    judged(session, learner, other, {})
    points = [point.point.id for point in before.points]
    second = interview_rooms.open_interview(session, learner, "engineer", 10, [], [REMEDIES], "3").public_id
    report = judged(session, learner, second, dict.fromkeys(points[1:4], "said"))
    changes = interview_changes.changes_since_last(session, learner, report)
    assert changes is not None
    assert changes.before.interview.public_id == first
    assert changes.both == len(points)
    covered_then, covered_now = {"clip-by-norm"}, set(points[1:4])
    assert (changes.gained, changes.lost) == (
        len(covered_now - covered_then),
        len(covered_then - covered_now),
    )


def test_the_exercises_to_practice_are_those_of_the_points_that_were_not_covered(
    session: Session, learner: Learner
) -> None:
    public_id = opened(session, learner)
    everything = judged(session, learner, public_id, {})
    missed = everything.items_to_practice
    assert len(set(missed)) == len(missed) > 0
    covered = {point.point.id: "said" for point in everything.points}
    assert judged(session, learner, public_id, covered).items_to_practice == ()
    one = next(point for point in everything.points if point.point.items)
    half = judged(session, learner, public_id, covered | {one.point.id: "half"})
    assert half.items_to_practice == tuple(dict.fromkeys(one.point.items))

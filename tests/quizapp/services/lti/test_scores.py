"""Scores on their way to a platform: every one arrives, once and as it is now, however the platform fails."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.domain.classes.grades import Allowance
from quizapp.domain.lti.trying import pause_after
from quizapp.domain.lti.vocabulary import GRADES_CLAIM
from quizapp.errors import PlatformUnreachable
from quizapp.models import (
    Account,
    Assignment,
    LtiColumn,
    LtiIdentity,
    LtiKey,
    LtiLink,
    LtiScore,
    ScoreState,
    ServiceFact,
)
from quizapp.services.classes import assignments, membership
from quizapp.services.classes.membership import Seat
from quizapp.services.lti import courses, keys, outbox, people, roster, sending
from quizapp.services.lti.keys import signer
from quizapp.services.lti.sending import Sender
from quizapp.services.lti.tokens import Access
from tests.classes import answer_session, assign, begin, in_hours, practice_of
from tests.lti import ALONE, WEB, connected_platform, launch
from tests.lti_platform import INSTRUCTOR, LEARNER, MEMBERSHIP, Faults, Platform


@dataclass
class Course:
    """A connected course with its teacher, one learner, and a link."""

    session: Session
    platform: Platform
    sender: Sender
    access: Access
    secret: str

    def seat(self, user: str = "tina") -> Seat:
        identity = people.find_identity(self.session, self.platform.address, user)
        assert identity
        public_id = self.session.scalars(select(LtiLink)).one().course.study_class.public_id
        return membership.get_seat(self.session, identity.account, public_id)

    def account(self, user: str = "lea") -> Account:
        return self.session.scalars(select(LtiIdentity).filter_by(subject=user)).one().account

    def assigned(self, **rules: Any) -> Assignment:
        """Two exercises worth 10 points, due in an hour, to which the link leads."""
        due_at = rules.pop("due_at", in_hours(1))
        made = assign(self.session, self.seat(), practice_of(self.session, **rules), due_at=due_at)
        courses.choose(
            self.session, self.seat(), self.session.scalars(select(LtiLink)).one().link_id, made.public_id
        )
        return made

    def answer(self, assignment: Assignment, right: list[bool]) -> None:
        account = self.account()
        begun = begin(self.session, account, self.seat(), assignment)
        answer_session(self.session, account, begun.public_id, right)

    def send(self) -> sending.Sent:
        """One run, for which nothing has to wait any longer."""
        with writing(self.session):
            self.session.execute(update(LtiScore).values(next_at=now()))
            self.session.execute(update(LtiColumn).values(next_at=now(), derive_at=now()))
        self.session.expire_all()
        self.session.rollback()
        found = self.sender.run()
        assert found is not None
        return found

    def score(self) -> LtiScore:
        self.session.rollback()
        self.session.expire_all()
        found = self.session.scalars(select(LtiScore)).one()
        self.session.commit()
        return found

    def column(self) -> LtiColumn:
        self.session.rollback()
        self.session.expire_all()
        found = self.session.scalars(select(LtiColumn)).one()
        self.session.commit()
        return found

    def given(self) -> list[float | None]:
        """The scores of the learner on the platform, in all its columns."""
        return [item.scores["lea"].given for item in self.platform.items.values() if "lea" in item.scores]


@pytest.fixture
def course(app: Flask, session: Session, engine: Engine) -> Iterator[Course]:
    with connected_platform(app, session) as (platform, _):
        for user in ("tina", "lea"):
            assert launch(app.test_client(), platform, user, ALONE).status_code == 303

        def open_session() -> AbstractContextManager[Session]:
            return Session(engine, **session_options())

        secret, access = app.extensions["quizapp.settings"].secret_key, Access(WEB)
        yield Course(session, platform, Sender(open_session, access, secret), access, secret)


def test_a_score_arrives_in_a_column_that_is_made_once(course: Course) -> None:
    assignment = course.assigned()
    course.answer(assignment, [True, False])
    assert course.send().sent == 1
    (item,) = course.platform.items.values()
    assert (item.document["label"], item.document["scoreMaximum"]) == ("Week 1", 10.0)
    assert item.document["resourceLinkId"] == "link-1"
    assert (item.scores["lea"].given, item.scores["lea"].most) == (5.0, 10.0)
    assert "tina" not in item.scores
    assert course.send().sent == 0  # nothing has changed
    assert course.score().state is ScoreState.SENT


def test_zeros_are_sent_for_wrong_answers_and_for_none(course: Course) -> None:
    wrong = course.assigned()
    course.answer(wrong, [False, False])
    course.send()
    assert course.given() == [0.0]

    missing = course.assigned(due_at=in_hours(-1))
    course.send()
    assert course.given() == [0.0, 0.0]
    assert missing.public_id in {item.document["resourceId"] for item in course.platform.items.values()}


def test_a_later_score_replaces_the_one_before_also_within_one_second(course: Course) -> None:
    """The platform counts in seconds, and refuses what is not later than what it has."""
    assignment = course.assigned(attempts=None)
    course.answer(assignment, [True, False])
    course.send()
    course.answer(assignment, [True, True])
    course.send()
    assert course.given() == [10.0]
    assert course.score().state is ScoreState.SENT


def test_a_score_that_no_longer_counts_is_taken_back(course: Course) -> None:
    assignment = course.assigned()
    course.answer(assignment, [True, True])
    course.send()
    assert course.given() == [10.0]
    member = course.seat("lea").member.member_id
    assignments.set_allowance(
        course.session, course.seat(), assignment.public_id, member, Allowance(is_excused=True)
    )
    course.send()
    assert course.given() == [None]


def test_a_change_is_noticed_by_what_was_done_and_by_the_due_time(course: Course) -> None:
    """Without looking at every column every time."""
    assignment = course.assigned()
    course.sender.run()
    column = course.column()
    assert column.derive_at > now() + timedelta(minutes=9)
    course.answer(assignment, [True, True])
    course.session.rollback()
    course.sender.run()
    assert course.given() == [10.0]
    assignments.change_assignment(
        course.session,
        course.seat(),
        assignment.public_id,
        assignment.title,
        assignments.rules_of(assignment),
        assignments.Times(due_at=now() + timedelta(minutes=3)),
    )
    outbox.note_scores(course.session, course.column())
    assert course.column().derive_at < now() + timedelta(minutes=4)


def test_an_answer_that_is_lost_makes_no_second_column_and_loses_no_score(course: Course) -> None:
    course.answer(course.assigned(), [True, False])
    course.platform.faults = Faults(lost=1.0)  # everything is done, and nothing is answered
    course.send()
    assert course.given() == []
    course.platform.faults = Faults()
    course.send()
    course.platform.faults = Faults(lost=1.0)
    with writing(course.session):
        course.session.execute(update(LtiScore).values(state=ScoreState.WAITING))
    course.send()
    course.platform.faults = Faults()
    course.send()  # the platform has this very score already, and refuses it under the same time
    course.send()
    assert course.given() == [5.0]
    assert course.score().state is ScoreState.SENT


def test_a_request_that_is_repeated_on_its_way_leaves_one_column(course: Course) -> None:
    course.answer(course.assigned(), [True, False])
    course.platform.faults = Faults(repeated=1.0)
    course.send()
    assert len(course.platform.items) == 1
    assert course.given() == [5.0]


def test_a_column_that_was_made_late_by_a_repeated_request_goes_again(course: Course) -> None:
    course.answer(course.assigned(), [True, False])
    course.send()
    (item,) = course.platform.items.values()
    course.platform.add_item(item.document)
    with writing(course.session):
        course.session.execute(update(LtiColumn).values(made_at=now() - timedelta(minutes=5)))
    course.send()
    assert list(course.platform.items) == [item.item_id]
    course.send()
    assert course.column().checked_at is not None


def test_a_column_of_the_platform_is_used_and_none_is_made(app: Flask, course: Course) -> None:
    assignment = course.assigned()
    item = course.platform.add_item({"label": "Week 1", "scoreMaximum": 10.0, "resourceLinkId": "link-1"})
    grades = course.platform.claims("lea", "")[GRADES_CLAIM]
    launch(
        app.test_client(),
        course.platform,
        "lea",
        ALONE,
        **{GRADES_CLAIM: {**grades, "lineitem": item.document["id"]}},
    )
    course.answer(assignment, [True, True])
    course.send()
    assert list(course.platform.items) == [item.item_id]
    assert item.scores["lea"].given == 10.0


def test_a_deleted_column_waits_for_the_instructor_who_has_it_made_again(course: Course) -> None:
    assignment = course.assigned(attempts=None)
    course.answer(assignment, [True, False])
    course.send()
    course.platform.items.clear()
    course.answer(assignment, [True, True])
    assert course.send().parked == 1
    assert course.column().is_stuck
    course.send()
    assert course.platform.items == {}  # who deleted it may have meant it
    found = courses.find_course(course.session, course.seat())
    (state,) = outbox.list_columns(course.session, found)
    assert state.has_trouble
    outbox.send_again(course.session, found, None)
    course.send()
    assert course.given() == [10.0]


def test_a_refused_score_is_parked_with_what_the_platform_says(course: Course) -> None:
    course.answer(course.assigned(), [True, True])
    del course.platform.members["lea"]
    course.send()
    score = course.score()
    assert (score.state, score.tries) == (ScoreState.PARKED, 1)
    assert score.reason_values == {"status": 404, "said": "no such user in the course"}
    assert not course.column().is_stuck
    course.platform.members["lea"] = {"name": "Lea Learner", "roles": [LEARNER]}
    outbox.send_again(course.session, courses.find_course(course.session, course.seat()), None)
    course.send()
    assert course.given() == [10.0]


def test_a_platform_that_lets_us_make_no_column_says_so_once(course: Course) -> None:
    course.answer(course.assigned(), [True, True])
    course.platform.forbids_items = True
    course.send()
    assert course.column().is_stuck
    asked = len(course.platform.log)
    course.send()
    assert len(course.platform.log) == asked


def test_a_token_that_has_ended_is_renewed(course: Course) -> None:
    assignment = course.assigned(attempts=None)
    course.answer(assignment, [True, False])
    course.send()
    tokens = course.platform.log.count("POST /token")
    course.platform.tokens.clear()
    course.answer(assignment, [True, True])
    course.send()
    assert course.given() == [10.0]
    assert course.platform.log.count("POST /token") == tokens + 1


def test_a_key_may_be_replaced_while_scores_are_sent(course: Course) -> None:
    assignment = course.assigned(attempts=None)
    course.answer(assignment, [True, False])
    course.send()
    before = course.session.scalars(select(LtiKey)).one().kid
    course.session.rollback()
    keys.replace_keys(course.session, course.secret)
    course.platform.tokens.clear()
    course.answer(assignment, [True, True])
    course.send()
    assert course.given() == [10.0]
    assert course.session.scalars(select(LtiKey)).one().kid != before


def test_of_two_senders_one_sends(course: Course) -> None:
    course.answer(course.assigned(), [True, True])
    with writing(course.session):
        course.session.merge(ServiceFact(name=sending.FACT, value="another", written_at=now()))
    assert course.sender.run() is None
    with writing(course.session):
        course.session.merge(
            ServiceFact(name=sending.FACT, value="another", written_at=now() - timedelta(hours=1))
        )
    assert course.sender.run() is not None
    assert course.given() == [10.0]


def test_pauses_grow_are_spread_and_respect_what_is_asked_for() -> None:
    first, later = pause_after(1, lambda: 1.0), pause_after(6, lambda: 1.0)
    assert timedelta(seconds=1) < first < later <= timedelta(minutes=2)
    assert pause_after(6, lambda: 0.0) == later / 2
    assert pause_after(1, lambda: 0.0, timedelta(minutes=5)) == timedelta(minutes=5)
    assert pause_after(1, lambda: 0.0, timedelta(days=5)) == timedelta(hours=1)
    assert pause_after(100, lambda: 1.0) == timedelta(hours=1)


def test_the_members_of_a_course_come_page_by_page_and_leave(course: Course) -> None:
    course.platform.page_size = 7
    for number in range(30):
        course.platform.members[f"u{number}"] = {"name": f"Learner {number}", "roles": [LEARNER]}
    course.platform.members["u3"]["roles"] = [INSTRUCTOR, f"{MEMBERSHIP}/Instructor#TeachingAssistant"]
    course.platform.members["u4"]["status"] = "Inactive"
    sign = signer(course.session, course.secret)
    found = roster.fetch_members(course.session, course.access, sign, course.seat())
    assert (found.members, found.joined, found.left) == (31, 29, 0)
    del course.platform.members["u5"]
    found = roster.fetch_members(course.session, course.access, sign, course.seat())
    assert (found.members, found.joined, found.left) == (30, 0, 1)
    members = membership.list_members(course.session, course.seat())
    assert {each.shown_name: each.role.value for each in members}["Learner 3"] == "assistant"
    assert [each.shown_name for each in members if each.left_at] == ["Learner 5"]


def test_a_list_of_members_that_does_not_arrive_whole_changes_nothing(course: Course) -> None:
    course.platform.page_size = 1
    course.platform.faults = Faults(dropped=1.0)
    with pytest.raises(PlatformUnreachable):
        roster.fetch_members(
            course.session, course.access, signer(course.session, course.secret), course.seat()
        )
    assert {each.left_at for each in membership.list_members(course.session, course.seat())} == {None}

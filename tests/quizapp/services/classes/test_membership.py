"""Classes: who comes in by code, link, and list, in which role, and what stays of who leaves."""

import pytest
from sqlalchemy.orm import Session

from quizapp.errors import (
    ClassArchived,
    ClassNotFound,
    Invalid,
    InvitationNotFound,
    JoiningClosed,
    LastOwner,
    NotAllowed,
    NotYourClass,
)
from quizapp.models import Account, ClassRole, Role
from quizapp.services.classes import invitations, membership
from tests.classes import join, open_class, seat_of
from tests.conftest import account_with


def test_only_who_teaches_opens_a_class(session: Session, learner_account: Account) -> None:
    with pytest.raises(NotAllowed):
        open_class(session, learner_account)


def test_a_code_is_found_however_it_is_typed_until_it_is_renewed_or_closed(
    session: Session, instructor: Account, learner_account: Account
) -> None:
    seat = open_class(session, instructor)
    code = seat.study_class.code
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    assert invitations.join_by_code(session, learner_account, typed) is seat.study_class
    assert invitations.join_class(session, learner_account, code) is seat.study_class
    assert len(membership.list_members(session, seat)) == 2
    invitations.renew_code(session, seat)
    with pytest.raises(InvitationNotFound):
        invitations.find_invited(session, code)
    with pytest.raises(Invalid, match="code"):
        invitations.join_by_code(session, learner_account, code)
    invitations.set_joinable(session, seat, is_joinable=False)
    with pytest.raises(JoiningClosed):
        invitations.join_class(session, learner_account, seat.study_class.code)


def test_a_list_says_of_each_line_what_became_of_it(
    session: Session, instructor: Account, learner_account: Account
) -> None:
    seat = open_class(session, instructor)
    lines = invitations.invite_list(
        session, seat, "Name,Account\nLea Li,lea\n\nNew Person\nLea Again;LEA\n\x07\n=cmd()\n"
    )
    assert [(line.number, line.outcome) for line in lines] == [
        (2, "added"),
        (4, "invited"),
        (5, "twice"),
        (6, "unreadable"),
        (7, "invited"),
    ]
    assert [m.shown_name for m in membership.list_members(session, seat)] == ["ines", "Lea Li"]
    again = invitations.invite_list(session, seat, "lea\nNew Person")
    assert [line.outcome for line in again] == ["already", "invited_before"]
    assert again[1].token == lines[1].token
    for nothing in ("", " \n "):
        with pytest.raises(Invalid, match="list"):
            invitations.invite_list(session, seat, nothing)


def test_a_personal_link_works_once_for_whoever_opens_it_and_when_the_code_is_closed(
    session: Session, instructor: Account, learner_account: Account
) -> None:
    seat = open_class(session, instructor)
    token = invitations.invite_list(session, seat, "张伟")[0].token
    assert token
    invitations.set_joinable(session, seat, is_joinable=False)
    invitations.join_class(session, learner_account, token)
    assert seat_of(session, learner_account, seat.study_class).member.shown_name == "张伟"
    with pytest.raises(InvitationNotFound):
        invitations.find_invited(session, token)
    assert not invitations.list_invitations(session, seat)


def test_who_leaves_or_is_removed_sees_nothing_more_and_comes_back_as_before(
    session: Session, instructor: Account
) -> None:
    seat = open_class(session, instructor)
    ann = join(session, seat, "ann")
    own = seat_of(session, ann, seat.study_class)
    membership.leave_class(session, own)
    with pytest.raises(ClassNotFound):
        seat_of(session, ann, seat.study_class)
    assert membership.list_seats(session, ann) == []
    assert [m.left_at is not None for m in membership.list_members(session, seat)] == [False, True]
    invitations.join_class(session, ann, seat.study_class.code)
    assert seat_of(session, ann, seat.study_class).member.member_id == own.member.member_id
    membership.remove_member(session, seat, own.member.member_id)
    membership.readmit_member(session, seat, own.member.member_id)
    assert seat_of(session, ann, seat.study_class).role is ClassRole.LEARNER


def test_roles_in_a_class_allow_what_they_say(session: Session, instructor: Account) -> None:
    seat = open_class(session, instructor)
    helper, pupil = join(session, seat, "helper"), join(session, seat, "pupil")
    member = seat_of(session, helper, seat.study_class).member
    membership.set_role(session, seat, member.member_id, "assistant")
    assisting = seat_of(session, helper, seat.study_class)
    assert assisting.is_staff
    with pytest.raises(NotYourClass):
        invitations.renew_code(session, assisting)
    with pytest.raises(NotYourClass):
        membership.get_seat(session, pupil, seat.study_class.public_id, ClassRole.ASSISTANT)
    with pytest.raises(Invalid, match="role"):  # the account is that of a learner
        membership.set_role(session, seat, member.member_id, "instructor")


def test_a_class_keeps_an_owner(session: Session, instructor: Account) -> None:
    seat = open_class(session, instructor)
    with pytest.raises(LastOwner):
        membership.leave_class(session, seat)
    with pytest.raises(LastOwner):
        membership.set_role(session, seat, seat.member.member_id, "learner")
    other = account_with(session, "otto", Role.INSTRUCTOR)
    invitations.join_class(session, other, seat.study_class.code)
    second = seat_of(session, other, seat.study_class).member
    membership.set_role(session, seat, second.member_id, "owner")
    membership.leave_class(session, seat)
    assert seat_of(session, other, seat.study_class).is_owner


def test_an_archived_class_is_read_only(session: Session, instructor: Account) -> None:
    seat = open_class(session, instructor)
    membership.archive_class(session, seat, is_archived=True)
    with pytest.raises(ClassArchived):
        invitations.find_invited(session, seat.study_class.code)
    with pytest.raises(ClassArchived):
        invitations.invite_list(session, seat, "ann")
    membership.archive_class(session, seat, is_archived=False)
    assert invitations.find_invited(session, seat.study_class.code).study_class is seat.study_class

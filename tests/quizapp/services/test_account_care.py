"""One-time links, who may make them for whom, and what the log says."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import (
    AccountDisabled,
    AccountNotFound,
    Invalid,
    LastAdmin,
    LinkSpent,
    NotAllowed,
    NotOneself,
    NotReachedYet,
)
from quizapp.models import Account, AccountEvent, AccountInvitation, PasswordReset, Role
from quizapp.services import (
    account_events,
    account_invitations,
    accounts,
    api_tokens,
    erasure,
    password_resets,
    people,
)
from quizapp.services.classes import invitations, membership
from quizapp.services.people import PeopleFilter
from tests.classes import assign, begin, join, open_class, practice_of
from tests.conftest import PASSWORD, account_with

NEW_PASSWORD = "a quite different passphrase"
EVERYBODY = PeopleFilter()
Spoil = Callable[[Session, Account], None]


@pytest.fixture
def admin(session: Session) -> Account:
    return account_with(session, "ada", Role.ADMIN)


def names_of(session: Session, viewer: Account, wanted: PeopleFilter = EVERYBODY) -> list[str]:
    return [person.name for person in people.list_people(session, viewer, wanted).people]


def kinds_of(session: Session, account: Account) -> list[str]:
    return [event.kind.value for event in account_events.list_events(session, account).events]


def expire(session: Session, table: type[PasswordReset] | type[AccountInvitation]) -> None:
    with writing(session):
        session.execute(update(table).values(expires_at=now() - timedelta(seconds=1)))


def test_a_reset_link_works_once_and_ends_what_the_old_password_had_opened(
    session: Session, learner_account: Account, admin: Account
) -> None:
    signed_in = accounts.open_sign_in(session, learner_account)
    token = api_tokens.create_api_token(session, learner_account, "laptop")
    link = password_resets.make_reset_link(session, learner_account, admin)
    with pytest.raises(Invalid):
        password_resets.reset_password(session, link, "short")
    password_resets.reset_password(session, link, NEW_PASSWORD)
    session.expire_all()
    assert accounts.check_password(session, "lea", NEW_PASSWORD) is learner_account
    assert accounts.find_sign_in(session, signed_in) is None
    assert api_tokens.find_api_token(session, token) is None
    with pytest.raises(LinkSpent):
        password_resets.reset_password(session, link, "one more passphrase")
    assert link not in str([row.__dict__ for row in session.scalars(select(PasswordReset))])
    assert kinds_of(session, learner_account)[:2] == ["password_reset", "reset_link_made"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda session, account: password_resets.make_reset_link(session, account, None),
        lambda session, account: password_resets.revoke_reset_link(session, account, None),
        lambda session, account: expire(session, PasswordReset),
        lambda session, account: accounts.set_role(session, account.name, Role.ADMIN),
        lambda session, account: people.disable(session, account, None),
        lambda session, account: accounts.change_password(session, account, PASSWORD, NEW_PASSWORD),
    ],
    ids=["a newer one", "revoked", "expired", "another role", "disabled", "password changed"],
)
def test_a_reset_link_is_void_after(session: Session, learner_account: Account, spoil: Spoil) -> None:
    """Another role: an instructor's link for a learner must not open the account of an admin."""
    link = password_resets.make_reset_link(session, learner_account, None)
    spoil(session, learner_account)
    with pytest.raises(LinkSpent):
        password_resets.reset_password(session, link, "one more passphrase")


def test_an_instructor_looks_after_the_learners_of_own_classes_alone(
    session: Session, instructor: Account, admin: Account
) -> None:
    seat = open_class(session, instructor)
    lin = join(session, seat, "lin")
    colleague = account_with(session, "carl", Role.INSTRUCTOR)
    other = open_class(session, colleague)
    mo = join(session, other, "mo")
    invitations.join_class(session, admin, seat.study_class.code)  # an admin who learns there is not in care
    assert names_of(session, instructor) == ["lin"]
    assert names_of(session, colleague) == ["mo"]
    assert set(names_of(session, admin)) == {"ada", "carl", "ines", "lin", "mo"}
    for stranger in (mo, admin, colleague, instructor):
        with pytest.raises(AccountNotFound):
            people.get_person(session, instructor, stranger.name)
    people.require_reset(session, instructor, people.get_person(session, instructor, "lin"))
    membership.leave_class(session, membership.get_seat(session, lin, seat.study_class.public_id))
    with pytest.raises(AccountNotFound):
        people.get_person(session, instructor, "lin")
    membership.archive_class(session, other, is_archived=True)
    assert names_of(session, colleague) == []


def test_whom_an_instructor_only_put_on_a_list_is_reset_by_an_admin_until_they_begin(
    session: Session, instructor: Account, learner_account: Account, admin: Account
) -> None:
    """Otherwise, an instructor could take over any account by knowing its name."""
    seat = open_class(session, instructor)
    invitations.invite_list(session, seat, "Lea Li,lea")
    assert names_of(session, instructor) == ["lea"]
    with pytest.raises(NotReachedYet):
        people.require_reset(session, instructor, learner_account)
    people.require_reset(session, admin, learner_account)
    begin(session, learner_account, seat, assign(session, seat, practice_of(session)))
    people.require_reset(session, instructor, learner_account)


def test_a_person_on_a_list_who_then_joins_has_come_by_themselves(
    session: Session, instructor: Account, learner_account: Account
) -> None:
    seat = open_class(session, instructor)
    invitations.invite_list(session, seat, "lea")
    invitations.join_class(session, learner_account, seat.study_class.code)
    people.require_reset(session, instructor, learner_account)


def test_an_invitation_makes_one_account_with_its_role_in_its_class(
    session: Session, instructor: Account
) -> None:
    seat = open_class(session, instructor)
    link = account_invitations.invite(
        session, instructor, "learner", note="Lin, row 3", class_id=seat.study_class.public_id
    )
    with pytest.raises(Invalid):
        account_invitations.accept_invitation(session, link, "lin", "short")
    made = account_invitations.accept_invitation(session, link, "lin", PASSWORD)
    assert made.role is Role.LEARNER
    assert [each.study_class.title for each in membership.list_seats(session, made)] == ["Deep learning"]
    with pytest.raises(LinkSpent):
        account_invitations.accept_invitation(session, link, "mo", PASSWORD)
    ((invitation,), _) = account_invitations.list_invitations(session, instructor)
    assert (invitation.state, invitation.used_by, invitation.note) == ("used", made, "")
    (created,) = account_events.list_events(session, made).events
    assert (created.by, created.detail["note"]) == (instructor, "Lin, row 3")


def test_who_invites_whom(
    session: Session, instructor: Account, learner_account: Account, admin: Account
) -> None:
    with pytest.raises(NotAllowed):
        account_invitations.invite(session, learner_account, "learner")
    for role in ("instructor", "admin", "emperor"):
        with pytest.raises(Invalid):
            account_invitations.invite(session, instructor, role)
    seat = open_class(session, account_with(session, "carl", Role.INSTRUCTOR))
    with pytest.raises(Invalid, match="class"):
        account_invitations.invite(session, instructor, "learner", class_id=seat.study_class.public_id)
    account_invitations.invite(session, admin, "admin")
    assert account_invitations.list_invitations(session, instructor)[0] == []
    assert len(account_invitations.list_invitations(session, admin)[0]) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda session, maker: expire(session, AccountInvitation),
        lambda session, maker: account_invitations.revoke_invitation(session, maker, 1),
        lambda session, maker: accounts.set_role(session, maker.name, Role.INSTRUCTOR),
        lambda session, maker: people.disable(session, maker, None),
        lambda session, maker: erasure.delete_account_named(session, maker.name),
    ],
    ids=["expired", "revoked", "its maker demoted", "its maker disabled", "its maker deleted"],
)
def test_an_invitation_is_void_when(session: Session, admin: Account, spoil: Spoil) -> None:
    account_with(session, "bo", Role.ADMIN)
    link = account_invitations.invite(session, admin, "admin")
    spoil(session, admin)
    session.expire_all()
    with pytest.raises(LinkSpent):
        account_invitations.accept_invitation(session, link, "lin", PASSWORD)


def test_a_disabled_account_is_closed_and_kept(
    session: Session, learner_account: Account, admin: Account
) -> None:
    signed_in = accounts.open_sign_in(session, learner_account)
    token = api_tokens.create_api_token(session, learner_account, "laptop")
    people.disable(session, learner_account, admin)
    assert accounts.find_sign_in(session, signed_in) is None
    assert api_tokens.find_api_token(session, token) is None
    for refused in (
        lambda: accounts.check_password(session, "lea", PASSWORD),
        lambda: accounts.open_sign_in(session, learner_account),
        lambda: password_resets.make_reset_link(session, learner_account, admin),
    ):
        with pytest.raises(AccountDisabled):
            refused()
    with pytest.raises(NotOneself):
        people.disable(session, admin, admin)
    with pytest.raises(LastAdmin):
        people.disable(session, admin, None)
    people.enable(session, learner_account, admin)
    assert accounts.check_password(session, "lea", PASSWORD) is learner_account
    assert api_tokens.find_api_token(session, token) is not None
    assert accounts.find_sign_in(session, signed_in) is None
    assert kinds_of(session, learner_account)[:2] == ["account_enabled", "account_disabled"]


def test_people_are_found_by_name_role_state_and_when_they_were_seen(
    session: Session, admin: Account, instructor: Account, learner_account: Account
) -> None:
    seat = open_class(session, instructor)
    invitations.invite_list(session, seat, "林小童,lea")
    accounts.open_sign_in(session, learner_account)
    account_with(session, "100%_sure", Role.LEARNER)
    with writing(session):
        instructor.seen_at = now() - timedelta(days=45)
    people.disable(session, instructor, admin)
    for wanted, found in (
        (PeopleFilter(search="ＩＮ"), ["ines"]),
        (PeopleFilter(search="小童"), ["lea"]),
        (PeopleFilter(search="%"), ["100%_sure"]),
        (PeopleFilter(role="admin"), ["ada"]),
        (PeopleFilter(state="disabled"), ["ines"]),
        (PeopleFilter(state="active", role="learner"), ["100%_sure", "lea"]),
        (PeopleFilter(seen=7), ["lea"]),
        (PeopleFilter(seen=-30), ["100%_sure", "ada", "ines"]),
        (PeopleFilter(order="seen"), ["lea", "ines", "ada", "100%_sure"]),
        (PeopleFilter(order="newest"), ["100%_sure", "lea", "ines", "ada"]),
    ):
        assert names_of(session, admin, wanted) == found, wanted


def test_the_last_page_of_people_has_those_who_are_left(session: Session, admin: Account) -> None:
    with writing(session):
        session.add_all(
            Account(name=f"p{number:03}", display_name="p", password_hash="") for number in range(120)
        )
    page = people.list_people(session, admin, PeopleFilter(), 99)
    assert (page.count, page.page, page.pages, len(page.people)) == (121, 3, 3, 21)


def test_the_log_of_an_account_outlives_the_admin_and_goes_with_the_account(
    session: Session, learner_account: Account, admin: Account
) -> None:
    account_with(session, "bo", Role.ADMIN)
    password_resets.make_reset_link(session, learner_account, admin)
    erasure.delete_account_named(session, "ada")
    (event,) = account_events.list_events(session, accounts.get_account(session, "lea")).events
    assert (event.kind.value, event.by, event.is_by_operator) == ("reset_link_made", None, False)
    erasure.delete_account_named(session, "lea")
    assert session.scalar(select(func.count()).select_from(AccountEvent)) == 0

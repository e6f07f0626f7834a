"""Two-step sign-in: which codes and passkeys are accepted, and how often."""

import dataclasses

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.db.upgrades import upgrade
from quizapp.errors import AppThere, Invalid, PasskeyNotFound, PasskeyRefused, TooManyCodes
from quizapp.models import Account, AccountEvent, Authenticator, Passkey, RecoveryCode, Role, SignInMethod
from quizapp.services import (
    account_events,
    account_invitations,
    accounts,
    erasure,
    password_resets,
    people,
    secret_keys,
)
from quizapp.services.people import PeopleFilter
from quizapp.services.question_bank import load_bank
from quizapp.services.second_steps import authenticators, passkeys, recovery_codes, signing_in
from quizapp.services.second_steps.passkeys import Challenge, Site
from quizapp.services.second_steps.sealing import SecretBox
from quizapp.services.second_steps.signing_in import check_code, has_second_step
from tests.bank import bank
from tests.classes import assign, begin, join, open_class, practice_of
from tests.conftest import PASSWORD, account_with
from tests.devices import Device, code_of

BOX = SecretBox("a secret key of the tests")
SITE = Site("localhost", "http://localhost")


def begun_secret(session: Session, account: Account) -> str:
    authenticators.begin(session, BOX, account)
    secret = authenticators.find_begun_secret(session, BOX, account)
    assert secret is not None
    return secret


@pytest.fixture
def secret(session: Session, learner_account: Account) -> str:
    """Of the app that the learner has set up."""
    secret = begun_secret(session, learner_account)
    authenticators.confirm(session, BOX, learner_account, code_of(secret))
    return secret


def added(session: Session, account: Account, device: Device | None = None) -> Device:
    """A device with a passkey of the account."""
    device = device or Device()
    challenge = passkeys.new_challenge(session, account, is_to_add=True)
    options = passkeys.options_to_add(session, account, SITE, challenge)
    passkeys.add_passkey(session, account, SITE, challenge, device.create(options), "phone")
    return device


def sign_in(
    session: Session, device: Device, challenge: Challenge | None = None, site: Site = SITE
) -> Passkey:
    challenge = challenge or passkeys.new_challenge(session)
    options = passkeys.options_to_sign_in(session, None, SITE, challenge)
    return passkeys.accept(session, site, challenge, device.get(options))


def kinds_of(session: Session, account: Account) -> list[str]:
    return [event.kind.value for event in account_events.list_events(session, account).events]


def test_an_app_counts_once_its_first_code_was_typed(session: Session, learner_account: Account) -> None:
    secret = begun_secret(session, learner_account)
    assert not has_second_step(session, learner_account)
    with pytest.raises(Invalid):
        authenticators.confirm(session, BOX, learner_account, code_of(secret, 7))
    assert not has_second_step(session, learner_account)
    authenticators.confirm(session, BOX, learner_account, code_of(secret))
    assert has_second_step(session, learner_account)
    with pytest.raises(AppThere):
        authenticators.begin(session, BOX, learner_account)
    assert authenticators.find_begun_secret(session, BOX, learner_account) is None
    kept = session.scalars(select(Authenticator)).one()
    assert secret not in str(kept.__dict__)


def test_a_code_is_accepted_once_and_no_older_one_after_it(
    session: Session, learner_account: Account, secret: str
) -> None:
    code = code_of(secret, 1)
    assert check_code(session, BOX, learner_account, f" {code[:3]} {code[3:]}") is SignInMethod.APP
    for used_up in (code, code_of(secret, 0), code_of(secret, -1)):
        with pytest.raises(Invalid):
            check_code(session, BOX, learner_account, used_up)


def test_wrong_codes_are_logged_and_soon_refused_until_an_hour_has_passed(
    session: Session, learner_account: Account, secret: str
) -> None:
    for _ in range(signing_in.MOST_REFUSALS):
        with pytest.raises(Invalid):
            check_code(session, BOX, learner_account, code_of(secret, 9))
    with pytest.raises(TooManyCodes):
        check_code(session, BOX, learner_account, code_of(secret, 1))
    assert kinds_of(session, learner_account).count("code_refused") == signing_in.MOST_REFUSALS
    with writing(session):
        session.execute(update(AccountEvent).values(created_at=now() - signing_in.REFUSALS_COUNT_FOR))
    assert check_code(session, BOX, learner_account, code_of(secret, 1))


def test_each_recovery_code_works_once_and_none_of_them_is_stored(
    session: Session, learner_account: Account, secret: str
) -> None:
    before = recovery_codes.make_codes(session, learner_account)
    codes = recovery_codes.make_codes(session, learner_account)
    assert len({*codes, *before}) == 2 * recovery_codes.COUNT
    stored = str([row.__dict__ for row in session.scalars(select(RecoveryCode))])
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    typed = codes[3].lower().replace("-", " ")
    assert check_code(session, BOX, learner_account, typed) is SignInMethod.RECOVERY_CODE
    for spent in (codes[3], before[0], "", "----"):
        with pytest.raises(Invalid):
            check_code(session, BOX, learner_account, spent)
    assert recovery_codes.count_unused(session, learner_account) == recovery_codes.COUNT - 1


def test_recovery_codes_go_with_the_last_of_app_and_passkeys(
    session: Session, learner_account: Account, secret: str
) -> None:
    added(session, learner_account)
    recovery_codes.make_codes(session, learner_account)
    authenticators.remove(session, learner_account)
    assert recovery_codes.count_unused(session, learner_account) == recovery_codes.COUNT
    passkeys.remove_passkey(
        session, learner_account, passkeys.list_passkeys(session, learner_account)[0].passkey_id
    )
    assert recovery_codes.count_unused(session, learner_account) == 0
    assert not has_second_step(session, learner_account)


def test_a_new_secret_key_keeps_the_apps_if_the_old_one_is_known(
    session: Session, learner_account: Account, secret: str
) -> None:
    secret_keys.replace_secret_key(session, "another secret key", "a secret key of the tests")
    assert check_code(session, SecretBox("another secret key"), learner_account, code_of(secret, 1))
    with pytest.raises(Invalid):
        check_code(session, BOX, learner_account, code_of(secret, 1))
    assert has_second_step(session, learner_account)


def test_a_passkey_signs_its_owner_in_again_and_again(session: Session, learner_account: Account) -> None:
    for device in (added(session, learner_account), added(session, learner_account, Device(counts=False))):
        for _ in range(2):
            assert sign_in(session, device).account is learner_account
    first, second = passkeys.list_passkeys(session, learner_account)
    assert first.user_handle == second.user_handle
    assert (first.sign_count, second.sign_count) == (2, 0)
    excluded = passkeys.options_to_add(
        session, learner_account, SITE, passkeys.new_challenge(session, learner_account, is_to_add=True)
    )["excludeCredentials"]
    assert len(excluded) == 2


def test_no_answer_of_a_passkey_is_accepted_twice(session: Session, learner_account: Account) -> None:
    """A device that does not count its use gives no other sign of a replay."""
    device = added(session, learner_account, Device(counts=False))
    challenge = passkeys.new_challenge(session)
    options = passkeys.options_to_sign_in(session, None, SITE, challenge)
    answer = device.get(options)
    passkeys.accept(session, SITE, challenge, answer)
    with pytest.raises(PasskeyRefused):
        passkeys.accept(session, SITE, challenge, answer)
    added_twice = passkeys.new_challenge(session, learner_account, is_to_add=True)
    made = Device().create(passkeys.options_to_add(session, learner_account, SITE, added_twice))
    passkeys.add_passkey(session, learner_account, SITE, added_twice, made, "laptop")
    with pytest.raises(PasskeyRefused):
        passkeys.add_passkey(session, learner_account, SITE, added_twice, made, "laptop")


def test_a_passkey_is_refused_when_anything_is_wrong_with_it(
    session: Session, learner_account: Account, instructor: Account
) -> None:
    device = added(session, learner_account)
    for each in (
        dataclasses.replace(device, origin="http://evil.example"),
        dataclasses.replace(device, asks=False),
        dataclasses.replace(device, key=Device().key),
        dataclasses.replace(device, credential_id=Device().credential_id),
        dataclasses.replace(device, handle="AAAA"),
    ):
        with pytest.raises(PasskeyRefused):
            sign_in(session, each)
    fresh = passkeys.new_challenge(session)
    late = dataclasses.replace(fresh, made_at=fresh.made_at - passkeys.CHALLENGE_LASTS.total_seconds() - 1)
    of_somebody_else = passkeys.new_challenge(session, instructor)
    for challenge in (late, of_somebody_else):
        with pytest.raises(PasskeyRefused):
            sign_in(session, device, challenge)
    with pytest.raises(PasskeyRefused):
        sign_in(session, device, site=Site("other.example", "http://localhost"))
    for garbage in (None, [], {}, {"id": "x"}, {"id": device.create, "response": 1}):
        with pytest.raises(PasskeyRefused):
            passkeys.accept(session, SITE, passkeys.new_challenge(session), garbage)
    device.count = 9
    sign_in(session, device)
    with pytest.raises(PasskeyRefused):  # a copy of the device counts from where it was copied
        sign_in(session, dataclasses.replace(device, count=5))
    assert sign_in(session, device).account is learner_account


def test_a_passkey_is_added_by_its_owner_with_a_name_and_by_a_device_that_asks(
    session: Session, learner_account: Account, instructor: Account
) -> None:
    def add(by: Account, device: Device, label: str, challenge: Challenge) -> None:
        options = passkeys.options_to_add(session, learner_account, SITE, challenge)
        passkeys.add_passkey(session, by, SITE, challenge, device.create(options), label)

    challenge = passkeys.new_challenge(session, learner_account, is_to_add=True)
    with pytest.raises(Invalid):
        add(learner_account, Device(), " ", challenge)
    for by, device in (
        (instructor, Device()),
        (learner_account, Device(asks=False)),
        (learner_account, Device(origin="http://evil.example")),
    ):
        with pytest.raises(PasskeyRefused):
            add(by, device, "phone", challenge)
    with pytest.raises(PasskeyRefused):
        passkeys.add_passkey(session, learner_account, SITE, challenge, {"id": "x"}, "phone")
    add(learner_account, Device(), "phone", challenge)
    (passkey,) = passkeys.list_passkeys(session, learner_account)
    for act in (
        lambda: passkeys.remove_passkey(session, instructor, passkey.passkey_id),
        lambda: passkeys.rename_passkey(session, instructor, passkey.passkey_id, "mine"),
    ):
        with pytest.raises(PasskeyNotFound):
            act()


def test_an_admin_turns_the_second_step_off_for_who_has_lost_it(
    session: Session, learner_account: Account, instructor: Account, secret: str
) -> None:
    device = added(session, learner_account)
    recovery_codes.make_codes(session, learner_account)
    token = accounts.open_sign_in(session, learner_account)
    signing_in.remove_second_step(session, learner_account, instructor)
    assert not has_second_step(session, learner_account)
    assert accounts.find_sign_in(session, token) is None
    with pytest.raises(PasskeyRefused):
        sign_in(session, device)
    assert recovery_codes.count_unused(session, learner_account) == 0
    event = account_events.list_events(session, learner_account).events[0]
    assert (event.kind.value, event.by) == ("second_step_removed", instructor)


def test_postgresql_helps_invites_and_asks_for_a_second_step_alike(postgresql: str) -> None:
    """Its locks name the table that they are for: a row that may be none cannot be locked."""
    settings = settings_from({"DATABASE_URL": postgresql, "QUIZAPP_SECRET_KEY": "0123456789abcdef" * 2})
    engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        load_bank(session, bank())
        teacher = account_with(session, "ines", Role.INSTRUCTOR)
        seat = open_class(session, teacher)
        link = account_invitations.invite(session, teacher, "learner", class_id=seat.study_class.public_id)
        lin = account_invitations.accept_invitation(session, link, "lin", PASSWORD)
        mo = join(session, seat, "mo")
        begin(session, mo, seat, assign(session, seat, practice_of(session)))
        for person in (lin, mo):
            people.require_reset(session, teacher, person)
        link = password_resets.make_reset_link(session, lin, teacher)
        assert password_resets.reset_password(session, link, "a quite different passphrase") is lin
        secret = begun_secret(session, lin)
        authenticators.confirm(session, BOX, lin, code_of(secret))
        assert check_code(session, BOX, lin, code_of(secret, 1)) is SignInMethod.APP
        code = recovery_codes.make_codes(session, lin)[0]
        assert check_code(session, BOX, lin, code) is SignInMethod.RECOVERY_CODE
        assert sign_in(session, added(session, lin)).account is lin
        accounts.open_sign_in(session, lin)
        people.disable(session, lin, None)
        assert [
            person.name for person in people.list_people(session, teacher, PeopleFilter(search="l")).people
        ]
        erasure.delete_account_named(session, "ines")
        assert kinds_of(session, lin)[0] == "account_disabled"
    engine.dispose()

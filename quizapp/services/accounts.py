"""Accounts: creating them, signing in and out, and the one-time link of the first instructor."""

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.errors import (
    N_,
    AccountDisabled,
    AccountNotFound,
    Invalid,
    NotOneself,
    NotStored,
    Problem,
    SessionNotFound,
    SetupDone,
    SetupLinkSpent,
)
from quizapp.models import (
    Account,
    AccountEventKind,
    ApiToken,
    PasswordReset,
    Role,
    SetupLink,
    SignIn,
    SignInMethod,
)
from quizapp.services import names, passwords
from quizapp.services.account_events import note

SIGN_IN_LIFETIME = timedelta(days=30)
SEEN_AT_RESOLUTION = timedelta(minutes=5)
SETUP_LINK_LIFETIME = timedelta(hours=24)
PASSWORD_LEAST_CHARACTERS = passwords.LEAST_CHARACTERS
PASSWORD_MOST_CHARACTERS = passwords.MOST_CHARACTERS
log = structlog.get_logger()  # who did what, never a name that was typed: it may be a password

NAME_TAKEN = N_("This name is already taken. Choose another.")


def create_account(
    session: Session, name: str, password: str, role: Role = Role.LEARNER, *, is_by_operator: bool = False
) -> Account:
    """Raises Invalid naming `name` or `password`."""
    account = new_account(session, name, password, role)
    with writing(session):
        add_account(session, account, None if is_by_operator else account)
    return account


def new_account(session: Session, name: str, password: str, role: Role) -> Account:
    """Not stored yet. Raises Invalid naming `name` or `password`."""
    display_name, name = names.displayed(name), names.key_of(name)
    problems = []
    if not names.NAME_FORM.fullmatch(name):
        problems.append(
            Problem("name", N_("Choose a name of 2 to 80 letters, digits, or . @ + - _ (no spaces)."))
        )
    elif not names.is_of_one_script(name):
        problems.append(
            Problem(
                "name",
                N_("Use letters of one script in a name; letters of different scripts can look alike."),
            )
        )
    elif session.scalar(select(Account.account_id).where(Account.name.in_({name, *names.look_alikes(name)}))):
        problems.append(Problem("name", NAME_TAKEN))
    problems += _password_problems(password, name)
    if problems:
        raise Invalid(problems)
    return Account(name=name, display_name=display_name, password_hash=passwords.hash_of(password), role=role)


def add_account(session: Session, account: Account, by: Account | None, **detail: str) -> None:
    """Within `writing`. Another request may have taken the name since it was checked. by, detail: of the event."""
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise Invalid([Problem("name", NAME_TAKEN)]) from None
    note(session, account, AccountEventKind.CREATED, by, role=account.role.value, **detail)


def get_account(session: Session, name: str) -> Account:
    account = _find_account(session, name)
    if account is None:
        raise AccountNotFound(name=name)
    return account


def _find_account(session: Session, name: str) -> Account | None:
    """By its name as it is spelled now, or as it was spelled when look-alikes were still accepted."""
    for known in (names.key_of(name), name.strip().lower()):
        if (account := session.scalar(select(Account).filter_by(name=known))) is not None:
            return account
    return None


def list_accounts(session: Session) -> list[Account]:
    return list(session.scalars(select(Account).order_by(Account.name)))


def set_role(session: Session, name: str, role: Role, by: Account | None = None) -> Account:
    """by: None for the operator on the command line. Links that reset the password become void: whoever made one may
    not be allowed to make one for the new role.
    """
    account = get_account(session, name)
    with writing(session):
        before, account.role = account.role, role
        unused = update(PasswordReset).where(
            PasswordReset.account_id == account.account_id, PasswordReset.revoked_at.is_(None)
        )
        session.execute(unused.values(revoked_at=now()))
        note(session, account, AccountEventKind.ROLE_CHANGED, by, before=before.value, role=role.value)
    return account


def assign_role(session: Session, admin: Account, name: str, wished: str) -> Account:
    """Give an account the role chosen by an admin. Raises Invalid for an unknown role, and NotOneself."""
    account = get_account(session, name)
    role = next((role for role in Role if role == wished), None)
    if role is None:
        raise Invalid([Problem(account.name, N_("Choose a role."))])
    if account is admin:
        raise NotOneself
    return set_role(session, name, role, admin)


def set_language(session: Session, account: Account, language: str) -> None:
    with writing(session):
        account.language = language


def change_password(session: Session, account: Account, current: str, new: str) -> None:
    """Raises Invalid naming `current` or `password`. Every browser is signed out, and every API token revoked."""
    problems = _password_problems(new, account.name)
    if not passwords.fits(current, account.password_hash):
        problems.insert(0, Problem("current", N_("The current password is incorrect.")))
    if problems:
        raise Invalid(problems)
    new_hash = passwords.hash_of(new)
    with writing(session):
        replace_password(session, account, new_hash)
        note(session, account, AccountEventKind.PASSWORD_CHANGED, account)


def hash_of_new_password(password: str, name: str) -> str:
    """Raises Invalid naming `password`."""
    if problems := _password_problems(password, name):
        raise Invalid(problems)
    return passwords.hash_of(password)


def replace_password(session: Session, account: Account, new_hash: str) -> None:
    """Within `writing`. Ends what the old password had opened: sign-ins, API tokens, and links that reset it."""
    account.password_hash = new_hash
    end_sign_ins(session, account)
    for table in (ApiToken, PasswordReset):
        unused = update(table).where(table.account_id == account.account_id, table.revoked_at.is_(None))
        session.execute(unused.values(revoked_at=now()))


def end_sign_ins(session: Session, account: Account) -> None:
    """Within `writing`."""
    _revoke(session, SignIn.account_id == account.account_id)


def check_password(session: Session, name: str, password: str) -> Account:
    """The account with this name and password. Raises Invalid, without saying which of the two was wrong, and
    AccountDisabled.
    """
    account = _find_account(session, name)
    fits = passwords.fits(password, account.password_hash if account else None)
    if account is None or not fits:
        log.warning("sign_in_refused", account=account.account_id if account else None)
        raise Invalid([Problem("password", N_("Incorrect name or password."))])
    if account.disabled_at is not None:
        raise AccountDisabled
    return account


def open_sign_in(
    session: Session,
    account: Account,
    user_agent: str = "",
    method: SignInMethod = SignInMethod.PASSWORD,
) -> str:
    """Sign the account in; returns the token for the browser's cookie. Raises AccountDisabled."""
    token = secrets.token_urlsafe(32)
    row = SignIn(
        account_id=account.account_id,
        token_hash=token_hash(token),
        user_agent=user_agent[:300],
        expires_at=now() + SIGN_IN_LIFETIME,
        method=method,
        confirmed_at=now(),
    )
    with writing(session):
        lock(session, account)
        if account.disabled_at is not None:
            raise AccountDisabled
        account.seen_at = now()
        session.add(row)
    log.info("signed_in", account=account.account_id)
    return token


def find_sign_in(session: Session, token: str) -> SignIn | None:
    """The sign-in session of a cookie's token, if it is neither revoked nor expired."""
    sign_in = session.scalar(select(SignIn).filter_by(token_hash=token_hash(token)))
    if sign_in is None or sign_in.revoked_at is not None or sign_in.expires_at < now():
        return None
    if sign_in.account.disabled_at is not None:
        return None
    if now() - sign_in.last_seen_at > SEEN_AT_RESOLUTION:
        with suppress(NotStored), writing(session):
            sign_in.last_seen_at = sign_in.account.seen_at = now()
    return sign_in


def list_sign_ins(session: Session, account: Account) -> list[SignIn]:
    """The browsers that are signed in now, last seen first."""
    query = select(SignIn).where(
        SignIn.account_id == account.account_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now()
    )
    return list(session.scalars(query.order_by(SignIn.last_seen_at.desc())))


def revoke_sign_in(session: Session, account: Account, sign_in_id: int) -> None:
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.account_id != account.account_id:
        raise SessionNotFound
    with writing(session):
        _revoke(session, SignIn.sign_in_id == sign_in_id)
    log.info("sign_in_revoked", account=account.account_id)


def revoke_all_sign_ins(session: Session, account: Account) -> None:
    """Sign the account out of every browser."""
    with writing(session):
        end_sign_ins(session, account)
        note(session, account, AccountEventKind.SIGN_INS_REVOKED, account)


def revoke_other_sign_ins(session: Session, account: Account, kept_id: int | None) -> None:
    """Sign the account out of every browser but one."""
    with writing(session):
        _revoke(session, and_(SignIn.account_id == account.account_id, SignIn.sign_in_id != kept_id))
    log.info("other_sign_ins_revoked", account=account.account_id)


def new_setup_link(session: Session) -> str | None:
    """A fresh one-time token for creating the first instructor, or None if there is one.

    Those of other servers on the same database keep working until one of them is used.
    """
    if _has_staff(session):
        return None
    token = secrets.token_urlsafe(24)
    with writing(session):
        session.add(SetupLink(token_hash=token_hash(token), expires_at=now() + SETUP_LINK_LIFETIME))
    return token


def _has_staff(session: Session) -> bool:
    return bool(session.scalar(select(func.count()).select_from(Account).where(Account.role != Role.LEARNER)))


def check_setup_link(session: Session, token: str) -> SetupLink:
    """Raises SetupDone if there is an instructor or an admin; otherwise SetupLinkSpent if a new link is needed."""
    link = session.scalar(select(SetupLink).filter_by(token_hash=token_hash(token)))
    if link is None or link.used_at is not None or link.expires_at < now():
        raise SetupDone if _has_staff(session) else SetupLinkSpent
    return link


def create_first_instructor(session: Session, token: str, name: str, password: str) -> Account:
    """Create the first account: an admin, who may also write questions. Uses up every link."""
    check_setup_link(session, token)
    account = new_account(session, name, password, Role.ADMIN)
    unused = update(SetupLink).where(SetupLink.used_at.is_(None))
    with writing(session):
        used = session.execute(unused.values(used_at=now()).returning(SetupLink.token_hash))
        if token_hash(token) not in used.scalars().all():  # used by another request, since it was checked
            raise SetupDone
        add_account(session, account, account)
    return account


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _revoke(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(update(SignIn).where(which, SignIn.revoked_at.is_(None)).values(revoked_at=now()))


def _password_problems(password: str, name: str) -> list[Problem]:
    if not PASSWORD_LEAST_CHARACTERS <= len(password) <= PASSWORD_MOST_CHARACTERS:
        values = {"least": PASSWORD_LEAST_CHARACTERS, "most": PASSWORD_MOST_CHARACTERS}
        return [Problem("password", N_("Choose a password of %(least)s to %(most)s characters."), values)]
    if passwords.is_easy_to_guess(password, name):
        return [Problem("password", N_("This password is too easy to guess. Choose another."))]
    return []

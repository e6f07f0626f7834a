"""Identify the user of a request: an account by its session or token, or a guest by a signed cookie."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from flask import Request, current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from quizapp.errors import NotAllowed, NotSignedIn
from quizapp.http.extensions import db, login_manager
from quizapp.models import Account, Learner, Role
from quizapp.services import accounts, api_tokens, learners

P = ParamSpec("P")
R = TypeVar("R")


class SignedIn(UserMixin):
    """The user that Flask-Login keeps: the account, and the token of the sign-in named by the cookie."""

    def __init__(self, account: Account, token: str = "", sign_in_id: int | None = None) -> None:
        self.account = account
        self.token = token
        self.sign_in_id = sign_in_id

    def get_id(self) -> str:
        return self.token


def _load_from_cookie(token: str) -> SignedIn | None:
    sign_in = accounts.find_sign_in(db.session, token)
    return SignedIn(sign_in.account, token, sign_in.sign_in_id) if sign_in else None


def _load_from_bearer_token(incoming: Request) -> SignedIn | None:
    token = bearer_token(incoming)
    if token is None or not incoming.path.startswith("/api/"):
        return None
    found = api_tokens.find_api_token(db.session, token)
    return SignedIn(found.account) if found else None


login_manager.user_loader(_load_from_cookie)
login_manager.request_loader(_load_from_bearer_token)


def bearer_token(incoming: Request) -> str | None:
    """The token of an `Authorization: Bearer` header."""
    scheme, _, token = incoming.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def current_account() -> Account | None:
    user = _signed_in()
    return user.account if user else None


def current_sign_in_id() -> int | None:
    user = _signed_in()
    return user.sign_in_id if user else None


def _signed_in() -> SignedIn | None:
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def guest_id() -> UUID | None:
    try:
        return UUID(session.get("learner", ""))
    except ValueError:
        return None


def find_current_learner() -> Learner | None:
    """The learner of this request, if it has practiced before."""
    if (account := current_account()) is not None:
        return learners.find_account_learner(db.session, account)
    known = guest_id()
    learner = learners.find_learner(db.session, known) if known else None
    return learner if learner and learner.is_guest else None


def current_learner() -> Learner:
    """The learner of this request; a new one becomes a guest now."""
    if (account := current_account()) is not None:
        return learners.learner_of_account(db.session, account)
    learner = find_current_learner()
    if learner is None:
        learner = learners.start_guest(db.session)
        session["learner"] = str(learner.learner_id)
        session.permanent = True
    return learner


def sign_in(account: Account) -> None:
    """Sign this browser in, and move the guest's attempts to the account."""
    learners.adopt_guest(db.session, account, guest_id())
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    token = accounts.open_sign_in(db.session, account, request.headers.get("User-Agent", ""))
    login_user(SignedIn(account, token))
    g.pop("csrf_token", None)


def sign_out() -> None:
    account, sign_in_id = current_account(), current_sign_in_id()
    if account is not None and sign_in_id is not None:
        accounts.revoke_sign_in(db.session, account, sign_in_id)
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def require_account() -> Account:
    account = current_account()
    if account is None:
        raise NotSignedIn
    return account


def requires_role(role: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Allow a view only for accounts of at least this role; raises NotSignedIn or NotAllowed for others."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not require_account().role.includes(role):
                raise NotAllowed(role=role.value)
            return view(*args, **kwargs)

        return guarded

    return decorate


def requester_key() -> str:
    """The hashed client address if there is no learner, so that the queue is fair to guests too."""
    address = request.remote_addr or ""
    return hashlib.sha256(f"{current_app.secret_key!r}{address}".encode()).hexdigest()[:32]

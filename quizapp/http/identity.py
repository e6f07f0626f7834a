"""Identify the user of a request: an account by its session or token, or a guest by a signed cookie."""

import hashlib
from uuid import UUID, uuid4

from flask import Request, current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from quizapp.bank.variants import guest_of_owner, owner_of_account, owner_of_guest
from quizapp.errors import ConfirmFirst, NotSignedIn
from quizapp.http.extensions import db, guests_per_minute, limiter, login_manager, variant_signer
from quizapp.models import Account, Learner, SignInMethod
from quizapp.services import accounts, api_tokens, confirmations, learners
from quizapp.services.variants import VariantSource

# What the session cookie says of a guest: one who has practiced; one who was only shown variants; who signed in.
LEARNER, VISITOR, EARLIER_GUEST = "learner", "visitor", "earlier_guest"


class SignedIn(UserMixin):
    """The user that Flask-Login keeps: the account, and the token of the sign-in named by the cookie."""

    def __init__(
        self,
        account: Account,
        token: str = "",
        sign_in_id: int | None = None,
        *,
        may_write: bool = True,
        method: SignInMethod | None = None,
    ) -> None:
        self.account = account
        self.may_write = may_write
        self.token = token
        self.sign_in_id = sign_in_id
        self.method = method

    def get_id(self) -> str:
        return self.token


def _load_from_cookie(token: str) -> SignedIn | None:
    if _is_for_programs(request) and has_authorization(request):
        return _load_from_bearer_token(request)  # what a client says of itself, not what its browser adds
    sign_in = accounts.find_sign_in(db.session, token)
    if sign_in is None:
        return None
    return SignedIn(sign_in.account, token, sign_in.sign_in_id, method=sign_in.method)


def _load_from_bearer_token(incoming: Request) -> SignedIn | None:
    token = bearer_token(incoming)
    if token is None or not _is_for_programs(incoming):
        return None
    found = api_tokens.find_api_token(db.session, token)
    return SignedIn(found.account, may_write=found.may_write) if found else None


login_manager.user_loader(_load_from_cookie)
login_manager.request_loader(_load_from_bearer_token)


def _is_for_programs(incoming: Request) -> bool:
    return incoming.path.startswith("/api/")


def has_authorization(incoming: Request) -> bool:
    """Whether a client says who it is, in whatever way: one that is not understood is nobody’s, not a guest’s."""
    return "Authorization" in incoming.headers


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


def current_method() -> SignInMethod | None:
    """What was asked for last when this browser signed in."""
    user = _signed_in()
    return user.method if user else None


def may_write() -> bool:
    """False for a token that is for reading only."""
    user = _signed_in()
    return user is None or user.may_write


def _signed_in() -> SignedIn | None:
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def guest_id() -> UUID | None:
    """The guest known by the cookie, who may not be a learner yet."""
    return _id_in_session(LEARNER) or _id_in_session(VISITOR)


def is_only_a_visitor() -> bool:
    """Whether the cookies say no more than which variants this visitor has been given."""
    of_any_session = {"_permanent", "_fresh"}
    return VISITOR in session and session.keys() <= {VISITOR, *of_any_session} and len(request.cookies) == 1


def find_current_learner() -> Learner | None:
    """The learner of this request, if it has practiced before."""
    if (account := current_account()) is not None:
        return learners.find_account_learner(db.session, account)
    known = guest_id()
    learner = _find_learner(known) if known else None
    return learner if learner and learner.is_guest else None


def current_learner() -> Learner:
    """The learner of this request; a new one becomes a guest now."""
    if (account := current_account()) is not None:
        return learners.learner_of_account(db.session, account)
    learner = find_current_learner()
    if learner is None:
        known = guest_id()
        learner = _start_guest(None if known and _is_taken_over(known) else known)
    _remember_guest(learner)
    return learner


def variant_source() -> VariantSource:
    """The variants of whoever sent this request. A visitor is given a cookie, to find the same ones again."""
    if (account := current_account()) is not None:
        before = _id_in_session(EARLIER_GUEST)
        owners = (owner_of_guest(before),) if before else ()
        return VariantSource(variant_signer(), owner_of_account(account.account_id), owners)
    return VariantSource(variant_signer(), owner_of_guest(welcome_visitor()))


def welcome_visitor() -> UUID:
    """The guest of this request, who is given a cookie if there is none."""
    guest = guest_id()
    if guest is None or _is_taken_over(guest):
        guest = uuid4()
        session.pop(LEARNER, None)
        session[VISITOR] = str(guest)
        session.permanent = True
    return guest


def welcome_starter() -> None:
    """On a page from which something is started: a start whose answer gets lost is then repeated by the same guest, who
    can also stop it.
    """
    if current_account() is None:
        welcome_visitor()


def drafting_learner() -> Learner | None:
    """The learner whose drafts this request keeps; a visitor becomes a guest now, under the same cookie.

    None without a cookie: a request in the background gives none, since it may end after a page that gave one.
    """
    if (account := current_account()) is not None:
        return learners.learner_of_account(db.session, account)
    known = guest_id()
    return None if known is None or _is_taken_over(known) else _start_guest(known)


def answering_learner(
    item_id: str, variant: str | None, idempotency_key: str | None
) -> tuple[Learner, VariantSource]:
    """The learner who answers with this request, and their variants. Raises Invalid naming `variant`.

    A client without cookies and without a token is the guest whom the variant was given to. Without a variant, a
    repeated Idempotency-Key from the same address is the same guest.
    """
    if current_account() is None and guest_id() is None:
        if variant is None and idempotency_key:
            return _guest_of_key(idempotency_key)
        given = variant_signer().read(item_id, variant) if variant else None
        guest = guest_of_owner(given.owner) if given else None
        if variant and guest and not _is_taken_over(guest):
            source = VariantSource(variant_signer(), owner_of_guest(guest))
            source.read(item_id, variant)
            return _start_guest(guest), source
    source = variant_source()
    if variant:
        source.read(item_id, variant)  # nobody becomes a learner by an answer that is refused
    return current_learner(), source


def _guest_of_key(idempotency_key: str) -> tuple[Learner, VariantSource]:
    sender = (request.remote_addr or "", request.headers.get("User-Agent", ""))
    guest = UUID(bytes=variant_signer().digest("key", *sender, idempotency_key)[:16])
    is_new = learners.find_learner(db.session, guest) is None
    learner = _start_guest(guest)
    if is_new:  # a repetition of the key alone lets nobody continue as this guest
        _remember_guest(learner)
    return learner, VariantSource(variant_signer(), owner_of_guest(guest))


def _start_guest(guest: UUID | None) -> Learner:
    """The guest as a learner. How many new ones come from one address is limited."""
    if guest and (learner := learners.find_learner(db.session, guest)):
        return learner
    with limiter.shared_limit(guests_per_minute, scope="guests"):
        learner = learners.start_guest(db.session, guest)
    g.pop("unknown_learners", None)
    return learner


def _remember_guest(learner: Learner) -> None:
    if session.get(LEARNER) != str(learner.learner_id):
        session.pop(VISITOR, None)
        session[LEARNER] = str(learner.learner_id)
        session.permanent = True


def _is_taken_over(guest: UUID) -> bool:
    """Whether an account took this guest over: its cookie, if it is still there, is that of nobody."""
    learner = _find_learner(guest)
    return learner is not None and not learner.is_guest


def _find_learner(guest: UUID) -> Learner | None:
    """Most visitors are not learners, and no request asks the database twice about one."""
    unknown: set[UUID] = g.setdefault("unknown_learners", set())
    if guest in unknown:
        return None
    learner = learners.find_learner(db.session, guest)
    if learner is None:
        unknown.add(guest)
    return learner


def _id_in_session(name: str) -> UUID | None:
    try:
        return UUID(session.get(name, ""))
    except ValueError:
        return None


def sign_in(account: Account, method: SignInMethod = SignInMethod.PASSWORD) -> None:
    """Sign this browser in, and move the guest's attempts to the account. Raises AccountDisabled."""
    guest = guest_id()
    learners.adopt_guest(db.session, account, guest)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    if guest:
        session[EARLIER_GUEST] = str(guest)  # a page that was opened before may still be answered
    session.permanent = True
    token = accounts.open_sign_in(db.session, account, request.headers.get("User-Agent", ""), method)
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


def forget() -> None:
    """The browser of somebody whose rows have been deleted."""
    logout_user()
    session.clear()


def require_account() -> Account:
    account = current_account()
    if account is None:
        raise NotSignedIn
    return account


def require_confirmed() -> Account:
    """For dangerous acts: the account, if this browser gave its password or a passkey a moment ago.

    Raises NotSignedIn, ConfirmFirst.
    """
    account = require_account()
    if not confirmations.is_recent(db.session, current_sign_in_id()):
        raise ConfirmFirst
    return account


def requester_key() -> str:
    """The hashed client address if there is no learner, so that the queue is fair to guests too."""
    address = request.remote_addr or ""
    return hashlib.sha256(f"{current_app.secret_key!r}{address}".encode()).hexdigest()[:32]

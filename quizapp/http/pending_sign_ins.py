"""What a browser is in the middle of: signing in after the password, or answering a challenge with a passkey.

Both are in the session cookie, which is signed, and end after a few minutes.
"""

import hmac
from dataclasses import asdict
from datetime import timedelta

from flask import request, session

from quizapp.db.tables import now
from quizapp.errors import PasskeyRefused, SecondStepExpired
from quizapp.http.extensions import db, settings, variant_signer
from quizapp.models import Account
from quizapp.services.second_steps.passkeys import Challenge, Site
from quizapp.services.second_steps.sealing import SecretBox

PENDING, CHALLENGE = "second_step", "passkey_challenge"
LASTS = timedelta(minutes=10)


def secret_box() -> SecretBox:
    return SecretBox(settings().secret_key)


def wait_for_second_step(account: Account) -> None:
    """The password was right."""
    session[PENDING] = {
        "account": account.account_id,
        "at": now().timestamp(),
        "mark": _mark(account),
    }


def find_pending_account() -> Account | None:
    """Who gave the password in this browser a moment ago; nobody if the password has changed since."""
    pending = session.get(PENDING)
    if not isinstance(pending, dict) or now().timestamp() - pending["at"] > LASTS.total_seconds():
        return None
    account = db.session.get(Account, pending["account"])
    if account is None or not hmac.compare_digest(_mark(account), pending["mark"]):
        return None
    return account


def pending_account() -> Account:
    """Raises SecondStepExpired."""
    if (account := find_pending_account()) is None:
        raise SecondStepExpired
    return account


def keep_challenge(challenge: Challenge) -> None:
    session[CHALLENGE] = asdict(challenge)


def take_challenge() -> Challenge:
    """The one that was given to this browser, which is used up. Raises PasskeyRefused."""
    kept = session.pop(CHALLENGE, None)
    if not isinstance(kept, dict):
        raise PasskeyRefused
    return Challenge(**kept)


def site() -> Site:
    """The server, as the browser of this request names it."""
    host, _, port = request.host.rpartition(":")
    return Site(host if host and port.isdigit() else request.host, request.host_url.rstrip("/"))


def _mark(account: Account) -> str:
    return variant_signer().digest("password", account.password_hash).hex()[:32]

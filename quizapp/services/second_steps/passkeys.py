"""Passkeys (WebAuthn): adding them, and signing in with them alone. The device asks for a finger, a face, or a PIN, so
that one of them is worth a password and a second step.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, PasskeyNotFound, PasskeyRefused, Problem
from quizapp.models import Account, AccountEventKind, Passkey
from quizapp.services.account_events import note
from quizapp.services.second_steps.recovery_codes import clear_if_unneeded

SITE_NAME = "Nabla"
CHALLENGE_LASTS = timedelta(minutes=5)
LONGEST_LABEL = 80
MOST_PASSKEYS = 20  # of one account
LONGEST_CREDENTIAL_ID = 1400


@dataclass(frozen=True)
class Site:
    """The server as a browser names it: `quiz.example.org`, and `https://quiz.example.org`."""

    host: str
    origin: str


@dataclass(frozen=True)
class Challenge:
    """What a device must sign. made_at: a timestamp. account_id: whose passkeys may sign it; None: whoever's.
    handle: of the account in its passkeys, if one is to be added.
    """

    value: str
    made_at: float
    account_id: int | None = None
    handle: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.made_at, UTC)


def new_challenge(session: Session, account: Account | None = None, *, is_to_add: bool = False) -> Challenge:
    handle = ""
    if account is not None and is_to_add:
        known = next((passkey.user_handle for passkey in list_passkeys(session, account)), None)
        handle = known or secrets.token_urlsafe(32)
    return Challenge(
        secrets.token_urlsafe(32), now().timestamp(), account.account_id if account else None, handle
    )


def list_passkeys(session: Session, account: Account) -> list[Passkey]:
    query = select(Passkey).where(Passkey.account_id == account.account_id)
    return list(session.scalars(query.order_by(Passkey.passkey_id)))


def options_to_add(session: Session, account: Account, site: Site, challenge: Challenge) -> dict[str, Any]:
    """For `navigator.credentials.create`."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=SITE_NAME,
        user_id=base64url_to_bytes(challenge.handle),
        user_name=account.name,
        user_display_name=account.display_name,
        challenge=challenge.value.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(list_passkeys(session, account)),
    )
    return dict(json.loads(options_to_json(options)))


def options_to_sign_in(
    session: Session, account: Account | None, site: Site, challenge: Challenge
) -> dict[str, Any]:
    """For `navigator.credentials.get`: of any account, unless it is known whose passkey is wanted."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.value.encode(),
        allow_credentials=_descriptors(list_passkeys(session, account)) if account else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def add_passkey(
    session: Session, account: Account, site: Site, challenge: Challenge, credential: Any, label: str
) -> Passkey:
    """credential: what the browser made, as JSON. Raises Invalid naming `label`, and PasskeyRefused."""
    label = _checked_label(label)
    if challenge.account_id != account.account_id or not challenge.handle or _is_over(challenge):
        raise PasskeyRefused
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge.value.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefused from error
    credential_id = bytes_to_base64url(made.credential_id)
    if len(credential_id) > LONGEST_CREDENTIAL_ID:
        raise PasskeyRefused
    passkey = Passkey(
        account_id=account.account_id,
        credential_id=credential_id,
        public_key=made.credential_public_key,
        user_handle=challenge.handle,
        sign_count=made.sign_count,
        label=label,
        is_synced=made.credential_backed_up,
        challenged_at=challenge.moment,
    )
    with writing(session):
        if len(list_passkeys(session, account)) >= MOST_PASSKEYS:
            message = N_("You have %(most)s passkeys, which is the maximum. Remove one first.")
            raise Invalid([Problem("label", message, {"most": MOST_PASSKEYS})])
        try:
            with session.begin_nested():
                session.add(passkey)
        except IntegrityError:  # the same one, sent twice
            raise PasskeyRefused from None
        note(session, account, AccountEventKind.PASSKEY_ADDED, account, passkey=passkey.passkey_id)
    return passkey


def accept(session: Session, site: Site, challenge: Challenge, credential: Any) -> Passkey:
    """The passkey that signed the challenge. No challenge is accepted twice. Raises PasskeyRefused."""
    if _is_over(challenge) or not isinstance(credential, dict):
        raise PasskeyRefused
    which = Passkey.credential_id == str(credential.get("id"))
    with writing(session):
        passkey = session.scalars(select(Passkey).where(which).with_for_update(of=Passkey)).first()
        if passkey is None or challenge.account_id not in (None, passkey.account_id):
            raise PasskeyRefused
        try:
            signed = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge.value.encode(),
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise PasskeyRefused from error
        if challenge.moment <= passkey.challenged_at or not _is_of_owner(passkey, credential):
            raise PasskeyRefused
        passkey.challenged_at, passkey.last_used_at = challenge.moment, now()
        passkey.sign_count, passkey.is_synced = signed.new_sign_count, signed.credential_backed_up
    return passkey


def rename_passkey(session: Session, account: Account, passkey_id: int, label: str) -> None:
    """Raises PasskeyNotFound, and Invalid naming `label`."""
    passkey, label = _get_passkey(session, account, passkey_id), _checked_label(label)
    with writing(session):
        passkey.label = label


def remove_passkey(session: Session, account: Account, passkey_id: int) -> None:
    """Raises PasskeyNotFound."""
    passkey = _get_passkey(session, account, passkey_id)
    with writing(session):
        session.delete(passkey)
        session.flush()
        note(session, account, AccountEventKind.PASSKEY_REMOVED, account, passkey=passkey_id)
        clear_if_unneeded(session, account)


def _get_passkey(session: Session, account: Account, passkey_id: int) -> Passkey:
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != account.account_id:
        raise PasskeyNotFound
    return passkey


def _checked_label(label: str) -> str:
    label = label.strip()
    if not 1 <= len(label) <= LONGEST_LABEL:
        message = N_("Give the passkey a name of 1 to %(most)s characters.")
        raise Invalid([Problem("label", message, {"most": LONGEST_LABEL})])
    return label


def _is_over(challenge: Challenge) -> bool:
    return not timedelta(0) <= now() - challenge.moment <= CHALLENGE_LASTS


def _is_of_owner(passkey: Passkey, credential: dict[str, Any]) -> bool:
    response = credential.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return not handle or str(handle).rstrip("=") == passkey.user_handle


def _descriptors(passkeys: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id)) for passkey in passkeys
    ]

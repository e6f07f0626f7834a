"""The log of accounts in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from quizapp.errors import N_
from quizapp.models import AccountEvent, AccountEventKind, Role

ROLE_NAMES = {Role.LEARNER: N_("learner"), Role.INSTRUCTOR: N_("instructor"), Role.ADMIN: N_("admin")}
_SENTENCES: Mapping[AccountEventKind, str] = {
    AccountEventKind.CREATED: N_("Account created, with the role “%(role)s”"),
    AccountEventKind.ROLE_CHANGED: N_("Role changed from “%(before)s” to “%(role)s”"),
    AccountEventKind.DISABLED: N_("Account disabled"),
    AccountEventKind.ENABLED: N_("Account enabled"),
    AccountEventKind.PASSWORD_CHANGED: N_("Password changed"),
    AccountEventKind.RESET_LINK_MADE: N_("Link that resets the password created"),
    AccountEventKind.RESET_LINK_REVOKED: N_("Link that resets the password revoked"),
    AccountEventKind.PASSWORD_RESET: N_("Password reset with a one-time link"),
    AccountEventKind.SIGN_INS_REVOKED: N_("Signed out of all browsers"),
    AccountEventKind.TOKEN_CREATED: N_("API token created"),
    AccountEventKind.TOKEN_REVOKED: N_("API token revoked"),
    AccountEventKind.APP_ADDED: N_("Authenticator app added"),
    AccountEventKind.APP_REMOVED: N_("Authenticator app removed"),
    AccountEventKind.PASSKEY_ADDED: N_("Passkey added"),
    AccountEventKind.PASSKEY_REMOVED: N_("Passkey removed"),
    AccountEventKind.RECOVERY_CODES_MADE: N_("Recovery codes created"),
    AccountEventKind.RECOVERY_CODE_USED: N_("Signed in with a recovery code"),
    AccountEventKind.CODE_REFUSED: N_("Wrong code after the correct password"),
    AccountEventKind.SECOND_STEP_REMOVED: N_("Two-step sign-in turned off"),
}


def event_in_words(event: AccountEvent) -> str:
    """Such as “Role changed from “learner” to “instructor””, in the reader’s language."""
    return gettext(_SENTENCES[event.kind], **{name: _value(value) for name, value in event.detail.items()})


def _value(value: Any) -> Any:
    role = next((role for role in Role if role == value), None)
    return gettext(ROLE_NAMES[role]) if role else value

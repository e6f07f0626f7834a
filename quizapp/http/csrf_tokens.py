"""CSRF tokens, masked: a token looks different in every response, so that the length of compressed pages, which
mirror what a link says, tells nothing about it.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Flask, g, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf


class MaskedCSRFProtect(CSRFProtect):
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def protect(self, apply_exemptions: bool = False) -> None:
        super().protect(apply_exemptions)  # type: ignore[no-untyped-call]

    def init_app(self, app: Flask) -> None:
        super().init_app(app)  # type: ignore[no-untyped-call]
        app.jinja_env.globals["csrf_token"] = masked_token
        app.context_processor(lambda: {"csrf_token": masked_token})

    def _get_csrf_token(self) -> str | None:
        sent = super()._get_csrf_token()  # type: ignore[no-untyped-call]
        return unmasked(sent) if sent else None


def masked_token() -> str:
    """The CSRF token of this response."""
    made_for, masked = g.get("masked_csrf_token", (None, ""))
    if made_for is None or made_for != session.get("csrf_token"):  # not made yet, or before signing in
        token = str(generate_csrf())
        mask = secrets.token_bytes(len(token))
        masked = urlsafe_b64encode(mask + _combined(token.encode(), mask)).decode()
        g.masked_csrf_token = (session.get("csrf_token"), masked)
    return str(masked)


def unmasked(sent: str) -> str | None:
    """The token that was masked, or None if this is not a masked token."""
    try:
        both = urlsafe_b64decode(sent)
        half, odd = divmod(len(both), 2)
        return None if odd else _combined(both[:half], both[half:]).decode("ascii")
    except ValueError:
        return None


def _combined(first: bytes, second: bytes) -> bytes:
    return (int.from_bytes(first) ^ int.from_bytes(second)).to_bytes(len(first))

"""The way in: from the login that a platform begins to a launch whose signature, time, and nonce are checked.

Nothing is stored of a login: its state is signed. Of a launch, its nonce is, until nobody could send it again. Whether
it is the same browser, a proof tells: a random value that the browser was given with the login, in a cookie or in the
storage of the platform, and whose hash the state has.
"""

import hashlib
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from joserfc import jws, jwt
from joserfc.errors import JoseError
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.lti.launch import Launch, read_launch
from quizapp.errors import (
    ClaimRefused,
    LaunchCanceled,
    LaunchExpired,
    LaunchReplayed,
    SignatureRefused,
    UnknownDeployment,
)
from quizapp.models import LtiNonce, LtiPlatform
from quizapp.services.lti.keys import ALGORITHM
from quizapp.services.lti.platform_web import PlatformWeb
from quizapp.services.lti.platforms import find_platform, get_platform, key_of_platform

LOGIN_LASTS = timedelta(minutes=10)
SKEW_SECONDS = 60  # by which the clocks of a platform and ours may differ
LONGEST_LAUNCH = timedelta(hours=1)  # for which a platform may say that its message is valid
MOST_SIGNS = 64 * 1024
SALT = "lti-login"
log = structlog.get_logger()


@dataclass(frozen=True)
class Login:
    """url: where the platform goes on. proof: for the browser to keep, under `name`. storage: the frame of the platform
    that keeps it, if it offers to.
    """

    url: str
    name: str
    proof: str
    storage: str
    platform: LtiPlatform


@dataclass(frozen=True)
class Arrival:
    """A launch that was accepted. proof_hash, name, storage: of its login."""

    platform: LtiPlatform
    launch: Launch
    name: str
    proof_hash: str
    storage: str


def begin_login(session: Session, secret: str, sent: Mapping[str, str], redirect_url: str) -> Login:
    """What a platform asks for first. Raises UnknownPlatform, and ClaimRefused naming a parameter."""
    for needed in ("iss", "login_hint", "target_link_uri"):
        if not sent.get(needed):
            raise ClaimRefused(claim=needed)
    platform = find_platform(session, sent["iss"], sent.get("client_id"))
    nonce, proof = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    name = secrets.token_urlsafe(6)
    storage = sent.get("lti_storage_target", "")[:80]
    state = {"p": platform.platform_id, "n": nonce, "h": hash_of(proof), "k": name, "s": storage}
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": redirect_url,
        "login_hint": sent["login_hint"],
        "state": _serializer(secret).dumps(state),
        "nonce": nonce,
    }
    if hint := sent.get("lti_message_hint"):
        asked["lti_message_hint"] = hint
    mark = "&" if urlsplit(platform.login_url).query else "?"
    return Login(f"{platform.login_url}{mark}{urlencode(asked)}", name, proof, storage, platform)


def accept_launch(session: Session, web: PlatformWeb, secret: str, sent: Mapping[str, str]) -> Arrival:
    """Raises LaunchRefused saying why, or PlatformUnreachable if the keys of the platform cannot be fetched."""
    state = _read_state(secret, sent.get("state", ""))
    platform = get_platform(session, state["p"])
    if error := sent.get("error"):
        raise LaunchCanceled(reason=(sent.get("error_description") or error)[:200])
    claims = _verified(session, web, platform, sent.get("id_token", ""))
    if claims.get("nonce") != state["n"]:
        raise ClaimRefused(claim="nonce")
    launch = read_launch(claims)
    if launch.deployment not in platform.deployment_ids:
        raise UnknownDeployment(deployment=launch.deployment)
    _spend(session, state["n"])
    return Arrival(platform, launch, state["k"], state["h"], state["s"])


def hash_of(proof: str) -> str:
    return hashlib.sha256(proof.encode()).hexdigest()


def forget_nonces(session: Session) -> None:
    """Those of launches that are too old to be accepted."""
    with writing(session):
        session.execute(delete(LtiNonce).where(LtiNonce.expires_at < now()))


def _read_state(secret: str, state: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = _serializer(secret).loads(state, max_age=int(LOGIN_LASTS.total_seconds()))
    except SignatureExpired:
        raise LaunchExpired from None
    except BadData:
        raise ClaimRefused(claim="state") from None
    return found


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=SALT)


def _verified(session: Session, web: PlatformWeb, platform: LtiPlatform, token: str) -> dict[str, Any]:
    """The claims of a token that this platform signed for us, and that is valid now."""
    if not token or len(token) > MOST_SIGNS:
        raise ClaimRefused(claim="id_token")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError):
        raise ClaimRefused(claim="id_token") from None
    if header.get("alg") != ALGORITHM:
        raise ClaimRefused(claim="alg")
    kid = header.get("kid")
    key = key_of_platform(session, web, platform, kid if isinstance(kid, str) else None)
    if key is None:
        raise SignatureRefused(url=platform.jwks_url)
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError):
        log.warning("lti_signature_refused", platform=platform.platform_id)
        raise SignatureRefused(url=platform.jwks_url) from None
    _check(platform, claims)
    return claims


def _check(platform: LtiPlatform, claims: Mapping[str, Any]) -> None:
    if claims.get("iss") != platform.issuer:
        raise ClaimRefused(claim="iss")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if platform.client_id not in audiences:
        raise ClaimRefused(claim="aud")
    authorized = claims.get("azp")
    if authorized != platform.client_id and (authorized is not None or len(audiences) > 1):
        raise ClaimRefused(claim="azp")
    moment, expires, issued = now().timestamp(), claims.get("exp"), claims.get("iat")
    if not _is_number(expires) or not _is_number(issued):
        raise ClaimRefused(claim="exp" if not _is_number(expires) else "iat")
    assert isinstance(expires, (int, float))
    assert isinstance(issued, (int, float))
    if moment > expires + SKEW_SECONDS or moment > issued + LONGEST_LAUNCH.total_seconds():
        raise LaunchExpired
    if issued > moment + SKEW_SECONDS:
        raise ClaimRefused(claim="iat")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _spend(session: Session, nonce: str) -> None:
    """A nonce is that of one launch. It is kept for as long as its login could be used."""
    try:
        with writing(session):
            session.add(LtiNonce(nonce=nonce, expires_at=now() + LOGIN_LASTS + timedelta(minutes=1)))
    except IntegrityError:
        raise LaunchReplayed from None

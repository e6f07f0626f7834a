"""Course platforms as admins register them, and the keys with which they sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import (
    N_,
    Invalid,
    NoPlatformKeys,
    PlatformNotFound,
    PlatformUnreachable,
    Problem,
    UnknownPlatform,
)
from quizapp.models import LtiCourse, LtiPlatform, StudyClass
from quizapp.models.lti import LONGEST_ID, LONGEST_URL
from quizapp.services.lti.platform_web import PlatformWeb

LONGEST_TITLE = 120
MOST_DEPLOYMENTS = 100
MOST_ORIGINS = 20
MOST_KEYS = 50
KEYS_KEPT = timedelta(
    hours=1
)  # before they are fetched again, so that a key that was withdrawn is not trusted for long
KEYS_USABLE = timedelta(days=1)  # if they cannot be fetched
BETWEEN_FETCHES = timedelta(seconds=30)  # however many launches name a key that nobody knows
log = structlog.get_logger()


@dataclass(frozen=True)
class Registration:
    """What an admin states of a platform. deployment_ids, origins: one on each line."""

    title: str
    issuer: str
    client_id: str
    deployment_ids: str
    login_url: str
    token_url: str
    jwks_url: str
    token_audience: str = ""
    origins: str = ""
    teachers_author: bool = False


URLS = ("login_url", "token_url", "jwks_url")


def list_platforms(session: Session) -> list[LtiPlatform]:
    return list(session.scalars(select(LtiPlatform).order_by(LtiPlatform.title, LtiPlatform.platform_id)))


def get_platform(session: Session, platform_id: int) -> LtiPlatform:
    """Raises PlatformNotFound."""
    found = session.get(LtiPlatform, platform_id)
    if found is None:
        raise PlatformNotFound
    return found


def find_platform(session: Session, issuer: str, client_id: str | None) -> LtiPlatform:
    """By what it says of itself; a client ID may be left out if there is one only. Raises UnknownPlatform."""
    query = select(LtiPlatform).filter_by(issuer=issuer)
    if client_id:
        query = query.filter_by(client_id=client_id)
    found = session.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise UnknownPlatform(issuer=issuer[:LONGEST_ID], client_id=(client_id or "")[:LONGEST_ID])
    return found[0]


def register(session: Session, web: PlatformWeb, stated: Registration) -> LtiPlatform:
    """Raises Invalid naming the fields."""
    values = _checked(session, web, stated, None)
    platform = LtiPlatform(**values)
    with writing(session):
        session.add(platform)
    log.info("lti_platform_registered", platform=platform.platform_id, issuer=platform.issuer)
    return platform


def change(session: Session, web: PlatformWeb, platform_id: int, stated: Registration) -> LtiPlatform:
    """Raises PlatformNotFound, and Invalid naming the fields."""
    platform = get_platform(session, platform_id)
    values = _checked(session, web, stated, platform)
    with writing(session):
        if values["jwks_url"] != platform.jwks_url:
            platform.keys = platform.keys_at = None
        for name, value in values.items():
            setattr(platform, name, value)
    return platform


def remove(session: Session, platform_id: int) -> None:
    """With its courses and what waits to be sent to it; classes, accounts, and answers stay.

    Raises PlatformNotFound.
    """
    platform = get_platform(session, platform_id)
    courses = select(LtiCourse.class_id).filter_by(platform_id=platform_id)
    with writing(session):
        session.execute(update(StudyClass).where(StudyClass.class_id.in_(courses)).values(is_course=False))
        session.delete(platform)
    log.info("lti_platform_removed", platform=platform_id, issuer=platform.issuer)


def stated_of(platform: LtiPlatform) -> Registration:
    """A platform as the form shows it."""
    plain = {name: getattr(platform, name) for name in ("title", "issuer", "client_id", *URLS)}
    return Registration(
        **plain,
        deployment_ids="\n".join(platform.deployment_ids),
        token_audience=platform.token_audience or "",
        origins="\n".join(platform.origins),
        teachers_author=platform.teachers_author,
    )


def origins_of(platform: LtiPlatform) -> set[str]:
    """From where its pages may show ours."""
    own = {origin for url in (platform.issuer, platform.login_url) if (origin := origin_of(url))}
    return own | set(platform.origins)


def origin_of(url: str) -> str:
    """Such as https://moodle.example.org; empty if it has none."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("https", "http") and parts.hostname and parts.username is None
        host = parts.netloc.lower()
    except ValueError:
        return ""
    is_plain = all(sign.isalnum() or sign in "-.:[]" for sign in host) and host.isascii()
    return f"{parts.scheme}://{host}" if is_whole and is_plain else ""


def key_of_platform(
    session: Session, web: PlatformWeb, platform: LtiPlatform, kid: str | None
) -> RSAKey | None:
    """The key with this name. Fetched again if it is not known, or was not fetched for long; a few times a minute at
    most. Raises PlatformUnreachable if there are no keys that can be used.
    """
    age = now() - platform.keys_at if platform.keys_at else None
    found = _key_in(platform.keys, kid)
    if age is not None and found is not None and age < KEYS_KEPT:
        return found
    if age is None or age > BETWEEN_FETCHES:
        try:
            _fetch_keys(session, web, platform)
        except PlatformUnreachable:
            if found is None or age is None or age > KEYS_USABLE:
                raise
            return found
    return _key_in(platform.keys, kid)


def _fetch_keys(session: Session, web: PlatformWeb, platform: LtiPlatform) -> None:
    session.commit()  # nothing stays locked while the platform is waited for
    answer = web.ask("GET", platform.jwks_url, {"Accept": "application/json"})
    document = answer.document()
    if not answer.is_good or not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise NoPlatformKeys(url=platform.jwks_url, status=answer.status)
    with writing(session):
        platform.keys = {"keys": [key for key in document["keys"] if isinstance(key, dict)][:MOST_KEYS]}
        platform.keys_at = now()


def _key_in(keys: Mapping[str, Any] | None, kid: str | None) -> RSAKey | None:
    """Only RSA keys for signatures. Without a name, the only one there is."""
    usable = [
        key
        for key in (keys or {}).get("keys", [])
        if key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and key.get("alg", "RS256") == "RS256"
    ]
    named = [key for key in usable if key.get("kid") == kid] if kid is not None else usable
    if len(named) != 1:
        return None
    try:
        return RSAKey.import_key({name: named[0][name] for name in ("kty", "n", "e")})
    except (JoseError, KeyError, ValueError, TypeError):
        return None


def _checked(
    session: Session, web: PlatformWeb, stated: Registration, before: LtiPlatform | None
) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(stated, name).strip() for name in ("title", "issuer", "client_id", *URLS)
    }
    values["deployment_ids"] = _lines(stated.deployment_ids)
    values["origins"] = [line.rstrip("/") for line in _lines(stated.origins)]
    values["token_audience"] = stated.token_audience.strip() or None
    values["teachers_author"] = stated.teachers_author
    problems = [*_text_problems(values), *_url_problems(values, web)]
    taken = select(LtiPlatform).filter_by(issuer=values["issuer"], client_id=values["client_id"])
    other = session.scalar(taken)
    if other is not None and other is not before:
        problems.append(Problem("client_id", N_("This issuer with this client ID is connected already.")))
    if problems:
        raise Invalid(problems)
    return values


def _text_problems(values: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, limit in (("title", LONGEST_TITLE), ("issuer", LONGEST_ID), ("client_id", LONGEST_ID)):
        if not values[name]:
            problems.append(Problem(name, N_("This field is needed.")))
        elif len(values[name]) > limit:
            problems.append(Problem(name, N_("At most %(limit)s characters."), {"limit": limit}))
    found = values["deployment_ids"]
    if not found:
        problems.append(Problem("deployment_ids", N_("State at least one deployment ID.")))
    elif len(found) > MOST_DEPLOYMENTS or any(len(line) > LONGEST_ID for line in found):
        limits = {"count": MOST_DEPLOYMENTS, "limit": LONGEST_ID}
        said = N_("At most %(count)s deployment IDs of %(limit)s characters.")
        problems.append(Problem("deployment_ids", said, limits))
    return problems


def _url_problems(values: Mapping[str, Any], web: PlatformWeb) -> list[Problem]:
    problems = [
        Problem(name, N_("Write a whole address that begins with https://."))
        for name in URLS
        if len(values[name]) > LONGEST_URL or not web.may_ask(values[name])
    ]
    audience = values["token_audience"]
    if audience is not None and len(audience) > LONGEST_URL:
        problems.append(
            Problem("token_audience", N_("At most %(limit)s characters."), {"limit": LONGEST_URL})
        )
    origins = values["origins"]
    if len(origins) > MOST_ORIGINS or any(
        origin_of(line) != line or not web.may_ask(line) for line in origins
    ):
        said = N_("Write one address on each line, without a path, such as https://moodle.example.org.")
        problems.append(Problem("origins", said))
    return problems


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

"""What a platform says in the claims of a launch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.lti.roles import Part, part_of
from quizapp.domain.lti.vocabulary import (
    CLAIM,
    DEEP_LINK_LAUNCH,
    DEEP_LINKING,
    GRADES_CLAIM,
    MEMBERS_CLAIM,
    RESOURCE_LAUNCH,
    RESOURCE_LINK,
    VERSION,
)
from quizapp.errors import ClaimRefused

LONGEST = 255
LONGEST_URL = 1000
LONGEST_NAME = 80


@dataclass(frozen=True)
class Selecting:
    """What the platform wants to have selected, and where the answer goes."""

    return_url: str
    data: str | None
    takes_several: bool
    takes_columns: bool


@dataclass(frozen=True)
class Launch:
    """deployment, subject, context, link: as the platform names them. part: in the course, None without one.
    assignment: what the link was made with. item_url: of its grade column, if the platform has made one.
    """

    deployment: str
    subject: str
    name: str
    part: Part | None
    context: str
    context_title: str
    link: str = ""
    link_title: str = ""
    assignment: str = ""
    members_url: str | None = None
    items_url: str | None = None
    item_url: str | None = None
    scopes: tuple[str, ...] = ()
    locale: str = ""
    return_url: str | None = None
    selecting: Selecting | None = None


def read_launch(claims: Mapping[str, Any]) -> Launch:
    """Raises ClaimRefused naming the claim. The signature and the time are checked before."""
    if claims.get(f"{CLAIM}version") != VERSION:
        raise ClaimRefused(claim="version")
    kind = claims.get(f"{CLAIM}message_type")
    if kind not in (RESOURCE_LAUNCH, DEEP_LINK_LAUNCH):
        raise ClaimRefused(claim="message_type")
    link = _part(claims, f"{CLAIM}resource_link")
    context = _part(claims, f"{CLAIM}context")
    grades, members = _part(claims, GRADES_CLAIM), _part(claims, MEMBERS_CLAIM)
    presentation = _part(claims, f"{CLAIM}launch_presentation")
    roles = claims.get(f"{CLAIM}roles")
    return Launch(
        deployment=_text(claims, f"{CLAIM}deployment_id", is_needed=True),
        subject=_text(claims, "sub"),
        name=name_in(claims),
        part=part_of(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else None,
        context=_text(context, "id", "context.id", is_needed=True),
        context_title=_title(context, "title") or _title(context, "label"),
        link=_text(link, "id", "resource_link.id", is_needed=kind == RESOURCE_LAUNCH),
        link_title=_title(link, "title"),
        assignment=_text(_part(claims, f"{CLAIM}custom"), "assignment"),
        members_url=_url(members, "context_memberships_url"),
        items_url=_url(grades, "lineitems"),
        item_url=_url(grades, "lineitem"),
        scopes=tuple(scope for scope in _list(grades, "scope") if isinstance(scope, str)),
        locale=_text(presentation, "locale"),
        return_url=_url(presentation, "return_url"),
        selecting=_selecting(claims) if kind == DEEP_LINK_LAUNCH else None,
    )


def name_in(person: Mapping[str, Any]) -> str:
    """As a launch and a list of members tell it; empty if the platform keeps it to itself."""
    whole = person.get("name")
    if not isinstance(whole, str) or not whole.strip():
        parts = (person.get("given_name"), person.get("family_name"))
        whole = " ".join(part for part in parts if isinstance(part, str))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in whole).split())[:LONGEST_NAME]


def _selecting(claims: Mapping[str, Any]) -> Selecting:
    settings = _part(claims, f"{DEEP_LINKING}deep_linking_settings")
    return_url = _url(settings, "deep_link_return_url")
    if return_url is None:
        raise ClaimRefused(claim="deep_link_return_url")
    if RESOURCE_LINK not in _list(settings, "accept_types"):
        raise ClaimRefused(claim="accept_types")
    data = settings.get("data")
    takes_columns = settings.get("accept_lineitem", True) is not False
    return Selecting(
        return_url,
        data if isinstance(data, str) else None,
        bool(settings.get("accept_multiple")),
        takes_columns,
    )


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = claims.get(name)
    return found if isinstance(found, dict) else {}


def _list(part: Mapping[str, Any], name: str) -> list[Any]:
    found = part.get(name)
    return found if isinstance(found, list) else []


def _text(part: Mapping[str, Any], name: str, claim: str = "", *, is_needed: bool = False) -> str:
    found = part.get(name)
    if isinstance(found, (str, int)) and 0 < len(str(found)) <= LONGEST and "\0" not in str(found):
        return str(found)
    if is_needed or found not in (None, ""):
        raise ClaimRefused(claim=claim or name.rpartition("/")[2])
    return ""


def _title(part: Mapping[str, Any], name: str) -> str:
    found = part.get(name)
    return name_in({"name": found})[:LONGEST_NAME] if isinstance(found, str) else ""


def _url(part: Mapping[str, Any], name: str) -> str | None:
    found = part.get(name)
    if found is None:
        return None
    if (
        not isinstance(found, str)
        or len(found) > LONGEST_URL
        or not found.startswith(("https://", "http://"))
    ):
        raise ClaimRefused(claim=name)
    return found

"""The members of a course, page by page, as members of the class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.lti.launch import name_in
from quizapp.domain.lti.roles import part_of
from quizapp.domain.lti.vocabulary import MEMBERS_SCOPE, MEMBERS_TYPE
from quizapp.errors import NoMemberList, NotACourse, PlatformNotPublic, PlatformSaysTooMuch
from quizapp.models import ClassMember, ClassRole, LtiCourse, LtiIdentity
from quizapp.services.classes.membership import Seat, require, require_current
from quizapp.services.lti.courses import find_course
from quizapp.services.lti.people import identity_of, seat_person, unseat
from quizapp.services.lti.platform_web import shown
from quizapp.services.lti.platforms import origin_of
from quizapp.services.lti.tokens import Access, Service, Sign

MOST_PAGES = 200
MOST_MEMBERS = 20_000
PAGE_SIZE = 200
_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')
log = structlog.get_logger()


@dataclass(frozen=True)
class Fetched:
    """How many the platform named, how many of them are new in the class, and how many have left it."""

    members: int
    joined: int
    left: int


def fetch_members(session: Session, access: Access, sign: Sign, seat: Seat) -> Fetched:
    """Bring the class to what the platform says of its course; who came by another way than the platform stays.

    Nothing changes unless the whole list arrives. Raises NotYourClass, ClassArchived, NotACourse, PlatformUnreachable.
    """
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    course = find_course(session, seat)
    if course.members_url is None:
        raise NotACourse
    session.commit()
    people = list(_people(access, sign, Service.of(course.platform), course.members_url))
    with writing(session):
        before = set(_present(session, course))
        seen = set[int]()
        for person in people:
            part = part_of(role for role in person.get("roles", ()) if isinstance(role, str))
            if part is None:
                continue
            name = name_in(person)
            identity = identity_of(session, course.platform, str(person["user_id"]), name)
            if person.get("status", "Active") != "Active":
                continue
            authors = course.platform.teachers_author
            seat_person(session, course.study_class, identity, part, name, authors=authors)
            seen.add(identity.identity_id)
        gone = [
            identity
            for identity in session.scalars(
                select(LtiIdentity).where(LtiIdentity.identity_id.in_(before - seen))
            )
            if identity.account_id != seat.member.account_id and unseat(session, course.study_class, identity)
        ]
        course.roster_at = now()
    log.info("lti_members_fetched", course=course.course_id, members=len(seen), left=len(gone))
    return Fetched(len(seen), len(seen - before), len(gone))


def _present(session: Session, course: LtiCourse) -> list[int]:
    """The people of this platform who are in the class."""
    query = (
        select(LtiIdentity.identity_id)
        .join(ClassMember, ClassMember.account_id == LtiIdentity.account_id)
        .where(
            ClassMember.class_id == course.class_id,
            ClassMember.left_at.is_(None),
            LtiIdentity.issuer == course.platform.issuer,
        )
    )
    return list(session.scalars(query))


def _people(access: Access, sign: Sign, service: Service, url: str) -> Iterator[dict[str, Any]]:
    headers = {"Accept": MEMBERS_TYPE}
    mark = "&" if "?" in url else "?"
    page, seen, count = f"{url}{mark}limit={PAGE_SIZE}", set[str](), 0
    while page not in seen and len(seen) < MOST_PAGES:
        seen.add(page)
        answer = access.ask(sign, service, [MEMBERS_SCOPE], ("GET", page, headers, None))
        document = answer.document()
        if (
            not answer.is_good
            or not isinstance(document, dict)
            or not isinstance(document.get("members"), list)
        ):
            raise NoMemberList(url=shown(url), status=answer.status)
        for person in document["members"]:
            count += 1
            if (
                isinstance(person, dict)
                and isinstance(person.get("user_id"), (str, int))
                and count <= MOST_MEMBERS
            ):
                yield person
        following = next_page(answer.headers.get("link", ""), page)
        if following is None:
            return
        if origin_of(following) != origin_of(url):  # the token is not for others
            raise PlatformNotPublic(url=shown(following))
        page = following
    raise PlatformSaysTooMuch(url=shown(url))


def next_page(link: str, page: str) -> str | None:
    """What a header Link names as the next page."""
    found = _NEXT.search(link)
    return urljoin(page, found[1]) if found else None

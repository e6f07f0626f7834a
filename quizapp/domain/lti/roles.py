"""From the roles that a platform names to what somebody may do in the class."""

from collections.abc import Iterable
from typing import Literal

Part = Literal["learner", "assistant", "instructor"]

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PERSON = (
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person",
    "http://purl.imsglobal.org/vocab/lis/v2/system/person",
)
TEACHING = {"Instructor", "ContentDeveloper", "Administrator"}
ASSISTING = {"TeachingAssistant", "TeachingAssistantSection", "TeachingAssistantTemplate", "Grader"}


def part_of(roles: Iterable[str]) -> Part | None:
    """The part of somebody with these roles. None for who only looks on, such as a mentor.

    Platforms name a teaching assistant an instructor too, so that the finer role decides. An admin of the platform who
    has no role in the course teaches; of nobody who has one does the role outside of the course count.
    """
    given = list(roles)
    names = {name for role in given if (name := _in_course(role))}
    if names & ASSISTING:
        return "assistant"
    if names & TEACHING:
        return "instructor"
    if "Learner" in names:
        return "learner"
    if not names and any(role in {f"{person}#Administrator" for person in PERSON} for role in given):
        return "instructor"
    return None


def _in_course(role: str) -> str:
    """The last part of a role in the course, also of one in the short form; empty for other roles."""
    if role.startswith((f"{MEMBERSHIP}#", f"{MEMBERSHIP}/")):
        return role.rpartition("#")[2]
    return role if role.isalpha() else ""

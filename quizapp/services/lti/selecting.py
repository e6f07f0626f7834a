"""Deep linking: what a link of a course is to lead to, and the signed answer that the platform gets."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.domain.lti.launch import Selecting
from quizapp.domain.lti.vocabulary import CLAIM, DEEP_LINK_ANSWER, DEEP_LINKING, RESOURCE_LINK, VERSION
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Assignment, LtiPlatform
from quizapp.services.classes.assignments import rules_of
from quizapp.services.lti import keys

SECONDS_VALID = 300


def answer_of(
    session: Session,
    secret: str,
    platform: LtiPlatform,
    deployment: str,
    selecting: Selecting,
    assignments: Sequence[Assignment],
    launch_url: str,
) -> str:
    """A JWT for the return address. Raises Invalid naming `assignment` if there is nothing in it, or too much."""
    if not assignments:
        raise Invalid([Problem("assignment", N_("Select an assignment, or set a new one."))])
    if len(assignments) > 1 and not selecting.takes_several:
        raise Invalid([Problem("assignment", N_("The course takes one assignment at a time."))])
    moment = int(now().timestamp())
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "aud": [platform.issuer],
        "iat": moment,
        "exp": moment + SECONDS_VALID,
        "nonce": secrets.token_urlsafe(16),
        f"{CLAIM}deployment_id": deployment,
        f"{CLAIM}message_type": DEEP_LINK_ANSWER,
        f"{CLAIM}version": VERSION,
        f"{DEEP_LINKING}content_items": [
            content_item(each, launch_url, has_column=selecting.takes_columns) for each in assignments
        ],
    }
    if selecting.data is not None:
        claims[f"{DEEP_LINKING}data"] = selecting.data
    return keys.sign(session, secret, claims)


def content_item(assignment: Assignment, launch_url: str, *, has_column: bool) -> dict[str, Any]:
    """The link to an assignment, with the grade column that the platform is to make for it."""
    item: dict[str, Any] = {
        "type": RESOURCE_LINK,
        "title": assignment.title,
        "url": launch_url,
        "custom": {"assignment": assignment.public_id},
    }
    if has_column:
        item["lineItem"] = {
            "label": assignment.title,
            "scoreMaximum": most_points(assignment),
            "resourceId": assignment.public_id,
        }
    return item


def most_points(assignment: Assignment) -> float:
    """Of a grade column, whose maximum is not 0, as the weight of an assignment may be."""
    return rules_of(assignment).points or 100.0

"""Who may do what with a question: one table."""

from collections.abc import Mapping
from enum import StrEnum


class QuestionRole(StrEnum):
    """What a person is to a question. It has one owner, or none: built-in questions, and those of a deleted account."""

    OWNER = "owner"
    AUTHOR = "author"
    REVIEWER = "reviewer"


class Act(StrEnum):
    EDIT = "edit"  # the draft, and asking for a review of it
    PUBLISH = "publish"  # and regrade answers to what was published
    REVIEW = "review"
    RETIRE = "retire"  # and bring back, rename, or delete what was never published
    MANAGE = "manage"  # say who has which role


EVERYTHING = frozenset(Act)
MAY: Mapping[QuestionRole, frozenset[Act]] = {
    QuestionRole.OWNER: frozenset({Act.EDIT, Act.PUBLISH, Act.RETIRE, Act.MANAGE}),
    QuestionRole.AUTHOR: frozenset({Act.EDIT, Act.PUBLISH}),
    QuestionRole.REVIEWER: frozenset({Act.REVIEW}),
}
WITHOUT_OWNER = frozenset({Act.EDIT, Act.PUBLISH, Act.RETIRE})  # any instructor


def acts_of(
    role: QuestionRole | None, *, is_admin: bool, has_owner: bool, has_reviewers: bool
) -> frozenset[Act]:
    """What an instructor may do. As long as no reviewer is named, every instructor may review."""
    if is_admin:
        return EVERYTHING
    acts = MAY[role] if role is not None else frozenset()
    if not has_owner:
        acts |= WITHOUT_OWNER
    return acts if has_reviewers else acts | {Act.REVIEW}

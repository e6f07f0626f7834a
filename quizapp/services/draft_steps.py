"""The steps of writing a question: each is kept for a day, so that whoever made it can undo it and do it again.

A step holds only the parts that it touched, so undoing it leaves what others wrote meanwhile in other parts. A step on
a part that somebody changed afterward cannot be undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.errors import N_, Conflict
from quizapp.models import Account, DraftEdit, QuestionEntry
from quizapp.services.question_parts import Part, document_of, parts_of, revision_of
from simulator.paths import Document

KEPT_FOR = timedelta(days=1)
MOST_STEPS = 400  # of one question; the oldest gives way
ONE_STEP = timedelta(seconds=30)  # of writing in one part


class NothingToUndo(Conflict):
    message = N_("There is nothing of yours to undo here.")


class ChangedSince(Conflict):
    message = N_("Someone else has changed this part since. Nothing has been undone.")


@dataclass(frozen=True)
class Steps:
    """Whether a person can undo and redo something."""

    can_undo: bool
    can_redo: bool


def steps_of(session: Session, question_id: int, account: Account) -> Steps:
    return Steps(
        _last(session, question_id, account, is_undone=False) is not None,
        _last(session, question_id, account, is_undone=True) is not None,
    )


def keep_step(
    session: Session, entry: QuestionEntry, account: Account, before: Document, after: Document
) -> None:
    """Keep a change as a step, inside the caller's transaction. Writing in one part for a while is one step."""
    change = _change(before, after)
    if not change["after"] and not change["order"]:
        return
    mine = _of(entry.question_id, account)
    session.execute(delete(DraftEdit).where(*mine, DraftEdit.undone_at.is_not(None)))
    last = session.scalar(
        select(DraftEdit).filter_by(question_id=entry.question_id).order_by(DraftEdit.edit_id.desc()).limit(1)
    )
    if last is not None and _continues(last, account, change):
        last.change = {**last.change, "after": change["after"]}
        last.changed_at = now()
        return
    session.add(DraftEdit(question_id=entry.question_id, account_id=account.account_id, change=change))
    session.flush()
    _forget_old(session, entry.question_id)


def undone(session: Session, entry: QuestionEntry, account: Account, document: Document) -> Document:
    """The document without the person's last step. Raises NothingToUndo or ChangedSince."""
    step = _last(session, entry.question_id, account, is_undone=False)
    if step is None:
        raise NothingToUndo
    found = _turned(document, step.change, "after", "before")
    step.undone_at = now()
    return found


def redone(session: Session, entry: QuestionEntry, account: Account, document: Document) -> Document:
    """The document with the step that the person undid last. Raises NothingToUndo or ChangedSince."""
    step = _last(session, entry.question_id, account, is_undone=True)
    if step is None:
        raise NothingToUndo
    found = _turned(document, step.change, "before", "after")
    step.undone_at = None
    return found


def follow_publication(session: Session, question_id: int, draft: Document, published: Document) -> None:
    """Let the steps lead to the document as it was published, which has the values that the draft left out."""
    before, after = parts_of(draft).content, parts_of(published).content
    for step in session.scalars(select(DraftEdit).filter_by(question_id=question_id)):
        changed = dict(step.change)
        for side in ("before", "after"):
            contents = step.change[side].items()
            changed[side] = {
                key: after[key] if key in after and content == before.get(key) else content
                for key, content in contents
            }
        step.change = changed


@dataclass(frozen=True)
class Written:
    """What somebody else wrote in a part: who and when, as far as it is known."""

    author: str | None
    at: datetime | None


def last_writer(session: Session, question_id: int, key: str) -> Written:
    for step in _steps_on(session, question_id, key):
        account = session.get(Account, step.account_id) if step.account_id else None
        return Written(account.name if account else None, step.changed_at)
    return Written(None, None)


def earlier_content(session: Session, question_id: int, key: str, revision: str) -> Part:
    """The content of a part that has this revision; None if no step has it any more."""
    for step in _steps_on(session, question_id, key):
        for side in ("before", "after"):
            content = step.change[side].get(key)
            if content is not None and revision_of(content) == revision:
                return content
    return None


def _steps_on(session: Session, question_id: int, key: str) -> list[DraftEdit]:
    """Newest first."""
    query = select(DraftEdit).filter_by(question_id=question_id).order_by(DraftEdit.edit_id.desc())
    return [step for step in session.scalars(query) if key in step.change["after"]]


def _change(before: Document, after: Document) -> Document:
    old, new = parts_of(before), parts_of(after)
    keys = [key for key in {**old.content, **new.content} if old.content.get(key) != new.content.get(key)]
    return {
        "before": {key: old.content.get(key) for key in keys},
        "after": {key: new.content.get(key) for key in keys},
        "order": None if old.order == new.order else [list(old.order), list(new.order)],
    }


def _continues(last: DraftEdit, account: Account, change: Document) -> bool:
    same_part = change["order"] is None and last.change["order"] is None and len(change["after"]) == 1
    return (
        same_part
        and last.account_id == account.account_id
        and last.undone_at is None
        and last.change["after"].keys() == change["after"].keys()
        and last.change["after"] == change["before"]
        and last.began_at > now() - ONE_STEP
    )


def _turned(document: Document, change: Document, here: str, there: str) -> Document:
    parts = parts_of(document)
    content = dict(parts.content)
    for key, was in change[here].items():
        if content.get(key) != was:
            raise ChangedSince
        content[key] = change[there][key]
    order = parts.order
    if change["order"]:
        orders = dict(zip(("before", "after"), change["order"], strict=True))
        order = _reordered(order, orders[here], orders[there], content)
    return document_of(content, order, document)


def _reordered(
    current: Sequence[str], here: Sequence[str], there: Sequence[str], content: Mapping[str, Part]
) -> tuple[str, ...]:
    """Back to the other order; after others moved exercises, each one that comes back follows the one it followed."""
    if list(current) == list(here):
        return tuple(there)
    found = [key for key in current if content.get(key) is not None]
    for position, key in enumerate(there):
        if key not in found and content.get(key) is not None:
            before = [found.index(each) for each in there[:position] if each in found]
            found.insert(max(before) + 1 if before else 0, key)
    return tuple(found)


def _of(question_id: int, account: Account) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DraftEdit.question_id == question_id, DraftEdit.account_id == account.account_id


def _last(session: Session, question_id: int, account: Account, *, is_undone: bool) -> DraftEdit | None:
    """The next step to undo, or to do again: of those undone, the one undone last is the earliest of them."""
    query = select(DraftEdit).where(
        *_of(question_id, account),
        DraftEdit.changed_at > now() - KEPT_FOR,
        DraftEdit.undone_at.is_not(None) if is_undone else DraftEdit.undone_at.is_(None),
    )
    order = DraftEdit.edit_id if is_undone else DraftEdit.edit_id.desc()
    return session.scalar(query.order_by(order).limit(1))


def _forget_old(session: Session, question_id: int) -> None:
    session.execute(delete(DraftEdit).where(DraftEdit.changed_at < now() - KEPT_FOR))
    newest = (
        select(DraftEdit.edit_id)
        .filter_by(question_id=question_id)
        .order_by(DraftEdit.edit_id.desc())
        .offset(MOST_STEPS)
        .limit(1)
    )
    if oldest := session.scalar(newest):
        session.execute(
            delete(DraftEdit).where(DraftEdit.question_id == question_id, DraftEdit.edit_id <= oldest)
        )

"""The states of a question: draft, in review, published, retired; and its slug."""

from collections.abc import Collection

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizapp.bank.checking.validation import problems_in
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.authorship import Act
from quizapp.domain.text import Slug
from quizapp.errors import N_, Invalid, OwnReview, Problem
from quizapp.models import Account, QuestionAddress, QuestionEntry, QuestionReview
from quizapp.services.authoring import find_entry, question_exists
from quizapp.services.question_addresses import find_moved
from quizapp.services.question_people import require_act
from quizapp.services.question_reviews import forget_request, latest_review
from quizapp.services.revisions import latest

LONGEST_NOTE = 2000
TAKEN = N_("A question with this name already exists. Choose another name.")
BUILT_IN = N_("The URL name of a built-in question comes from its file and can’t be changed here.")
TOO_LONG = N_("Use at most %(limit)s characters.")


def ask_for_review(session: Session, author: Account, slug: str) -> None:
    """Does nothing if there is no draft, or if it is in review already."""
    with writing(session):
        entry = _entry(session, author, slug, Act.EDIT)
        review = latest_review(session, entry.question_id)
        if entry.draft is None or (review is not None and review.decided_at is None):
            return
        session.add(QuestionReview(question_id=entry.question_id, asked_by=author.account_id))


def decide_review(session: Session, author: Account, slug: str, *, is_approved: bool, note: str) -> None:
    """Approve the draft as it is now, or send it back. Raises OwnReview, or Invalid naming `note`."""
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid([Problem("note", TOO_LONG, {"limit": LONGEST_NOTE})])
    with writing(session):
        entry = _entry(session, author, slug, Act.REVIEW)
        review = latest_review(session, entry.question_id)
        if review is None or review.decided_at is not None:
            return
        if review.asker_id == author.account_id:
            raise OwnReview
        stored = session.get_one(QuestionReview, review.review_id)
        stored.decided_by, stored.decided_at = author.account_id, now()
        stored.is_approved, stored.note = is_approved, note
        stored.revision = latest(session, entry).revision


def withdraw_review(session: Session, author: Account, slug: str) -> None:
    with writing(session):
        review = latest_review(session, _entry(session, author, slug, Act.EDIT).question_id)
        if review is not None and review.decided_at is None:
            forget_request(session, review.review_id)


def retire(session: Session, author: Account, slug: str) -> None:
    """Take a published question out of practice. Its attempts, links, and statistics stay."""
    with writing(session):
        entry = _entry(session, author, slug, Act.RETIRE)
        if entry.latest_number and entry.retired_at is None:
            entry.retired_at = now()


def bring_back(session: Session, author: Account, slug: str) -> None:
    """Let a retired question be practiced again, in its latest version."""
    with writing(session):
        _entry(session, author, slug, Act.RETIRE).retired_at = None


def rename(session: Session, author: Account, slug: str, wanted: str, reserved: Collection[str] = ()) -> str:
    """Give a question another slug; the one it had leads on to it. Returns the new one.

    reserved: slugs that no question can have. Raises Invalid naming `new_slug`.
    """
    try:
        TypeAdapter(Slug).validate_python(wanted)
    except ValidationError as error:
        raise Invalid(problems_in(error, prefix=["new_slug"])) from None
    with writing(session):
        entry = _entry(session, author, slug, Act.RETIRE)
        if wanted == entry.slug:
            return wanted
        if entry.is_built_in:
            raise Invalid([Problem("new_slug", BUILT_IN)])
        moved = find_moved(session, wanted)
        is_own = moved is not None and moved.question_id == entry.question_id
        if wanted in reserved or question_exists(session, wanted) or (moved is not None and not is_own):
            raise Invalid([Problem("new_slug", TAKEN)])
        session.execute(delete(QuestionAddress).where(QuestionAddress.slug == wanted))
        session.add(QuestionAddress(slug=entry.slug, question_id=entry.question_id))
        _take_slug(entry, wanted)
    return wanted


def _entry(session: Session, author: Account, slug: str, act: Act) -> QuestionEntry:
    entry = find_entry(session, slug)
    require_act(session, author, entry, act)
    return entry


def _take_slug(entry: QuestionEntry, slug: str) -> None:
    entry.slug = slug
    if entry.draft is not None:
        entry.draft.body = {**entry.draft.body, "slug": slug}

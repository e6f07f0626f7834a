"""Earlier slugs of questions: a link with one of them leads on to the question."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.errors import QuestionMoved, QuestionNotFound, QuizError
from quizapp.models import QuestionAddress, QuestionEntry

# Slugs that would hide a page of the authors.
ADDRESSES_IN_USE = ("new", "import", "export", "help", "names", "topics", "scenarios", "claims")


def find_moved(session: Session, slug: str) -> QuestionEntry | None:
    """The question that had this slug before."""
    query = select(QuestionEntry).join(
        QuestionAddress, QuestionAddress.question_id == QuestionEntry.question_id
    )
    return session.scalar(query.where(QuestionAddress.slug == slug))


def missing_question(session: Session, slug: str) -> QuizError:
    """The error for a slug that no question has: QuestionMoved if one had it before."""
    moved = find_moved(session, slug)
    return QuestionMoved(slug=moved.slug) if moved is not None else QuestionNotFound(slug=slug)

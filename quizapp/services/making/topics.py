"""Topics made, renamed, and put in order in the browser."""

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.checking.validation import problems_in
from quizapp.bank.questions import Topic
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, Problem, TopicNotFound
from quizapp.models import (
    Account,
    AuthoredEntry,
    ContentRoom,
    QuestionDraft,
    QuestionEntry,
    ServiceFact,
    TopicEntry,
)
from quizapp.services.making.entries import (
    TOPICS_IN_ORDER,
    Version,
    add_version,
    list_versions,
    refuse_taken,
)
from quizapp.services.roles import require_instructor
from simulator.paths import Document

NOT_EMPTY = N_("This topic still has questions. Move them to another topic first.")
BUILT_IN = N_(
    "This topic came with Nabla and can’t be deleted. Learners see it only if it has published questions."
)


@dataclass(frozen=True)
class TopicLine:
    """A topic with the number of its questions, drafts among them.

    authored: its entry, if authors made or changed it.
    """

    topic: Topic
    question_count: int
    authored: AuthoredEntry | None
    is_built_in: bool
    versions: tuple[Version, ...] = ()

    @property
    def can_be_deleted(self) -> bool:
        return not self.is_built_in and not self.question_count


def list_topic_lines(session: Session, author: Account) -> list[TopicLine]:
    require_instructor(author)
    entries = session.scalars(select(TopicEntry).order_by(TopicEntry.position, TopicEntry.slug))
    return [_line(session, entry) for entry in entries]


def get_topic_line(session: Session, author: Account, slug: str) -> TopicLine:
    require_instructor(author)
    return _line(session, _row(session, slug))


def save_topic(session: Session, author: Account, slug: str | None, document: Document) -> str:
    """Create a topic, or change the title and the summary of one. Learners see it as soon as it has a question.

    Raises Invalid naming the fields.
    """
    require_instructor(author)
    body = document | ({"slug": slug} if slug else {})
    try:
        topic = Topic.model_validate(body)
    except ValidationError as error:
        raise Invalid(problems_in(error, body)) from None
    with writing(session):
        if slug is None:
            refuse_taken(session, ContentRoom.TOPICS, topic.slug)
            last = session.scalar(select(func.max(TopicEntry.position)))
            position = 0 if last is None else last + 1
            session.add(TopicEntry(slug=topic.slug, position=position, body=topic.model_dump(mode="json")))
        else:
            _row(session, slug).body = topic.model_dump(mode="json")
        _note(session, author, topic, is_new=slug is None)
    return topic.slug


def move_topic(session: Session, author: Account, slug: str, places: int) -> None:
    """Move a topic up (a negative number of places) or down in the order in which everybody sees them."""
    require_instructor(author)
    with writing(session):
        entries = list(session.scalars(select(TopicEntry).order_by(TopicEntry.position, TopicEntry.slug)))
        entry = _row(session, slug)
        here = entries.index(entry)
        entries.insert(min(max(0, here + places), len(entries) - 1), entries.pop(here))
        for position, each in enumerate(entries):
            each.position = position
        session.merge(ServiceFact(name=TOPICS_IN_ORDER, value="yes", written_at=now()))


def delete_topic(session: Session, author: Account, slug: str) -> None:
    """Raises Invalid if it has questions or came with the product."""
    require_instructor(author)
    with writing(session):
        line = _line(session, _row(session, slug))
        if line.is_built_in:
            raise Invalid([Problem("", BUILT_IN)])
        if line.question_count:
            raise Invalid([Problem("", NOT_EMPTY)])
        session.delete(_row(session, slug))
        session.delete(line.authored)


def _note(session: Session, author: Account, topic: Topic, *, is_new: bool) -> None:
    """Who wrote what is in the topic's history. Of a built-in topic it begins with the first change."""
    entry = _authored(session, topic.slug)
    if entry is None:
        entry = AuthoredEntry(room=ContentRoom.TOPICS, slug=topic.slug, body={}, is_built_in=not is_new)
        entry.author_id = author.account_id if is_new else None
        session.add(entry)
    entry.body = topic.model_dump(mode="json")
    entry.saved_by_id, entry.saved_at = author.account_id, now()
    add_version(session, entry, author)


def _line(session: Session, entry: TopicEntry) -> TopicLine:
    authored = _authored(session, entry.slug)
    return TopicLine(
        Topic.model_validate(entry.body),
        _questions_in(session, entry.slug),
        authored,
        authored is None or authored.is_built_in,
        tuple(list_versions(session, authored.entry_id)) if authored else (),
    )


def _row(session: Session, slug: str) -> TopicEntry:
    entry = session.get(TopicEntry, slug)
    if entry is None:
        raise TopicNotFound(slug=slug)
    return entry


def _authored(session: Session, slug: str) -> AuthoredEntry | None:
    return session.scalar(select(AuthoredEntry).filter_by(room=ContentRoom.TOPICS, slug=slug))


def _questions_in(session: Session, slug: str) -> int:
    """Those that are in it, and those whose draft says that they will be."""
    found = set(session.scalars(select(QuestionEntry.question_id).filter_by(topic_slug=slug)))
    drafts = session.execute(select(QuestionDraft.question_id, QuestionDraft.body["topic"].as_string()))
    return len(found | {question_id for question_id, topic in drafts if topic == slug})

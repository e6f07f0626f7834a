"""The published bank as one object that all requests share, read from the database once for each edition.

Any change of a topic, scenario, claim, or question gives the bank a new edition, a random name that is stored in the
same transaction. A request asks for the name of the edition only; without a name, the bank is read at each request.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select, event, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question, Topic
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.scheduling.cards import Concept
from quizapp.models import ClaimEntry, QuestionEntry, QuestionVersion, ScenarioEntry, ServiceFact, TopicEntry
from quizapp.services.concepts import PublishedConcept, concepts_of
from quizapp.services.item_facts import ItemFacts, facts_of
from quizapp.services.published_documents import as_text, read_document

FACT = "bank_edition"
EDITIONS_KEPT = 8
_OF_THE_BANK = (TopicEntry, ScenarioEntry, ClaimEntry, QuestionEntry, QuestionVersion)
_EDITION = select(ServiceFact.value).where(ServiceFact.name == FACT)
_HELD = "published_bank"

Document = TypeVar("Document", Topic, Scenario, Claim)


@dataclass(frozen=True)
class PublishedQuestion:
    """A question as learners see it now, with its version number. is_retired: it is not practiced any more."""

    version_id: int
    version_number: int
    is_built_in: bool
    question: Question
    is_retired: bool = False


@dataclass(frozen=True)
class PublishedItem:
    published: PublishedQuestion
    item: AuthoredItem


@dataclass(frozen=True)
class PublishedBank:
    """By slug, each in its order. Nothing in it may be changed. retired: questions that only their pages still show.

    all_topics: also those without questions, which only authors see.
    """

    all_topics: dict[str, Topic]
    scenarios: dict[str, Scenario]
    claims: dict[str, Claim]
    questions: dict[str, PublishedQuestion]
    retired: dict[str, PublishedQuestion] = field(default_factory=dict)

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """Those that have questions."""
        used = {each.question.topic for each in (*self.questions.values(), *self.retired.values())}
        return {slug: topic for slug, topic in self.all_topics.items() if slug in used}

    @cached_property
    def digests(self) -> dict[str, str]:
        """Names what each topic, scenario, and claim is now, by its room and slug."""
        rooms: dict[str, Mapping[str, BaseModel]] = {
            "topic": self.all_topics,
            "scenario": self.scenarios,
            "claim": self.claims,
        }
        return {
            f"{room}:{slug}": sha256(each.model_dump_json().encode()).hexdigest()[:16]
            for room, documents in rooms.items()
            for slug, each in documents.items()
        }

    @cached_property
    def items(self) -> dict[str, PublishedItem]:
        return {
            item.id: PublishedItem(published, item)
            for published in self.questions.values()
            for item in published.question.items
        }

    @cached_property
    def versions(self) -> dict[int, PublishedQuestion]:
        """By the number of the version that is published now."""
        return {published.version_id: published for published in self.questions.values()}

    @cached_property
    def concepts(self) -> dict[Concept, PublishedConcept]:
        """Those of its questions; the causes of the on-call room are in none."""
        return concepts_of(published.question for published in self.questions.values())

    @cached_property
    def concepts_by_topic(self) -> dict[str, list[PublishedConcept]]:
        found: dict[str, list[PublishedConcept]] = {}
        for published in self.concepts.values():
            found.setdefault(published.topic, []).append(published)
        return found

    @cached_property
    def questions_by_topic(self) -> dict[str, list[Question]]:
        found: dict[str, list[Question]] = {}
        for published in self.questions.values():
            found.setdefault(published.question.topic, []).append(published.question)
        return found

    @cached_property
    def items_by_topic(self) -> dict[str, frozenset[str]]:
        return {
            topic: frozenset(item.id for question in questions for item in question.items)
            for topic, questions in self.questions_by_topic.items()
        }

    @cached_property
    def facts(self) -> dict[str, ItemFacts]:
        return facts_of(published.question for published in self.questions.values())


_kept: OrderedDict[str, PublishedBank] = OrderedDict()
_lock = Lock()


def published_bank(session: Session) -> PublishedBank:
    """The bank as this transaction sees it."""
    session.flush()
    held = session.info.get(_HELD)
    if held is not None and held[0] is session.get_transaction():
        bank: PublishedBank = held[1]
        return bank
    edition = session.connection().scalar(_EDITION)
    with _lock:
        found = _kept.get(edition) if edition else None
    bank = found or _read(session)
    session.info[_HELD] = (session.get_transaction(), bank)
    if edition and found is None:
        with _lock:
            _kept[edition] = bank
            if len(_kept) > EDITIONS_KEPT:
                _kept.popitem(last=False)
    return bank


def name_edition(session: Session) -> None:
    """Give the bank a new edition, inside the caller's transaction."""
    session.info.pop(_HELD, None)
    session.merge(ServiceFact(name=FACT, value=secrets.token_hex(16)))


def edition_of(session: Session) -> str | None:
    return session.connection().scalar(_EDITION)


def published_question(
    version_id: int, number: int, is_built_in: bool, text: str, slug: str, retired_at: datetime | None
) -> PublishedQuestion:
    """A version keeps the slug it was published with; the question has the one that its entry has now."""
    question = read_document(Question, text)
    if question.slug != slug:
        question = question.model_copy(update={"slug": slug})
    return PublishedQuestion(version_id, number, is_built_in, question, retired_at is not None)


def versions() -> Select[int, int, bool, str, str, datetime | None]:
    """The columns from which `published_question` makes a question, in any version."""
    return select(
        QuestionVersion.question_version_id,
        QuestionVersion.number,
        QuestionEntry.is_built_in,
        as_text(QuestionVersion.body),
        QuestionEntry.slug,
        QuestionEntry.retired_at,
    ).join(QuestionVersion.question)


def _read(session: Session) -> PublishedBank:
    def all_of(kind: type[Document], entry: Any) -> dict[str, Document]:
        texts = session.scalars(select(as_text(entry.body)).order_by(entry.position, entry.slug))
        return {each.slug: each for each in (read_document(kind, text) for text in texts)}

    latest = versions().where(QuestionVersion.number == QuestionEntry.latest_number)
    questions = [
        published_question(*found)
        for found in session.execute(latest.order_by(QuestionEntry.position, QuestionEntry.slug))
    ]
    return PublishedBank(
        all_topics=all_of(Topic, TopicEntry),
        scenarios=all_of(Scenario, ScenarioEntry),
        claims=all_of(Claim, ClaimEntry),
        questions={each.question.slug: each for each in questions if not each.is_retired},
        retired={each.question.slug: each for each in questions if each.is_retired},
    )


@event.listens_for(Session, "before_flush")
def _notice_changes(session: Session, _context: Any, _instances: Any) -> None:
    changed = [*session.new, *session.deleted, *(each for each in session.dirty if session.is_modified(each))]
    if any(isinstance(each, _OF_THE_BANK) for each in changed):
        name_edition(session)

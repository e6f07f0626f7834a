"""Read the question bank, and load it from content."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.bank.bank import Bank
from quizapp.bank.interviews import Interview
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question, Topic
from quizapp.db.engine import take_turns
from quizapp.db.sessions import writing
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import InterviewNotFound, ItemNotFound, QuestionNotFound, ScenarioNotFound, TopicNotFound
from quizapp.models import (
    ClaimEntry,
    ItemIdentity,
    Origin,
    QuestionEntry,
    QuestionVersion,
    ScenarioEntry,
    TopicEntry,
)
from quizapp.services.publication import publish_version
from quizapp.services.published_documents import as_text, read_document


@dataclass(frozen=True)
class PublishedQuestion:
    """A question as learners see it now, with its version number."""

    version_id: int
    version_number: int
    is_built_in: bool
    question: Question


@dataclass(frozen=True)
class PublishedItem:
    published: PublishedQuestion
    item: AuthoredItem


@dataclass(frozen=True)
class LoadReport:
    topics: int
    scenarios: int
    claims: int
    published: tuple[str, ...]
    kept: tuple[str, ...] = ()  # whose files changed, and which authors had changed before


def load_bank(session: Session, bank: Bank) -> LoadReport:
    """Update the database from the content files. A question gets a new version only if its file changed.

    A question that authors changed, in the browser or by an import, stays as it is, and is reported as `kept` if its
    file changed too.
    """
    with writing(session):
        take_turns(session.connection())
        for position, topic in enumerate(bank.topics):
            session.merge(TopicEntry(slug=topic.slug, position=position, body=topic.model_dump(mode="json")))
        for position, scenario in enumerate(bank.scenarios):
            body = scenario.model_dump(mode="json")
            session.merge(ScenarioEntry(slug=scenario.slug, position=position, body=body))
        for position, claim in enumerate(bank.claims):
            session.merge(
                ClaimEntry(
                    slug=claim.slug,
                    position=position,
                    question_slug=claim.question,
                    verdict=claim.verdict,
                    body=claim.model_dump(mode="json"),
                )
            )
        session.flush()
        done = {
            question.slug: _load_question(session, question, position)
            for position, question in enumerate(bank.questions)
        }
    published = tuple(slug for slug, is_loaded in done.items() if is_loaded)
    kept = tuple(slug for slug, is_loaded in done.items() if is_loaded is None)
    return LoadReport(len(bank.topics), len(bank.scenarios), len(bank.claims), published, kept)


def _load_question(session: Session, question: Question, position: int) -> bool | None:
    """Whether there is a new version; None if there would be one if authors had not changed the question."""
    entry = session.scalar(select(QuestionEntry).filter_by(slug=question.slug))
    if entry is None:
        entry = QuestionEntry(
            slug=question.slug, topic_slug=question.topic, position=position, is_built_in=True
        )
        session.add(entry)
    entry.position = position
    shipped = [version for version in entry.versions if version.origin == Origin.SHIPPED]
    if shipped and shipped[-1].body == question.model_dump(mode="json"):
        return False
    if entry.versions and entry.versions[-1].origin != Origin.SHIPPED:
        return None
    publish_version(session, entry, question, origin=Origin.SHIPPED)
    return True


def list_topics(session: Session) -> list[Topic]:
    texts = session.scalars(select(as_text(TopicEntry.body)).order_by(TopicEntry.position, TopicEntry.slug))
    return [read_document(Topic, text) for text in texts]


def get_topic(session: Session, slug: str) -> Topic:
    text = session.scalar(select(as_text(TopicEntry.body)).filter_by(slug=slug))
    if text is None:
        raise TopicNotFound(slug=slug)
    return read_document(Topic, text)


def list_questions(
    session: Session, topic: str | None = None, search: str | None = None
) -> list[PublishedQuestion]:
    """The published questions in order, filtered by topic and by words that must all occur."""
    query = _latest_versions().order_by(QuestionEntry.position, QuestionEntry.slug)
    if topic:
        query = query.where(QuestionEntry.topic_slug == topic)
    for word in (search or "").lower().split():
        query = query.where(QuestionVersion.search_text.contains(word, autoescape=True))
    return [_published(*found) for found in session.execute(query)]


def get_question(session: Session, slug: str) -> PublishedQuestion:
    found = session.execute(_latest_versions().where(QuestionEntry.slug == slug)).first()
    if found is None:
        raise QuestionNotFound(slug=slug)
    return _published(*found)


def questions_named(session: Session, slugs: Iterable[str]) -> list[PublishedQuestion]:
    """The questions with these slugs, as far as they exist."""
    found = session.execute(_latest_versions().where(QuestionEntry.slug.in_(set(slugs))))
    return [_published(*row) for row in found]


def get_interview(session: Session, slug: str) -> tuple[Question, Interview]:
    """The question with its mock interview. Raises QuestionNotFound or InterviewNotFound."""
    question = get_question(session, slug).question
    if question.interview is None:
        raise InterviewNotFound(slug=slug)
    return question, question.interview


def get_item(session: Session, item_id: str, version_number: int | None = None) -> PublishedItem:
    """The item in the latest version of its question, or in an earlier one."""
    identity = session.get(ItemIdentity, item_id)
    if identity is None:
        raise ItemNotFound(item=item_id)
    number = identity.question.latest_number if version_number is None else version_number
    found = session.execute(
        _versions().where(
            QuestionVersion.question_id == identity.question_id, QuestionVersion.number == number
        )
    ).first()
    published = _published(*found) if found else None
    for item in published.question.items if published else ():
        if item.id == item_id:
            assert published is not None
            return PublishedItem(published, item)
    raise ItemNotFound(item=item_id)


def list_scenarios(session: Session) -> list[Scenario]:
    query = select(as_text(ScenarioEntry.body)).order_by(ScenarioEntry.position, ScenarioEntry.slug)
    return [read_document(Scenario, text) for text in session.scalars(query)]


def scenarios_named(session: Session, slugs: Iterable[str]) -> dict[str, Scenario]:
    """The scenarios with these slugs, as far as they exist."""
    query = select(as_text(ScenarioEntry.body)).where(ScenarioEntry.slug.in_(set(slugs)))
    found = (read_document(Scenario, text) for text in session.scalars(query))
    return {scenario.slug: scenario for scenario in found}


def find_scenario(session: Session, slug: str) -> Scenario | None:
    text = session.scalar(select(as_text(ScenarioEntry.body)).filter_by(slug=slug))
    return read_document(Scenario, text) if text is not None else None


def get_scenario(session: Session, slug: str) -> Scenario:
    scenario = find_scenario(session, slug)
    if scenario is None:
        raise ScenarioNotFound(slug=slug)
    return scenario


def questions_of_scenario(session: Session, slug: str) -> list[PublishedQuestion]:
    """The questions with an item that runs this scenario."""
    return [published for published in list_questions(session) if slug in published.question.scenario_slugs()]


def _latest_versions() -> Select[int, int, bool, str]:
    return _versions().where(QuestionVersion.number == QuestionEntry.latest_number)


def _versions() -> Select[int, int, bool, str]:
    return select(
        QuestionVersion.question_version_id,
        QuestionVersion.number,
        QuestionEntry.is_built_in,
        as_text(QuestionVersion.body),
    ).join(QuestionVersion.question)


def _published(version_id: int, number: int, is_built_in: bool, text: str) -> PublishedQuestion:
    return PublishedQuestion(version_id, number, is_built_in, read_document(Question, text))

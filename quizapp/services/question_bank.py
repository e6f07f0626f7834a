"""Read the question bank, and load it from content."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.bank import Bank
from quizapp.bank.interviews import Interview
from quizapp.bank.questions import Question, Topic
from quizapp.db.engine import take_turns
from quizapp.db.sessions import writing
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import InterviewNotFound, ItemNotFound, ScenarioNotFound, TopicNotFound
from quizapp.models import (
    ClaimEntry,
    ContentRoom,
    ItemIdentity,
    Origin,
    QuestionEntry,
    QuestionVersion,
    ScenarioEntry,
    ServiceFact,
    TopicEntry,
)
from quizapp.services.making.entries import TOPICS_IN_ORDER, authored_slugs
from quizapp.services.publication import publish_version
from quizapp.services.published_bank import (
    PublishedItem,
    PublishedQuestion,
    edition_of,
    name_edition,
    published_bank,
    published_question,
    versions,
)
from quizapp.services.question_addresses import missing_question
from quizapp.services.shipped_offers import offer_update, withdraw_update


@dataclass(frozen=True)
class LoadReport:
    topics: int
    scenarios: int
    claims: int
    published: tuple[str, ...]
    kept: tuple[str, ...] = ()  # whose files changed, and which authors had changed before: they decide


def load_bank(session: Session, bank: Bank) -> LoadReport:
    """Update the database from the content files. A question gets a new version only if its file changed.

    Topics, scenarios, and claims of authors stay as they are, and topics in the order that authors gave them.
    A question that authors changed, in the browser or by an import, stays as it is. If its file changed too, that is
    offered to them, and the question reported as `kept` as long as they have not decided.
    """
    with writing(session):
        take_turns(session.connection())
        authored = authored_slugs(session)
        _load_topics(session, bank.topics, authored[ContentRoom.TOPICS])
        for position, scenario in enumerate(bank.scenarios):
            if scenario.slug in authored[ContentRoom.SCENARIOS]:
                continue
            body = scenario.model_dump(mode="json")
            session.merge(ScenarioEntry(slug=scenario.slug, position=position, body=body))
        for position, claim in enumerate(bank.claims):
            if claim.slug in authored[ContentRoom.CLAIMS]:
                continue
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
        if edition_of(session) is None:
            name_edition(session)
        done = {
            question.slug: _load_question(session, question, position)
            for position, question in enumerate(bank.questions)
        }
    published = tuple(slug for slug, is_loaded in done.items() if is_loaded)
    kept = tuple(slug for slug, is_loaded in done.items() if is_loaded is None)
    return LoadReport(len(bank.topics), len(bank.scenarios), len(bank.claims), published, kept)


def _load_topics(session: Session, topics: Iterable[Topic], authored: Collection[str]) -> None:
    is_ordered = session.get(ServiceFact, TOPICS_IN_ORDER) is not None
    last = session.scalar(select(func.max(TopicEntry.position)))
    for position, topic in enumerate(topics):
        entry = session.get(TopicEntry, topic.slug)
        if entry is None:
            at = position if last is None or not is_ordered else last + 1 + position
            session.add(TopicEntry(slug=topic.slug, position=at, body=topic.model_dump(mode="json")))
            continue
        if not is_ordered:
            entry.position = position
        if topic.slug not in authored:
            entry.body = topic.model_dump(mode="json")


def _load_question(session: Session, question: Question, position: int) -> bool | None:
    """Whether there is a new version; None if one waits for a decision of those who have changed the question."""
    entry = session.scalar(select(QuestionEntry).filter_by(slug=question.slug))
    if entry is None:
        entry = QuestionEntry(
            slug=question.slug, topic_slug=question.topic, position=position, is_built_in=True
        )
        session.add(entry)
    entry.position = position
    shipped = [version for version in entry.versions if version.origin == Origin.SHIPPED]
    body = question.model_dump(mode="json")
    if shipped and shipped[-1].body == body:
        withdraw_update(session, entry)
        return False
    if entry.versions and entry.versions[-1].origin != Origin.SHIPPED:
        return None if offer_update(session, entry, body) else False
    publish_version(session, entry, question, origin=Origin.SHIPPED)
    return True


def list_topics(session: Session) -> list[Topic]:
    """Those that learners see."""
    return list(published_bank(session).topics.values())


def list_all_topics(session: Session) -> list[Topic]:
    """Also those without published questions."""
    return list(published_bank(session).all_topics.values())


def get_topic(session: Session, slug: str) -> Topic:
    topic = published_bank(session).all_topics.get(slug)
    if topic is None:
        raise TopicNotFound(slug=slug)
    return topic


def list_questions(
    session: Session, topic: str | None = None, search: str | None = None
) -> list[PublishedQuestion]:
    """The published questions in order, filtered by topic and by words that must all occur."""
    found = list(published_bank(session).questions.values())
    if topic:
        found = [each for each in found if each.question.topic == topic]
    words = (search or "").lower().split()
    if words:
        query = select(QuestionVersion.question_version_id)
        for word in words:
            query = query.where(QuestionVersion.search_text.contains(word, autoescape=True))
        matching = set(session.scalars(query))
        found = [each for each in found if each.version_id in matching]
    return found


def get_question(session: Session, slug: str) -> PublishedQuestion:
    """Also one that is retired. Raises QuestionNotFound, or QuestionMoved if it has another slug now."""
    found = find_question(session, slug)
    if found is None:
        raise missing_question(session, slug)
    return found


def find_question(session: Session, slug: str) -> PublishedQuestion | None:
    """Also one that is retired; None if it is not published yet."""
    bank = published_bank(session)
    return bank.questions.get(slug) or bank.retired.get(slug)


def questions_named(session: Session, slugs: Iterable[str]) -> list[PublishedQuestion]:
    """The questions with these slugs, as far as they exist."""
    found = published_bank(session).questions
    return [found[slug] for slug in dict.fromkeys(slugs) if slug in found]


def get_interview(session: Session, slug: str) -> tuple[Question, Interview]:
    """The question with its mock interview. Raises QuestionNotFound or InterviewNotFound."""
    published = get_question(session, slug)
    question = published.question
    if question.interview is None or published.is_retired:
        raise InterviewNotFound(slug=slug)
    return question, question.interview


def get_item(session: Session, item_id: str, version_number: int | None = None) -> PublishedItem:
    """The item in the latest version of its question, or in an earlier one."""
    latest = published_bank(session).items.get(item_id)
    if latest is not None and version_number in (None, latest.published.version_number):
        return latest
    identity = session.get(ItemIdentity, item_id) if version_number is not None else None
    if identity is None:
        raise ItemNotFound(item=item_id)
    found = session.execute(
        versions().where(
            QuestionVersion.question_id == identity.question_id, QuestionVersion.number == version_number
        )
    ).first()
    published = published_question(*found) if found else None
    for item in published.question.items if published else ():
        if item.id == item_id:
            assert published is not None
            return PublishedItem(published, item)
    raise ItemNotFound(item=item_id)


def list_scenarios(session: Session) -> list[Scenario]:
    return list(published_bank(session).scenarios.values())


def scenarios_named(session: Session, slugs: Iterable[str]) -> dict[str, Scenario]:
    """The scenarios with these slugs, as far as they exist."""
    found = published_bank(session).scenarios
    return {slug: found[slug] for slug in slugs if slug in found}


def find_scenario(session: Session, slug: str) -> Scenario | None:
    return published_bank(session).scenarios.get(slug)


def get_scenario(session: Session, slug: str) -> Scenario:
    scenario = find_scenario(session, slug)
    if scenario is None:
        raise ScenarioNotFound(slug=slug)
    return scenario


def questions_of_scenario(session: Session, slug: str) -> list[PublishedQuestion]:
    """The questions with an item that runs this scenario."""
    return [published for published in list_questions(session) if slug in published.question.scenario_slugs()]

"""Spaced review: what is due, what is to come, the plan to an interview, and how ready a learner is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import Drawn, needs_simulation
from quizapp.bank.parametric.functions import Value
from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.variants import Variant
from quizapp.domain.scheduling.cards import Card, Concept, ConceptKind
from quizapp.domain.scheduling.due import DayLoad, DueList, cards_reviewed_on, forecast, select_within_cap
from quizapp.domain.scheduling.feasibility import WaysOut, find_ways_out
from quizapp.domain.scheduling.leeches import leeches
from quizapp.domain.scheduling.memory import Memory
from quizapp.domain.scheduling.plan import Plan, Unseen, make_plan
from quizapp.domain.scheduling.readiness import Readiness, readiness_of
from quizapp.errors import CardNotFound
from quizapp.models import Attempt, Learner, ReviewCard
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.services.review_log import seconds_spent
from quizapp.services.review_preferences import Preferences, read_preferences
from quizapp.services.variants import VariantSource, draw_item

REVIEWS_WITHOUT_REPETITION = 20
DRAWS = 60
DRAWS_THAT_RUN_NETWORKS = 4
_CARD_COLUMNS = (
    ReviewCard.card_id,
    ReviewCard.concept_kind,
    ReviewCard.concept,
    ReviewCard.stability,
    ReviewCard.difficulty,
    ReviewCard.reviewed_on,
    ReviewCard.due_on,
    ReviewCard.review_count,
    ReviewCard.lapse_count,
    ReviewCard.seconds,
)


@dataclass(frozen=True)
class LearnerCards:
    """The cards of a learner that the published bank still asks about, with the number of each."""

    cards: tuple[Card, ...]
    numbers: dict[Concept, int]


@dataclass(frozen=True)
class Today:
    """due: in order. first_answers: concepts that the plan introduces today."""

    day: date
    due: DueList
    first_answers: tuple[Concept, ...]
    spent_seconds: float
    preferences: Preferences


@dataclass(frozen=True)
class PlanToInterview:
    """ways_out: None if the plan is feasible."""

    plan: Plan
    ways_out: WaysOut | None


@dataclass(frozen=True)
class ReviewVariant:
    published: PublishedItem
    drawn: Drawn
    variant: Variant


def list_cards(session: Session, learner: Learner | None) -> LearnerCards:
    """In the order in which they were made."""
    if learner is None:
        return LearnerCards((), {})
    known = published_bank(session).concepts
    query = (
        select(*_CARD_COLUMNS)
        .where(ReviewCard.learner_id == learner.learner_id, ReviewCard.stability.is_not(None))
        .order_by(ReviewCard.card_id)
    )
    cards, numbers = [], {}
    for number, kind, slug, stability, difficulty, day, due, count, lapses, seconds in session.execute(query):
        concept = Concept(_kind(kind), slug)
        if (published := known.get(concept)) is None:  # no longer published
            continue
        assert stability is not None
        assert difficulty is not None
        assert day is not None
        assert due is not None
        memory = Memory(stability, difficulty, day, due, count, lapses)
        cards.append(Card(concept, memory, published.topic, seconds or published.seconds, published.siblings))
        numbers[concept] = number
    return LearnerCards(tuple(cards), numbers)


def get_today(session: Session, learner: Learner | None) -> Today:
    """What to review today within the daily minutes: by the plan for the topics of a coming interview, else what is
    due.
    """
    preferences, cards = read_preferences(session, learner), list_cards(session, learner).cards
    day = preferences.today()
    spent = seconds_spent(session, learner, day) if learner else 0.0
    plan = _plan(session, preferences, cards, spent)
    topics = _topics(session, preferences)
    planned = plan.days[0].reviews if plan else ()
    due = [
        card
        for card in cards
        if (card.concept in planned if plan and card.topic in topics else card.memory.due <= day)
    ]
    chosen = select_within_cap(
        due,
        cards_reviewed_on(cards, day),
        day,
        preferences.cap_seconds,
        spent,
        lambda card: (1.0 if card.concept in planned else 0.0) + 1.0 - card.recall_on(day),
    )
    room = preferences.cap_seconds - spent - chosen.seconds
    known = published_bank(session).concepts
    first_answers = []
    for concept in plan.days[0].first_answers if plan else ():
        if known[concept].seconds <= room:
            first_answers.append(concept)
            room -= known[concept].seconds
    return Today(day, chosen, tuple(first_answers), spent, preferences)


def forecast_reviews(session: Session, learner: Learner | None, days: int) -> list[DayLoad]:
    """The reviews that are due on each of the coming days, without those of cards that are not made yet."""
    today = read_preferences(session, learner).today()
    return forecast(list_cards(session, learner).cards, today, days)


def plan_to_interview(session: Session, learner: Learner | None) -> PlanToInterview | None:
    """From what is remembered now; None without a coming interview."""
    preferences, cards = read_preferences(session, learner), list_cards(session, learner).cards
    spent = seconds_spent(session, learner, preferences.today()) if learner else 0.0
    plan = _plan(session, preferences, cards, spent)
    if plan is None or plan.is_feasible:
        return PlanToInterview(plan, None) if plan else None
    topics = _topics(session, preferences)
    some = [card for card in cards if card.topic in topics]
    ways_out = find_ways_out(
        some, _unseen(session, cards, topics), topics, preferences.today(), plan.on, preferences.cap_seconds
    )
    return PlanToInterview(plan, ways_out)


def list_leeches(session: Session, learner: Learner | None) -> list[Card]:
    return leeches(list_cards(session, learner).cards)


def readiness_by_topic(session: Session, learner: Learner | None) -> dict[str, Readiness]:
    """Of each topic, in the order of the bank."""
    cards, day = list_cards(session, learner).cards, read_preferences(session, learner).today()
    bank = published_bank(session)
    found = {}
    for slug in bank.topics:
        count = sum(published.topic == slug for published in bank.concepts.values())
        if count:
            found[slug] = readiness_of([card for card in cards if card.topic == slug], count, day)
    return found


def readiness_by_claim(session: Session, learner: Learner | None) -> dict[str, Readiness]:
    """Of each claim that has a card."""
    day = read_preferences(session, learner).today()
    return {
        card.concept.slug: readiness_of([card], 1, day)
        for card in list_cards(session, learner).cards
        if card.concept.kind == "claim"
    }


def draw_review_variant(
    session: Session, learner: Learner | None, card_id: int, source: VariantSource
) -> ReviewVariant:
    """A fresh variant of an item of the card's concept: of the one that was answered longest ago, and with drawn
    numbers that were in none of the last reviews. If all numbers were, another item is taken; if those of every item
    were, the ones that were answered longest ago return.

    Raises CardNotFound, also for another learner's card.
    """
    card = session.get(ReviewCard, card_id)
    bank = published_bank(session)
    published = bank.concepts.get(Concept(_kind(card.concept_kind), card.concept)) if card else None
    if learner is None or card is None or published is None or card.learner_id != learner.learner_id:
        raise CardNotFound(card=card_id)
    recent = _recent_parameters(session, learner, published.item_ids)
    last_answered = {item_id: position for position, (item_id, _) in reversed(list(enumerate(recent)))}
    never = len(recent)
    order = sorted(published.item_ids, key=lambda item_id: -last_answered.get(item_id, never))
    repeated: list[tuple[int, ReviewVariant]] = []
    for item_id in order:
        used = [parameters if item == item_id else None for item, parameters in recent]
        for fresh in _draws(bank.items[item_id], source):
            parameters = fresh.drawn.parameters
            if not parameters or parameters not in used:
                return fresh
            repeated.append((used.index(parameters), fresh))
    return max(repeated, key=lambda each: each[0])[1]


def _draws(found: PublishedItem, source: VariantSource) -> Iterable[ReviewVariant]:
    item = found.item
    count = 1
    if isinstance(item, ParametricItem):
        count = DRAWS_THAT_RUN_NETWORKS if needs_simulation(item) else DRAWS
    for _ in range(count):
        variant = source.fresh(found.published.version_number, item.id)
        yield ReviewVariant(found, draw_item(item, variant.seed), variant)


def _recent_parameters(
    session: Session, learner: Learner, item_ids: Iterable[str]
) -> list[tuple[str, dict[str, Value]]]:
    """The items of the last reviews with their drawn numbers, the latest first."""
    query = (
        select(Attempt.item_id, Attempt.variant_parameters)
        .where(Attempt.learner_id == learner.learner_id, Attempt.item_id.in_(list(item_ids)))
        .order_by(Attempt.attempt_id.desc())
        .limit(REVIEWS_WITHOUT_REPETITION)
    )
    return [(item_id, record.get("parameters", {})) for item_id, record in session.execute(query)]


def _plan(
    session: Session, preferences: Preferences, cards: Iterable[Card], spent_seconds: float
) -> Plan | None:
    """None without an interview, and from its day on."""
    today, on = preferences.today(), preferences.interview_on
    if on is None or on <= today:
        return None
    topics, cards = _topics(session, preferences), list(cards)
    some = [card for card in cards if card.topic in topics]
    unseen = _unseen(session, cards, topics)
    return make_plan(some, unseen, today, on, preferences.cap_seconds, spent_seconds)


def _topics(session: Session, preferences: Preferences) -> tuple[str, ...]:
    return preferences.topics or tuple(published_bank(session).topics)


def _unseen(session: Session, cards: Iterable[Card], topics: Iterable[str]) -> list[Unseen]:
    """The concepts of these topics without a card, topic by topic."""
    seen, topics = {card.concept for card in cards}, list(topics)
    found = [
        Unseen(concept, published.topic, published.seconds)
        for concept, published in published_bank(session).concepts.items()
        if concept not in seen and published.topic in topics
    ]
    return sorted(found, key=lambda each: topics.index(each.topic))


def _kind(stored: str) -> ConceptKind:
    return "claim" if stored == "claim" else "item"

"""Spaced review: what is due, what is to come, fresh variants, and how ready a learner is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import Drawn, needs_simulation
from quizapp.bank.parametric.functions import Value
from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.variants import Variant
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.due import DayLoad, DueList, choose_within_cap, forecast
from quizapp.domain.scheduling.leeches import leeches
from quizapp.domain.scheduling.readiness import Readiness, readiness_of, readiness_of_memories
from quizapp.errors import CardNotFound
from quizapp.models import Attempt, Learner, ReviewCard
from quizapp.services.day_plans import PlanOfDay, find_day_plan, get_day_plan
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.services.review_cards import CardsOfDay, LearnerCards, concept_kind, list_cards
from quizapp.services.review_log import seconds_spent
from quizapp.services.review_plans import topics_of_plan
from quizapp.services.review_preferences import Preferences, read_preferences
from quizapp.services.variants import VariantSource, draw_item
from quizapp.services.wanted_cards import list_wanted

REVIEWS_WITHOUT_REPETITION = 20
DRAWS = 60
DRAWS_THAT_RUN_NETWORKS = 4


@dataclass(frozen=True)
class Today:
    """due: in order. listed: all cards, with the number of each. first_answers: concepts that are asked for the first
    time: those that were missed in an interview, then those that the plan introduces today.

    plan: None if that of the day is still to be made; what is due then follows from the cards alone.
    """

    day: date
    due: DueList
    listed: LearnerCards
    first_answers: tuple[Concept, ...]
    spent_seconds: float
    preferences: Preferences
    plan: PlanOfDay | None

    @property
    def numbers(self) -> dict[Concept, int]:
        return self.listed.numbers


@dataclass(frozen=True)
class ReviewVariant:
    published: PublishedItem
    drawn: Drawn
    variant: Variant


def get_today(session: Session, learner: Learner | None, *, makes_plan: bool = True) -> Today:
    """What to review today within the daily minutes: by the plan for the topics of a coming interview, else what is
    due.

    makes_plan: whether to wait for the plan of the day, which is made once.
    """
    preferences = read_preferences(session, learner)
    day = preferences.today()
    find_plan = get_day_plan if makes_plan else find_day_plan
    plan = find_plan(session, learner, preferences)
    planned = plan or PlanOfDay(day)
    spent = seconds_spent(session, learner, day) if learner else 0.0
    topics = topics_of_plan(session, preferences) if planned.on else ()
    listed = list_cards(session, learner)
    of_day = listed.on(day)
    chosen, missed = of_day.work_out(
        "due",
        (planned, topics, preferences.cap_seconds, spent),
        lambda: _choose(of_day, planned, topics, day, preferences.cap_seconds, spent),
    )
    taken = spent + chosen.seconds
    bank, first_answers = published_bank(session), []
    known = bank.concepts
    wanted = [concept for concept in list_wanted(session, learner, day) if concept in known]
    for concept in dict.fromkeys((*wanted, *planned.first_answers)):
        if concept in listed.numbers or concept not in known:
            continue
        seconds = listed.pace.seconds_of(known[concept], bank)
        if taken + seconds <= preferences.cap_seconds:
            first_answers.append(concept)
            taken += seconds
    had = of_day.reviewed | {card.concept for card in chosen.cards}
    filled = choose_within_cap(missed, had, preferences.cap_seconds, taken)
    return Today(
        day=day,
        due=DueList(
            chosen.cards + filled.cards, chosen.beyond_cap + filled.beyond_cap, chosen.apart + filled.apart
        ),
        listed=listed,
        first_answers=tuple(first_answers),
        spent_seconds=spent,
        preferences=preferences,
        plan=plan,
    )


def _choose(
    of_day: CardsOfDay,
    planned: PlanOfDay,
    topics: tuple[str, ...],
    day: date,
    cap_seconds: float,
    spent_seconds: float,
) -> tuple[DueList, list[Card]]:
    """What is due within the minutes, and the due cards that the plan cannot bring to its date."""
    due = [
        card
        for card in of_day.others
        if (card.concept in planned.reviews if card.topic in topics else card.memory.due <= day)
    ]
    if planned.reviews:
        due.sort(key=lambda card: card.concept not in planned.reviews)
    chosen = choose_within_cap(due, of_day.reviewed, cap_seconds, spent_seconds)
    return chosen, [
        card for card in of_day.others if card.memory.due <= day and card.concept in planned.missed
    ]


def forecast_reviews(session: Session, learner: Learner | None, days: int) -> list[DayLoad]:
    """The reviews that are due on each of the coming days, without those of cards that are not made yet."""
    today = read_preferences(session, learner).today()
    return forecast(list_cards(session, learner).cards, today, days)


def list_leeches(session: Session, learner: Learner | None) -> list[Card]:
    return leeches(list_cards(session, learner).cards)


def readiness_by_topic(session: Session, learner: Learner | None) -> dict[str, Readiness]:
    """Of each topic, in the order of the bank."""
    listed, day = list_cards(session, learner), read_preferences(session, learner).today()
    bank = published_bank(session)
    return {
        slug: readiness_of_memories(listed.memories_of_topic(slug), len(bank.concepts_by_topic[slug]), day)
        for slug in bank.topics
        if slug in bank.concepts_by_topic
    }


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
    """A fresh variant of an item of the card's concept. Raises CardNotFound, also for another learner's card."""
    card = session.get(ReviewCard, card_id)
    bank = published_bank(session)
    published = bank.concepts.get(Concept(concept_kind(card.concept_kind), card.concept)) if card else None
    if learner is None or card is None or published is None or card.learner_id != learner.learner_id:
        raise CardNotFound(card=card_id)
    return draw_fresh_variant(session, learner, published.item_ids, source)


def draw_fresh_variant(
    session: Session, learner: Learner, item_ids: Iterable[str], source: VariantSource
) -> ReviewVariant:
    """A fresh variant of one of these items: of the one that was answered longest ago, and with drawn numbers that
    were in none of the last reviews. If all numbers were, another item is taken; if those of every item were, the
    ones that were answered longest ago return.
    """
    bank, item_ids = published_bank(session), tuple(item_ids)
    recent = _recent_parameters(session, learner, item_ids)
    last_answered = {item_id: position for position, (item_id, _) in reversed(list(enumerate(recent)))}
    never = len(recent)
    order = sorted(item_ids, key=lambda item_id: -last_answered.get(item_id, never))
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

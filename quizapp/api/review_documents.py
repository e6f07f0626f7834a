"""Cards, plans, and the log as documents of the API."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from flask_babel import gettext

from quizapp.api.review_schemas import (
    CardShown,
    ConceptShown,
    DueShown,
    LeechShown,
    PlannedDayShown,
    PlanShown,
    PreferencesShown,
    RatingLabel,
    ReadinessShown,
    ReviewShown,
    WaysOutShown,
)
from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.leeches import is_leech
from quizapp.domain.scheduling.ratings import Rating
from quizapp.domain.scheduling.readiness import Readiness
from quizapp.models import ReviewEntry
from quizapp.presentation.language import words
from quizapp.services.published_bank import PublishedBank
from quizapp.services.review_plans import PlanToInterview
from quizapp.services.review_preferences import Preferences
from quizapp.services.reviews import Today


def concept_shown(concept: Concept, bank: PublishedBank) -> ConceptShown:
    published = bank.concepts[concept]
    claim = bank.claims.get(concept.slug) if concept.kind == "claim" else None
    return ConceptShown(
        kind=concept.kind,
        slug=concept.slug,
        topic=published.topic,
        statement=words(claim.statement) if claim else None,
        items=list(published.item_ids),
    )


def concept_of_card(card: Card, day: date, bank: PublishedBank) -> ConceptShown:
    if not card.is_of_cause:
        return concept_shown(card.concept, bank)
    is_secret, slug = card.is_secret_on(day), card.concept.slug
    return ConceptShown(
        kind="cause",
        slug=None if is_secret else slug,
        topic=None,
        statement=None if is_secret else gettext(CAUSES[slug].name),
        items=[],
    )


def card_shown(card: Card, number: int, day: date, bank: PublishedBank) -> CardShown:
    memory = card.memory
    return CardShown(
        id=number,
        concept=concept_of_card(card, day, bank),
        due=memory.due,
        reviewed=memory.day,
        retrievability=card.recall_on(day),
        stability=memory.stability,
        difficulty=memory.difficulty,
        reviews=memory.review_count,
        lapses=memory.lapse_count,
        seconds=card.seconds,
        is_leech=is_leech(card),
    )


def due_shown(today: Today, bank: PublishedBank) -> DueShown:
    return DueShown(
        day=today.day,
        cards=[card_shown(card, today.numbers[card.concept], today.day, bank) for card in today.due.cards],
        first_answers=[concept_shown(concept, bank) for concept in today.first_answers],
        seconds=today.due.seconds,
        seconds_spent=today.spent_seconds,
        beyond_minutes=len(today.due.beyond_cap),
        kept_apart=len(today.due.apart),
    )


def plan_shown(found: PlanToInterview, bank: PublishedBank) -> PlanShown:
    plan, ways = found.plan, found.ways_out
    return PlanShown(
        interview_on=plan.on,
        is_feasible=plan.is_feasible,
        days=[
            PlannedDayShown(
                day=planned.day,
                reviews=len(planned.reviews),
                first_answers=len(planned.first_answers),
                seconds=planned.seconds,
            )
            for planned in plan.days
        ],
        missed=[concept_shown(concept, bank) for concept in plan.missed],
        ways_out=WaysOutShown(
            minutes_a_day=ways.minutes_a_day,
            later_date=ways.later_date,
            topics=list(ways.topics) if ways.topics else None,
        )
        if ways
        else None,
    )


def preferences_shown(preferences: Preferences) -> PreferencesShown:
    return PreferencesShown(
        zone=preferences.clock.zone,
        boundary_hour=preferences.clock.boundary_hour,
        minutes_a_day=preferences.minutes_a_day,
        interview_on=preferences.interview_on,
        topics=list(preferences.topics),
    )


def review_shown(entry: ReviewEntry, cases: Mapping[int, str]) -> ReviewShown:
    """cases: the public ids of on-call cases."""
    return ReviewShown(
        id=entry.review_id,
        card=entry.card_id,
        concept=entry.card.concept,
        attempt=entry.attempt_id,
        case=cases[entry.case_id] if entry.case_id is not None else None,
        rating=_label(entry.rating),
        graded_rating=_label(entry.graded_rating),
        day=entry.day,
        reviewed_at=entry.reviewed_at,
        due_before=entry.due_before,
        retrievability_before=entry.recall_before,
        seconds=entry.seconds,
        is_undone=entry.undone_at is not None,
        due_now=entry.card.due_on,
    )


def readiness_shown(found: Mapping[str, Readiness]) -> list[ReadinessShown]:
    return [
        ReadinessShown(
            slug=slug, estimate=each.estimate, low=each.low, high=each.high, coverage=each.coverage
        )
        for slug, each in found.items()
    ]


def leeches_shown(
    cards: Iterable[Card], numbers: Mapping[Concept, int], day: date, bank: PublishedBank
) -> list[LeechShown]:
    return [
        LeechShown(
            card=card_shown(card, numbers[card.concept], day, bank),
            **_what_explains(card, day, bank),
        )
        for card in cards
    ]


def _what_explains(card: Card, day: date, bank: PublishedBank) -> dict[str, Any]:
    concept = card.concept
    if card.is_of_cause:
        cause = CAUSES[concept.slug]
        claim = None if card.is_secret_on(day) else bank.claims.get(cause.claim or "")
        known = bool(claim) and cause.scenario in bank.scenarios
        return {
            "tests": [test.id for test in claim.tests] if claim else [],
            "scenarios": [cause.scenario] if known else [],
        }
    claim = bank.claims.get(concept.slug) if concept.kind == "claim" else None
    items = [bank.items[item_id].item for item_id in bank.concepts[concept].item_ids]
    return {
        "tests": [test.id for test in claim.tests] if claim else [],
        "scenarios": list(dict.fromkeys(item.scenario.slug for item in items)),
    }


def _label(rating: int) -> RatingLabel:
    return cast(RatingLabel, Rating(rating).label)

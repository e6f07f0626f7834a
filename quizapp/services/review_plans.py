"""The plan to a learner’s interview."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.domain.scheduling.feasibility import WaysOut, find_ways_out
from quizapp.domain.scheduling.plan import Plan, Unseen, make_plan
from quizapp.models import Learner
from quizapp.services.published_bank import published_bank
from quizapp.services.review_cards import LearnerCards, list_cards
from quizapp.services.review_log import seconds_spent
from quizapp.services.review_preferences import Preferences, read_preferences


@dataclass(frozen=True)
class PlanToInterview:
    """ways_out: None if the plan is feasible."""

    plan: Plan
    ways_out: WaysOut | None


def plan_to_interview(session: Session, learner: Learner | None) -> PlanToInterview | None:
    """From what is remembered now; None without a coming interview."""
    preferences, listed = read_preferences(session, learner), list_cards(session, learner)
    cards = listed.cards
    spent = seconds_spent(session, learner, preferences.today()) if learner else 0.0
    plan = _plan(session, preferences, listed, spent)
    if plan is None or plan.is_feasible:
        return PlanToInterview(plan, None) if plan else None
    topics = topics_of_plan(session, preferences)
    some = [card for card in cards if card.topic in topics]
    ways_out = find_ways_out(
        some, _unseen(session, listed, topics), topics, preferences.today(), plan.on, preferences.cap_seconds
    )
    return PlanToInterview(plan, ways_out)


def has_interview_to_come(preferences: Preferences) -> bool:
    return preferences.interview_on is not None and preferences.interview_on > preferences.today()


def _plan(
    session: Session, preferences: Preferences, listed: LearnerCards, spent_seconds: float
) -> Plan | None:
    """None without an interview, and from its day on."""
    today, on = preferences.today(), preferences.interview_on
    if on is None or on <= today:
        return None
    topics = topics_of_plan(session, preferences)
    some = [card for card in listed.cards if card.topic in topics]
    unseen = _unseen(session, listed, topics)
    return make_plan(some, unseen, today, on, preferences.cap_seconds, spent_seconds)


def topics_of_plan(session: Session, preferences: Preferences) -> tuple[str, ...]:
    return preferences.topics or tuple(published_bank(session).topics)


def _unseen(session: Session, listed: LearnerCards, topics: Iterable[str]) -> list[Unseen]:
    """The concepts of these topics without a card, topic by topic."""
    topics, bank = list(topics), published_bank(session)
    found = [
        Unseen(concept, published.topic, listed.pace.seconds_of(published, bank))
        for concept, published in bank.concepts.items()
        if concept not in listed.numbers and published.topic in topics
    ]
    return sorted(found, key=lambda each: topics.index(each.topic))

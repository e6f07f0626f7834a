"""What the home of a learner shows: today, the topics, and what is worth repeating."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from quizapp.bank.questions import Topic
from quizapp.db.tables import now
from quizapp.domain.scheduling.cards import ON_CALL, Card, Concept
from quizapp.domain.scheduling.leeches import leeches
from quizapp.domain.scheduling.ratings import Rating
from quizapp.domain.scheduling.readiness import (
    FEWEST_ANSWERED,
    TARGET,
    Readiness,
    readiness_of,
    readiness_of_memories,
    seconds_to_reach,
)
from quizapp.domain.scheduling.rehearsals import rehearsal_days
from quizapp.kinds.skills import Skill
from quizapp.models import Learner, ReviewEntry
from quizapp.services.begun import STAYS_BEGUN, Begun, find_begun, latest_answers
from quizapp.services.concepts import CAUSE_CONCEPTS, concept_of
from quizapp.services.oncall_reviews import readiness_on_call
from quizapp.services.practice_sessions import OpenSession, list_sessions
from quizapp.services.published_bank import PublishedBank, published_bank
from quizapp.services.review_cards import LearnerCards, list_cards
from quizapp.services.review_preferences import read_preferences
from quizapp.services.reviews import Today, get_today
from quizapp.services.second_looks import SecondLook, began_interview_since, second_look_due

REPEATED_SHOWN = 3


@dataclass(frozen=True)
class TopicStanding:
    """readiness: None with fewer answers than an estimate needs. before: the estimate two weeks ago, if there was one.

    new_seconds: of the exercises that have not been answered. seconds_to_target: 0 if it is reached. weakest_skill: the
    one whose concepts are recalled least; None with fewer of each than an estimate needs.
    """

    topic: Topic
    question_count: int
    item_count: int
    answered_count: int
    readiness: Readiness | None
    before: float | None
    seconds_to_target: float
    weakest_skill: Skill | None = None

    @property
    def distance(self) -> float:
        """To the target; negative above it."""
        return TARGET - (self.readiness.estimate if self.readiness else 0.0)


@dataclass(frozen=True)
class CausesStanding:
    """How well a learner would name the causes of the on-call room. readiness, seconds_to_target: as of a topic."""

    met_count: int
    count: int
    readiness: Readiness | None
    seconds_to_target: float


@dataclass(frozen=True)
class Repeated:
    """A concept that was answered wrongly more than once. last_wrong_on: a day of the learner."""

    card: Card
    number: int
    wrong_count: int
    review_count: int
    last_wrong_on: date | None


@dataclass(frozen=True)
class ConceptStanding:
    """How well a learner remembers a concept today. number: of its card."""

    number: int
    readiness: Readiness
    due: date
    today: date


@dataclass(frozen=True)
class Overview:
    """is_returning: whether the learner has answered something, or planned to. on_call: None before the first case.
    rehearsals: the days for a mock interview, without today if there was one today. second_looks: interviews that are
    due to be held again.
    """

    today: Today
    begun: Begun | None
    topics: tuple[TopicStanding, ...]
    repeated: tuple[Repeated, ...]
    next_due_on: date | None
    is_returning: bool
    on_call: CausesStanding | None = None
    open_session: OpenSession | None = None
    rehearsals: tuple[date, ...] = ()
    second_looks: tuple[SecondLook, ...] = ()

    @property
    def begun_seconds(self) -> float:
        """Of the session, or else of the item, that has been begun."""
        if self.open_session:
            return sum(entry.seconds for entry in self.open_session.entries if entry.is_open)
        return self.begun.seconds if self.begun else 0.0

    @property
    def begun_concepts(self) -> frozenset[Concept]:
        """Those that wait in the session that has been begun."""
        entries = self.open_session.entries if self.open_session else ()
        return frozenset(concept_of(entry.found.item) for entry in entries if entry.is_open)

    @property
    def begun_review_seconds(self) -> float:
        """Those of the reviews due today that are in the session that has been begun."""
        waiting = self.begun_concepts
        return sum(card.seconds for card in self.today.due.cards if card.concept in waiting)

    @property
    def weakest(self) -> TopicStanding | None:
        """The topic that is farthest below the target, of those with unanswered exercises."""
        open_topics = [each for each in self.topics if each.answered_count < each.item_count]
        return open_topics[0] if open_topics else None


def get_overview(session: Session, learner: Learner | None, *, makes_plan: bool) -> Overview:
    today = get_today(session, learner, makes_plan=makes_plan)
    listed, answered = today.listed, latest_answers(session, learner)
    of_day = listed.on(today.day)
    return Overview(
        today=today,
        begun=find_begun(session, learner, answered, listed.pace) if answered else None,
        topics=_topic_standings(session, answered.keys(), listed, today),
        repeated=of_day.work_out("repeated", None, lambda: list_repeated(session, listed, REPEATED_SHOWN)),
        next_due_on=of_day.next_due_on,
        open_session=_find_open_session(session, learner),
        on_call=_on_call_standing(session, learner, listed, today),
        is_returning=bool(answered) or bool(listed.cards) or today.preferences.is_chosen,
        rehearsals=_rehearsals(session, learner, today),
        second_looks=tuple(second_look_due(session, learner, today.preferences)),
    )


def _on_call_standing(
    session: Session, learner: Learner | None, listed: LearnerCards, today: Today
) -> CausesStanding | None:
    memories = listed.memories_of_topic(ON_CALL)
    unmet = [each.seconds for each in CAUSE_CONCEPTS.values() if each.concept not in listed.numbers]
    met_count = len(CAUSE_CONCEPTS) - len(unmet)
    if not met_count:
        return None
    return CausesStanding(
        met_count,
        len(CAUSE_CONCEPTS),
        readiness_on_call(session, learner),
        seconds_to_reach(TARGET, memories, unmet, today.day),
    )


def _rehearsals(session: Session, learner: Learner | None, today: Today) -> tuple[date, ...]:
    on = today.preferences.interview_on
    if learner is None or on is None or on <= today.day:
        return ()
    days = rehearsal_days(today.day, on)
    if today.day in days and began_interview_since(
        session, learner, today.preferences.clock.begins(today.day)
    ):
        return tuple(day for day in days if day != today.day)
    return days


def _find_open_session(session: Session, learner: Learner | None) -> OpenSession | None:
    """The one used last, if it was not long ago."""
    for opened in list_sessions(session, learner, limit=1, only_open=True):
        if opened.current is not None and opened.session.touched_at >= now() - STAYS_BEGUN:
            return opened
    return None


def _topic_standings(
    session: Session, answered: Set[str], listed: LearnerCards, today: Today
) -> tuple[TopicStanding, ...]:
    """Those farthest below the target first."""
    bank = published_bank(session)
    before = today.plan.readiness_before if today.plan else {}
    remembered = listed.on(today.day).work_out(
        "topics", None, lambda: _remembered_by_topic(bank, listed, today.day)
    )
    found = [
        TopicStanding(
            topic=bank.topics[slug],
            question_count=len(bank.questions_by_topic[slug]),
            item_count=len(bank.items_by_topic[slug]),
            answered_count=len(bank.items_by_topic[slug] & answered),
            readiness=readiness,
            before=before.get(slug),
            seconds_to_target=seconds,
            weakest_skill=skill,
        )
        for slug, (readiness, seconds, skill) in remembered.items()
    ]
    return tuple(sorted(found, key=lambda each: -each.distance))


def _remembered_by_topic(
    bank: PublishedBank, listed: LearnerCards, day: date
) -> dict[str, tuple[Readiness | None, float, Skill | None]]:
    """Of each topic with concepts: how ready the learner is, the seconds to the target, and the weakest skill."""
    found = {}
    for slug in bank.topics:
        concepts = bank.concepts_by_topic.get(slug)
        if not concepts:
            continue
        memories = listed.memories_of_topic(slug)
        count = len(memories.seconds)
        unseen = (
            [listed.pace.seconds_of(each, bank) for each in concepts if each.concept not in listed.numbers]
            if count < len(concepts)
            else []
        )
        is_known = count >= FEWEST_ANSWERED
        found[slug] = (
            readiness_of_memories(memories, len(concepts), day) if is_known else None,
            seconds_to_reach(TARGET, memories, unseen, day),
            _weakest_skill(bank, listed, slug, day),
        )
    return found


def _weakest_skill(bank: PublishedBank, listed: LearnerCards, topic: str, day: date) -> Skill | None:
    recalls: dict[Skill, list[float]] = {}
    places = listed.places_by_topic.get(topic, ())
    for place, recall in zip(places, listed.memories_of_topic(topic).recall_on(day), strict=True):
        first = bank.concepts[listed.cards[place].concept].item_ids[0]
        recalls.setdefault(bank.facts[first].skill, []).append(float(recall))
    known = {skill: sum(some) / len(some) for skill, some in recalls.items() if len(some) >= FEWEST_ANSWERED}
    return min(known, key=lambda skill: known[skill], default=None)


def list_repeated(session: Session, listed: LearnerCards, limit: int | None = None) -> tuple[Repeated, ...]:
    """The most forgotten first."""
    return _with_history(session, listed.most_forgotten_first[:limit], listed.numbers)


def find_standing(session: Session, learner: Learner | None, concept: Concept) -> ConceptStanding | None:
    """None if the learner has no card of the concept."""
    listed = list_cards(session, learner)
    number = listed.numbers.get(concept)
    if number is None:
        return None
    card = next(card for card in listed.cards if card.concept == concept)
    today = read_preferences(session, learner).today()
    return ConceptStanding(number, readiness_of([card], 1, today), card.memory.due, today)


def list_leeches(session: Session, listed: LearnerCards) -> tuple[Repeated, ...]:
    return _with_history(session, leeches(listed.cards), listed.numbers)


def _with_history(
    session: Session, cards: Sequence[Card], numbers: dict[Concept, int]
) -> tuple[Repeated, ...]:
    if not cards:
        return ()
    is_wrong = ReviewEntry.rating == int(Rating.AGAIN)
    query = (
        select(
            ReviewEntry.card_id,
            func.sum(case((is_wrong, 1), else_=0)),
            func.max(case((is_wrong, ReviewEntry.day)), type_=ReviewEntry.day.type),
        )
        .where(
            ReviewEntry.card_id.in_([numbers[card.concept] for card in cards]),
            ReviewEntry.undone_at.is_(None),
        )
        .group_by(ReviewEntry.card_id)
    )
    history = {number: (int(wrong), last) for number, wrong, last in session.execute(query)}
    return tuple(
        Repeated(card, numbers[card.concept], wrong, card.memory.review_count, last)
        for card in cards
        for wrong, last in [history.get(numbers[card.concept], (card.memory.lapse_count, None))]
    )

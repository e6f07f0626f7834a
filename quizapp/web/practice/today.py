"""Presenter of the home of a learner: the next step, the day in minutes, and the plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flask import url_for

from quizapp.bank.interview_course import LENGTHS
from quizapp.db.tables import now
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.rehearsals import rehearsal_minutes
from quizapp.domain.text import Label
from quizapp.presentation.day_chart import DayBar
from quizapp.services.begun import Begun
from quizapp.services.overviews import Overview, Repeated, TopicStanding
from quizapp.services.practice_sessions import OpenSession
from quizapp.services.published_bank import PublishedBank
from quizapp.services.reviews import Today
from quizapp.web.practice.concept_cards import ConceptWords, card_words
from quizapp.web.practice.day_bars import bars_of_plan

Step = Literal["session", "begun", "mock", "review", "case", "new", "done"]
BudgetPart = Literal["spent", "begun", "review", "new", "free"]


@dataclass(frozen=True)
class DueOfTopic:
    """overdue_since: the earliest day on which one of those was due that were not reviewed then."""

    title: Label
    count: int
    seconds: float
    overdue_count: int
    overdue_since: date | None


@dataclass(frozen=True)
class Part:
    """A part of the bar of today. start, width: in percent of it."""

    name: BudgetPart
    seconds: float
    start: float
    width: float


@dataclass(frozen=True)
class StripEntry:
    number: int
    href: str
    mark: str
    kind: str
    is_current: bool
    is_due: bool
    note: str = ""


@dataclass(frozen=True)
class RepeatedCard:
    repeated: Repeated
    words: ConceptWords


@dataclass(frozen=True)
class TodayPage:
    """days_left: None without an interview to come, 0 on its day. mock_minutes: of a mock interview, which come on top
    of the minutes of its day.
    """

    overview: Overview
    step: Step
    days_left: int | None
    due: list[DueOfTopic]
    new_seconds: float
    new: list[Concept]
    new_topic: TopicStanding | None
    budget: list[Part]
    done_at: str | None
    bars: list[DayBar]
    mock_minutes: int
    repeated: list[RepeatedCard]

    @property
    def today(self) -> Today:
        return self.overview.today

    @property
    def begun(self) -> Begun | None:
        return self.overview.begun

    @property
    def begun_ago(self) -> timedelta:
        assert self.begun is not None
        return now() - self.begun.at

    @property
    def new_count(self) -> int:
        return len(self.new)

    @property
    def session_ago(self) -> timedelta:
        assert self.overview.open_session is not None
        return now() - self.overview.open_session.session.touched_at

    @property
    def mock_address(self) -> str:
        """The form of a mock interview, filled in for the interview to come."""
        topics = list(self.today.preferences.topics)
        return url_for("mock_interviews.index", minutes=self.mock_minutes, topics=topics)

    @property
    def minutes_short(self) -> int | None:
        """What a day lacks for a feasible plan; None if no number of minutes is enough."""
        plan = self.today.plan
        if plan is None or plan.ways_out is None or plan.ways_out.minutes_a_day is None:
            return None
        return plan.ways_out.minutes_a_day - self.today.preferences.minutes_a_day


def today_page(overview: Overview, bank: PublishedBank) -> TodayPage:
    today, begun = overview.today, overview.begun
    preferences = today.preferences
    left = (preferences.interview_on - today.day).days if preferences.interview_on else None
    new, new_topic = _new(overview, bank)
    pace = today.listed.pace
    new_seconds = sum(pace.seconds_of(bank.concepts[concept], bank) for concept in new)
    step: Step = "done"
    if overview.open_session:
        step = "session"
    elif begun:
        step = "begun"
    elif today.day in overview.rehearsals:
        step = "mock"
    elif today.due.of_exercises.cards:
        step = "review"
    elif today.due.of_cases.cards:
        step = "case"
    elif new:
        step = "new"
    budget = list(_budget(overview, new_seconds))
    mock_minutes = rehearsal_minutes(preferences.minutes_a_day, LENGTHS)
    return TodayPage(
        overview=overview,
        step=step,
        days_left=left if left is not None and left >= 0 else None,
        due=list(_due_by_topic(today.due.of_exercises.cards, today.day, bank)),
        new_seconds=new_seconds,
        new=new,
        new_topic=new_topic,
        budget=budget,
        done_at=_done_at(today, budget),
        bars=bars_of_plan(today.plan, preferences.cap_seconds, overview.rehearsals, 60.0 * mock_minutes)
        if today.plan and today.plan.on
        else [],
        mock_minutes=mock_minutes,
        repeated=[RepeatedCard(each, card_words(each.card, bank, today.day)) for each in overview.repeated],
    )


def strip_of(begun: Begun, due_items: Iterable[str]) -> list[StripEntry]:
    """The items of the question that has been begun."""
    due, page = set(due_items), url_for("questions.show", slug=begun.question.slug)
    return [
        StripEntry(
            number=place,
            href=f"{page}#item-{item.id}",
            mark=_mark(begun.scores.get(item.id)),
            kind="",
            is_current=item.id == begun.item.id,
            is_due=item.id in due,
        )
        for place, item in enumerate(begun.question.items, start=1)
    ]


def strip_of_session(going: OpenSession) -> list[StripEntry]:
    current = going.current
    return [
        StripEntry(
            number=entry.position,
            href=url_for("practice.item", public_id=going.session.public_id, position=entry.position),
            mark=_mark(entry.score),
            kind="",
            is_current=entry is current,
            is_due=entry.is_review and entry.is_open,
        )
        for entry in going.entries
    ]


def due_items(today: Today, bank: PublishedBank) -> set[str]:
    return {item for card in today.due.of_exercises.cards for item in bank.concepts[card.concept].item_ids}


def _mark(score: float | None) -> str:
    if score is None:
        return "open"
    return "right" if score > 0.999 else "partly" if score > 0 else "wrong"


def _due_by_topic(cards: Iterable[Card], day: date, bank: PublishedBank) -> Iterator[DueOfTopic]:
    by_topic: dict[str, list[Card]] = {}
    for card in cards:
        by_topic.setdefault(card.topic, []).append(card)
    for slug, some in sorted(by_topic.items(), key=lambda each: -sum(card.seconds for card in each[1])):
        overdue = [card.memory.due for card in some if card.memory.due < day]
        yield DueOfTopic(
            bank.topics[slug].title,
            len(some),
            sum(card.seconds for card in some),
            len(overdue),
            min(overdue, default=None),
        )


def _new(overview: Overview, bank: PublishedBank) -> tuple[list[Concept], TopicStanding | None]:
    """Today's first answers, and the topic of the first: by the plan, or else of the weakest topic in the time that is
    left.
    """
    today = overview.today
    if today.plan is not None and today.plan.on is not None:
        planned = [each for each in today.first_answers if each not in overview.begun_concepts]
        slug = bank.concepts[planned[0]].topic if planned else None
        return planned, next((each for each in overview.topics if each.topic.slug == slug), None)
    if overview.weakest is None:
        return [], None
    left = today.preferences.cap_seconds - today.spent_seconds - today.due.seconds
    left -= overview.begun_seconds
    found = []
    known = today.numbers.keys() | overview.begun_concepts
    for published in bank.concepts_by_topic[overview.weakest.topic.slug]:
        seconds = today.listed.pace.seconds_of(published, bank)
        if published.concept not in known and seconds <= left:
            left -= seconds
            found.append(published.concept)
    return found, overview.weakest if found else None


def _budget(overview: Overview, new_seconds: float) -> Iterator[Part]:
    today = overview.today
    planned: list[tuple[BudgetPart, float]] = [
        ("spent", today.spent_seconds),
        ("begun", overview.begun_seconds),
        ("review", today.due.seconds - overview.begun_review_seconds),
        ("new", new_seconds),
    ]
    cap = today.preferences.cap_seconds
    whole = max(cap, sum(seconds for _, seconds in planned))
    start = 0.0
    for name, seconds in (*planned, ("free", whole - sum(seconds for _, seconds in planned))):
        if seconds > 0.5:
            width = 100.0 * seconds / whole
            yield Part(name, seconds, round(start, 2), round(width, 2))
            start += width


def _done_at(today: Today, budget: list[Part]) -> str | None:
    """The time of day at which everything is done, for who starts now; only where the time zone is known."""
    seconds = sum(part.seconds for part in budget if part.name in ("begun", "review", "new"))
    if not seconds or not today.preferences.is_chosen:
        return None
    return today.preferences.clock.wall_time(now() + timedelta(seconds=seconds)).strftime("%H:%M")

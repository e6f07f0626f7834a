"""Which exercises a practice session is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import zip_longest
from typing import Any

from sqlalchemy.orm import Session

from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.due import SECONDS_PER_MINUTE
from quizapp.domain.scheduling.ratings import RIGHT_FROM
from quizapp.errors import N_, Invalid, Problem
from quizapp.kinds import ITEM_KINDS, skill_of
from quizapp.kinds.skills import SKILLS
from quizapp.models import Learner
from quizapp.services.concepts import concept_of
from quizapp.services.pace import Pace, pace_of
from quizapp.services.practice import last_first_tries
from quizapp.services.published_bank import PublishedBank, PublishedItem, published_bank
from quizapp.services.review_cards import list_cards
from quizapp.services.review_preferences import read_preferences
from quizapp.services.reviews import get_today

SCOPES = ("all", "mixed", "due", "wrong", "unseen", "cram")
USUAL_COUNT = 10
MOST_ITEMS = 60
MOST_MINUTES = 240
LONGEST_NAME = 60


@dataclass(frozen=True)
class PracticeFilters:
    """What a session is made from. Nothing chosen in a field stands for everything.

    scope: all, in the order of the bank; mixed, what is due or was wrong first, and topics in turn; due, the reviews of
    today; wrong; unseen; cram, what is remembered least, without touching the schedule of reviews. name: what whoever
    shares it calls it, as plain text; it chooses nothing.
    """

    scope: str = "all"
    topics: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    count: int | None = None
    minutes: int | None = None
    name: str | None = None

    @property
    def is_cram(self) -> bool:
        return self.scope == "cram"

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ((), None)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "PracticeFilters":
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
            if name in known
        }
        return cls(**values)

    def fits(self, found: PublishedItem) -> bool:
        question, item = found.published.question, found.item
        return (
            (not self.topics or question.topic in self.topics)
            and (not self.questions or question.slug in self.questions)
            and (not self.items or item.id in self.items)
            and (not self.levels or item.level in self.levels)
            and (not self.kinds or item.kind in self.kinds)
            and (not self.skills or skill_of(item) in self.skills)
        )


@dataclass(frozen=True)
class Chosen:
    """is_review: any item of the same concept may be drawn."""

    item_id: str
    is_review: bool = False


def choose_items(session: Session, learner: Learner | None, filters: PracticeFilters) -> list[Chosen]:
    """In the order in which they are practiced. Raises Invalid if nothing fits."""
    problems = list(_problems(published_bank(session), filters))
    if problems:
        raise Invalid(problems)
    bank, pace = published_bank(session), pace_of(session, learner)
    fitting = [found for found in bank.items.values() if filters.fits(found)]
    if filters.items:
        fitting.sort(key=lambda found: filters.items.index(found.item.id))
    chosen = _CHOOSERS[filters.scope](session, learner, fitting)
    if not chosen:
        raise Invalid([Problem("scope", NOTHING_FITS[filters.scope])])
    return _limited(chosen, filters, bank, pace)


NOTHING_FITS = {
    "all": N_("No exercise fits all of these filters. Choose fewer of them."),
    "mixed": N_("No exercise fits all of these filters. Choose fewer of them."),
    "due": N_("No review is due today for these filters."),
    "wrong": N_("None of these exercises has a wrong answer of yours."),
    "unseen": N_("You have answered all of these exercises."),
    "cram": N_("No exercise fits all of these filters. Choose fewer of them."),
}


def _problems(bank: PublishedBank, filters: PracticeFilters) -> Iterable[Problem]:
    if filters.scope not in SCOPES:
        yield Problem("scope", N_("Choose one of: %(choices)s."), {"choices": ", ".join(SCOPES)})
    for field, chosen, known in (
        ("topic", filters.topics, bank.topics),
        ("question", filters.questions, bank.questions),
        ("item", filters.items, bank.items),
        ("kind", filters.kinds, ITEM_KINDS),
        ("skill", filters.skills, SKILLS),
    ):
        for name in chosen:
            if name not in known:
                yield Problem(field, N_("“%(name)s” was not found."), {"name": name})
    if filters.count is not None and not 1 <= filters.count <= MOST_ITEMS:
        yield Problem("count", N_("A session has 1 to %(most)s exercises."), {"most": MOST_ITEMS})
    if filters.name and len(filters.name) > LONGEST_NAME:
        yield Problem("name", N_("A name has at most %(most)s characters."), {"most": LONGEST_NAME})
    if filters.minutes is not None and not 1 <= filters.minutes <= MOST_MINUTES:
        yield Problem("minutes", N_("A session takes 1 to %(most)s minutes."), {"most": MOST_MINUTES})


def _limited(chosen: list[Chosen], filters: PracticeFilters, bank: PublishedBank, pace: Pace) -> list[Chosen]:
    """Within the count and the minutes; one exercise at least."""
    count = filters.count
    if count is None:
        has_limit = filters.minutes or filters.items or filters.questions or filters.scope == "due"
        count = MOST_ITEMS if has_limit else USUAL_COUNT
    chosen = chosen[:count]
    if filters.minutes is None:
        return chosen
    taken, within = 0.0, list[Chosen]()
    for each in chosen:
        taken += pace.seconds(bank.items[each.item_id].item)
        if within and taken > filters.minutes * SECONDS_PER_MINUTE:
            break
        within.append(each)
    return within


def _all(_session: Session, _learner: Learner | None, fitting: list[PublishedItem]) -> list[Chosen]:
    return [Chosen(found.item.id) for found in fitting]


def _due(session: Session, learner: Learner | None, fitting: list[PublishedItem]) -> list[Chosen]:
    today = get_today(session, learner)
    items = _items_by_concept(fitting)
    reviews = [items[card.concept] for card in today.due.cards if card.concept in items]
    new = [items[concept] for concept in today.first_answers if concept in items]
    return [Chosen(some[0], is_review=True) for some in reviews] + [Chosen(some[0]) for some in new]


def _wrong(session: Session, learner: Learner | None, fitting: list[PublishedItem]) -> list[Chosen]:
    """Those whose last answer was not right at the first try, the oldest answer first."""
    last = last_first_tries(session, learner)
    wrong = [
        (last[found.item.id][0], found.item.id)
        for found in fitting
        if found.item.id in last and last[found.item.id][1] < RIGHT_FROM
    ]
    return [Chosen(item_id) for _, item_id in sorted(wrong)]


def _unseen(session: Session, learner: Learner | None, fitting: list[PublishedItem]) -> list[Chosen]:
    last = last_first_tries(session, learner)
    return [Chosen(found.item.id) for found in fitting if found.item.id not in last]


def _cram(session: Session, learner: Learner | None, fitting: list[PublishedItem]) -> list[Chosen]:
    """What is remembered least, then what was never answered."""
    items, day = _items_by_concept(fitting), read_preferences(session, learner).today()
    known: list[Card] = [card for card in list_cards(session, learner).cards if card.concept in items]
    known.sort(key=lambda card: (card.recall_on(day), card.concept))
    reviews = [Chosen(items[card.concept][0], is_review=True) for card in known]
    have = {card.concept for card in known}
    return reviews + [Chosen(some[0]) for concept, some in items.items() if concept not in have]


def _mixed(session: Session, learner: Learner | None, fitting: list[PublishedItem]) -> list[Chosen]:
    """What is due, was wrong, or is not known yet, then the rest; within each, the topics take turns."""
    bank, taken, order = published_bank(session), set[str](), list[Chosen]()
    for chooser in (_due, _wrong, _unseen, _all):
        by_topic: dict[str, list[Chosen]] = {}
        for chosen in chooser(session, learner, fitting):
            if chosen.item_id not in taken:
                taken.add(chosen.item_id)
                by_topic.setdefault(bank.items[chosen.item_id].published.question.topic, []).append(chosen)
        order += [each for turn in zip_longest(*by_topic.values()) for each in turn if each]
    return order


def name_written(typed: str) -> str | None:
    """The name of a set on one line, without signs that cannot be seen; None if nothing is left of it."""
    return "".join(sign for sign in " ".join(typed.split()) if sign.isprintable()).strip() or None


Chooser = Callable[[Session, Learner | None, list[PublishedItem]], list[Chosen]]
_CHOOSERS: dict[str, Chooser] = {
    "all": _all,
    "mixed": _mixed,
    "due": _due,
    "wrong": _wrong,
    "unseen": _unseen,
    "cram": _cram,
}


def _items_by_concept(fitting: Iterable[PublishedItem]) -> dict[Concept, list[str]]:
    items: dict[Concept, list[str]] = {}
    for found in fitting:
        items.setdefault(concept_of(found.item), []).append(found.item.id)
    return items

"""The page of a practice session: one exercise in focus, the strip, and the next step."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

from quizapp.bank.parametric.drawing import needs_simulation
from quizapp.domain.text import Label, Text
from quizapp.http.extensions import db
from quizapp.http.identity import variant_source
from quizapp.kinds import kind_named
from quizapp.kinds.skills import SKILLS
from quizapp.models import Learner
from quizapp.presentation.language import words
from quizapp.services import drafts, practice, practice_sessions, question_bank, review_log
from quizapp.services.attempt_reading import read_attempts
from quizapp.services.claims import claims_named
from quizapp.services.exam_locks import exams_asking
from quizapp.services.practice_sessions import OpenSession, SessionEntry
from quizapp.services.practice_sets import PracticeFilters
from quizapp.services.published_bank import published_bank
from quizapp.web.practice.landmarks import RailEntry, mark_of
from quizapp.web.practice.presenter import ItemCard, ItemLinks, Typed, draft_place, given_in_words, item_card


@dataclass(frozen=True)
class FoldedEntry:
    """An answered exercise on one line."""

    number: int
    href: str
    mark: str
    gist: Text | Label
    score: float
    answer: str
    is_second_try: bool


def session_page(
    learner: Learner,
    opened: OpenSession,
    position: int,
    typed: Typed | None = None,
    graded: practice.GradedAttempt | None = None,
    is_fragment: bool = False,
    is_drawing: bool = True,
) -> str:
    """graded: what was just graded. is_drawing: whether networks may run to draw numbers."""
    entry = opened.entry(position)
    card = _card(learner, opened, entry, typed, graded, is_drawing)
    following = opened.next_after(position)
    public_id = opened.session.public_id
    return render_template(
        "practice/_answered.html" if is_fragment else "practice/show.html",
        opened=opened,
        place=entry,
        entry=card,
        question=entry.found.published.question,
        number=_number_of(opened, position),
        title=title_of(opened.filters),
        strip_entries=strip_entries(
            opened, position, hides_current=is_fragment and card.kind.runs_when_answered
        ),
        folded=folded_entries(opened, position),
        following=address_of_item(public_id, following) if following else None,
        previous=_neighbour(opened, position, -1),
        next_place=_neighbour(opened, position, 1),
        summary=url_for("practice.summary", public_id=public_id),
        review_place=address_of_item(public_id, entry),
        in_session=True,
        is_fragment=is_fragment,
    )


def title_of(filters: PracticeFilters) -> str:
    """The name of a session: as whoever shared it called it, or what it was made from."""
    return filters.name or contents_of(filters)


def contents_of(filters: PracticeFilters) -> str:
    """What a session was made from, in words."""
    bank = published_bank(db.session)
    parts = []
    if filters.scope != "all":
        parts.append(scope_name(filters.scope))
    parts += [words(bank.topics[slug].title) for slug in filters.topics if slug in bank.topics]
    parts += [
        bank.questions[slug].question.number or words(bank.questions[slug].question.title)
        for slug in filters.questions
        if slug in bank.questions
    ]
    parts += [gettext(name) for skill, name in SKILLS.items() if skill in filters.skills]
    if not parts and filters.items:
        parts.append(gettext("Chosen exercises"))
    return " · ".join(parts) or scope_name("all")


def scope_name(scope: str) -> str:
    return {
        "all": gettext("Practice"),
        "mixed": gettext("Mixed practice"),
        "due": gettext("Today’s reviews"),
        "wrong": gettext("What I got wrong"),
        "unseen": gettext("Not seen yet"),
        "cram": gettext("Cram"),
    }[scope]


def address_of_item(public_id: str, entry: SessionEntry) -> str:
    return url_for("practice.item", public_id=public_id, position=entry.position)


def strip_entries(
    opened: OpenSession, position: int | None = None, hides_current: bool = False
) -> list[RailEntry]:
    return [
        RailEntry(
            number,
            entry.found.item.id,
            address_of_item(opened.session.public_id, entry),
            "answered" if hides_current and entry.position == position else mark_of(entry.score),
            gettext(kind_named(entry.found.item.kind).name),
            is_current=entry.position == position,
            is_due=entry.is_review and entry.is_open,
        )
        for number, entry in enumerate(opened.entries, start=1)
    ]


def _number_of(opened: OpenSession, position: int) -> int:
    return [entry.position for entry in opened.entries].index(position) + 1


def _neighbour(opened: OpenSession, position: int, step: int) -> str | None:
    index = _number_of(opened, position) - 1 + step
    if not 0 <= index < len(opened.entries):
        return None
    return address_of_item(opened.session.public_id, opened.entries[index])


def _card(
    learner: Learner,
    opened: OpenSession,
    entry: SessionEntry,
    typed: Typed | None,
    graded: practice.GradedAttempt | None,
    is_drawing: bool,
) -> ItemCard:
    public_id, source = opened.session.public_id, variant_source()
    open_exam = exams_asking(db.session, learner).get(entry.found.item.id)
    if graded is None and entry.attempt is not None and open_exam is None:
        graded = practice.graded_attempt(entry.attempt)
    found, variant = entry.found, None
    if graded is None and open_exam is None and (is_drawing or not needs_simulation(found.item)):
        fresh = practice_sessions.variant_of_item(db.session, learner, public_id, entry.position, source)
        found, variant = fresh.published, fresh.variant
    counts = practice.attempt_counts(db.session, learner, [found.published.question])
    scenario = question_bank.get_scenario(db.session, found.item.scenario.slug)
    place = draft_place(found.item.id)
    reviews = review_log.reviews_of(db.session, [graded.attempt] if graded else [])
    return item_card(
        found.published,
        found.item,
        practice.ItemStanding(counts.get(found.item.id, 0), graded, open_exam),
        scenario,
        claims_named(db.session, found.item.claims),
        source,
        links_in_session(public_id, entry.position, graded),
        typed=typed,
        draft=drafts.find_drafts(db.session, learner, [place]).get(place),
        variant=variant,
        review=next(iter(reviews.values()), None),
    )


def links_in_session(public_id: str, position: int, graded: practice.GradedAttempt | None) -> ItemLinks:
    place: dict[str, Any] = {"public_id": public_id, "position": position}
    waits = graded is not None and graded.open_hint is not None
    return ItemLinks(
        answer=url_for("practice.answer", **place),
        draw=url_for("practice.item", **place, draw=1),
        second_try=url_for("practice.answer_again", **place) if waits else "",
        show_answer=url_for("practice.show_answer", **place) if waits else "",
    )


def folded_entries(opened: OpenSession, position: int | None = None) -> list[FoldedEntry]:
    """The answered exercises, but for the one at this position."""
    answered = [
        entry.attempt.attempt_id
        for entry in opened.entries
        if entry.score is not None and entry.attempt is not None and entry.position != position
    ]
    read = {each.attempt.attempt_id: each for each in read_attempts(db.session, answered)}
    return [
        FoldedEntry(
            number,
            address_of_item(opened.session.public_id, entry),
            mark_of(entry.score),
            found.prompt,
            entry.score,
            given_in_words(found.drawn.item, found.attempt.answer),
            found.attempt.is_second_try,
        )
        for number, entry in enumerate(opened.entries, start=1)
        if entry.score is not None
        and entry.attempt is not None
        and (found := read.get(entry.attempt.attempt_id))
    ]

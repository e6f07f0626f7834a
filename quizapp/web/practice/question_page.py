"""The page of a question: its items, of which one is in focus, and its landmarks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from quizapp.bank.questions import Question
from quizapp.domain.scheduling.due import SECONDS_PER_MINUTE
from quizapp.domain.scheduling.ratings import RIGHT_FROM
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner, variant_source
from quizapp.models import ReviewEntry
from quizapp.services import drafts, practice, question_bank, review_log
from quizapp.services.claims import claims_named, claims_of_question
from quizapp.services.exam_locks import exams_asking
from quizapp.services.pace import Pace, pace_of
from quizapp.services.published_bank import PublishedItem
from quizapp.web.practice.key_points import key_points
from quizapp.web.practice.landmarks import RailEntry, mark_of, place_on_question_page
from quizapp.web.practice.presenter import (
    ItemCard,
    Typed,
    draft_place,
    item_card,
    links_on_question_page,
)

LastTries = Mapping[str, tuple[int, float]]


def question_page(
    slug: str, shown: Mapping[str, Typed] | None = None, opens_model_answer: bool = False
) -> str:
    """shown: items that stay open with an answer that is not submitted, and the error in it. opens_model_answer: also
    before every item is answered, for a learner who may read it.
    """
    shown = shown or {}
    published = question_bank.get_question(db.session, slug)
    question = published.question
    if published.is_retired:
        return render_template("questions/retired.html", question=question)
    learner = find_current_learner()
    standings = practice.standings(db.session, learner, [question])
    typed = drafts.find_drafts(db.session, learner, (draft_place(each.id) for each in question.items))
    scenarios = question_bank.scenarios_named(db.session, (each.scenario.slug for each in question.items))
    claims = claims_named(db.session, (slug for each in question.items for slug in each.claims))
    source = variant_source()
    latest = [standing.latest for standing in standings.values() if standing.latest]
    reviews = review_log.reviews_of(db.session, (graded.attempt for graded in latest))
    cards = [
        item_card(
            published,
            each,
            standings[each.id],
            scenarios[each.scenario.slug],
            claims,
            source,
            links_on_question_page(each.id, standings[each.id].latest),
            each.id in shown or request.args.get("again") == each.id,
            shown.get(each.id),
            typed.get(draft_place(each.id)),
            review=_review_of(standings[each.id].latest, reviews),
        )
        for each in question.items
    ]
    focus, last = _focus(cards, shown), practice.last_first_tries(db.session, learner)
    topic = question_bank.get_topic(db.session, question.topic)
    return render_template(
        "questions/show.html",
        question=question,
        topic=topic,
        items=cards,
        focus=focus,
        folds=True,
        opens_model_answer=opens_model_answer,
        rail=_rail(slug, cards, focus),
        nexts={each.id: _following(question, last, each.id) for each in question.items},
        claims=claims_of_question(db.session, question),
        points=key_points(question, standings),
        **_progress(
            question,
            last,
            pace_of(db.session, learner),
            any(card.exam_url for card in cards),
            practice.waits_for_second_try(db.session, learner, question),
        ),
    )


def item_fragment(
    found: PublishedItem, graded: practice.GradedAttempt | None = None, typed: Typed | None = None
) -> str:
    """The item with its new grade, waiting for a second try, or open for an answer."""
    question = found.published.question
    learner = find_current_learner()
    last = practice.last_first_tries(db.session, learner)
    counts = practice.attempt_counts(db.session, learner, [question])
    asked = exams_asking(db.session, learner)
    item_id = found.item.id
    card = item_card(
        found.published,
        found.item,
        practice.ItemStanding(counts[item_id], graded, asked.get(item_id)),
        question_bank.get_scenario(db.session, found.item.scenario.slug),
        claims_named(db.session, found.item.claims),
        variant_source(),
        links_on_question_page(item_id, graded),
        is_open=graded is None,
        typed=typed,
        review=_review_of(graded, review_log.reviews_of(db.session, [graded.attempt] if graded else [])),
    )
    return render_template(
        "questions/_item.html",
        question=question,
        entry=card,
        focus=item_id,
        folds=True,
        is_fragment=True,
        review_place=place_on_question_page(question.slug, item_id),
        next_item=_following(question, last, item_id),
        **_progress(
            question,
            last,
            pace_of(db.session, learner),
            any(each.id in asked for each in question.items),
            practice.waits_for_second_try(db.session, learner, question),
        ),
    )


def _progress(
    question: Question, last: LastTries, pace: Pace, is_in_exam: bool, is_waiting: bool
) -> dict[str, Any]:
    """is_in_exam: whether an open exam asks one of its items. is_waiting: whether a second try may follow. The model
    answer would help there.
    """
    is_locked = is_in_exam or is_waiting
    scores = [last[item.id][1] for item in question.items if item.id in last]
    seconds = sum(pace.seconds(item) for item in question.items if item.id not in last)
    return {
        "answered_count": len(scores),
        "to_repeat": sum(score < RIGHT_FROM for score in scores),
        "is_in_exam": is_in_exam,
        "is_waiting": is_waiting,
        "model_answer_available": bool(scores) and not is_locked,
        "is_complete": len(scores) == len(question.items) and not is_locked,
        "minutes_left": math.ceil(seconds / SECONDS_PER_MINUTE),
    }


def _following(question: Question, last: LastTries, item_id: str) -> str | None:
    """The address of the next item that is not answered, from the first again after the last."""
    ids = [item.id for item in question.items]
    after = ids.index(item_id) + 1 if item_id in ids else 0
    later = [*ids[after:], *ids[:after]]
    found = next((each for each in later if each != item_id and each not in last), None)
    return place_on_question_page(question.slug, found) if found else None


def _focus(cards: Sequence[ItemCard], shown: Mapping[str, Typed]) -> str | None:
    """The id of the item in focus: what was asked for, else the first that is not answered."""
    known = {card.item.id for card in cards}
    asked = [*shown, request.args.get("again"), request.args.get("item")]
    open_items = [card.item.id for card in cards if card.graded is None]
    return next((each for each in [*asked, *open_items] if each in known), None)


def _review_of(
    graded: practice.GradedAttempt | None, reviews: Mapping[int, ReviewEntry]
) -> ReviewEntry | None:
    return reviews.get(graded.attempt.attempt_id) if graded else None


def _rail(slug: str, cards: Sequence[ItemCard], focus: str | None) -> list[RailEntry]:
    return [
        RailEntry(
            number,
            card.item.id,
            place_on_question_page(slug, card.item.id),
            mark_of(card.graded.grade.score if card.graded else None),
            gettext(card.kind.name),
            card.item.id == focus,
        )
        for number, card in enumerate(cards, start=1)
    ]

"""The review cards of a learner: what is remembered, when each returns, and its history."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from quizapp.domain.scheduling.cards import Card
from quizapp.domain.scheduling.leeches import is_leech
from quizapp.domain.scheduling.ratings import Rating
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.models import ReviewEntry
from quizapp.services import review_cards, review_log, review_preferences
from quizapp.services.published_bank import PublishedBank, published_bank
from quizapp.web.practice.concept_cards import ConceptWords, card_words

blueprint = Blueprint("cards", __name__, template_folder="templates", url_prefix="/plan")

PER_PAGE = 25


@dataclass(frozen=True)
class CardRow:
    """recall: today, from 0 to 1."""

    number: int
    card: Card
    words: ConceptWords
    recall: float

    @property
    def is_leech(self) -> bool:
        return is_leech(self.card)


@blueprint.get("/cards")
def index() -> str:
    learner, bank = find_current_learner(), published_bank(db.session)
    listed = review_cards.list_cards(db.session, learner)
    today = review_preferences.read_preferences(db.session, learner).today()
    search, only = request.args.get("q", "").strip(), request.args.get("only", "")
    page = max(1, request.args.get("page", 1, type=int))
    chosen = sorted(
        (card for card in listed.cards if _is_shown(card, only, today)),
        key=lambda card: (card.memory.due, card.recall_on(today)),
    )
    if search:
        chosen = [card for card in chosen if _has_words(card_words(card, bank, today), search)]
    page_count = max(1, -(-len(chosen) // PER_PAGE))
    page = min(page, page_count)
    on_page = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "cards/index.html",
        rows=[_row(card, listed.numbers[card.concept], today, bank) for card in on_page],
        count=len(chosen),
        card_count=len(listed.cards),
        today=today,
        search=search,
        only=only,
        page=page,
        page_count=page_count,
    )


@blueprint.get("/cards/<int:card_id>")
def show(card_id: int) -> str:
    learner, bank = find_current_learner(), published_bank(db.session)
    entries = review_log.list_card_reviews(db.session, learner, card_id)
    listed = review_cards.list_cards(db.session, learner)
    today = review_preferences.read_preferences(db.session, learner).today()
    card = next((each for each, number in listed.numbers.items() if number == card_id), None)
    found = next((each for each in listed.cards if each.concept == card), None)
    return render_template(
        "cards/show.html",
        row=_row(found, card_id, today, bank) if found else None,
        entries=entries,
        cram_items=bank.concepts[found.concept].item_ids if found and not found.is_of_cause else (),
        cases=review_log.cases_of(db.session, entries),
        today=today,
        ratings=list(Rating),
        label_of=lambda rating: Rating(rating).label,
    )


@blueprint.post("/reviews/<int:review_id>/undo")
def undo(review_id: int) -> Response:
    entry = review_log.undo_review(db.session, find_current_learner(), review_id)
    flash(gettext("The review has been undone, as if it had never been."), "success")
    return _back_to(entry)


@blueprint.post("/reviews/<int:review_id>/rating")
def correct(review_id: int) -> Response:
    rating = Rating.__members__.get(request.form.get("rating", "").upper())
    if rating is None:
        raise BadRequest
    entry = review_log.correct_rating(db.session, find_current_learner(), review_id, rating)
    flash(gettext("The rating has been corrected, and the card scheduled anew."), "success")
    return _back_to(entry)


def _back_to(entry: ReviewEntry) -> Response:
    return redirect(url_for(".show", card_id=entry.card_id))


def _row(card: Card, number: int, today: date, bank: PublishedBank) -> CardRow:
    return CardRow(number, card, card_words(card, bank, today), card.recall_on(today))


def _is_shown(card: Card, only: str, today: date) -> bool:
    if only == "due":
        return card.memory.due <= today
    if only == "leeches":
        return is_leech(card)
    return bool(card.memory.lapse_count) if only == "forgotten" else True


def _has_words(words: ConceptWords, search: str) -> bool:
    text = f"{words.text} {words.topic} {words.place_number or ''}".casefold()
    return all(word in text for word in search.casefold().split())

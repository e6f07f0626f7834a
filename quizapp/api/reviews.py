from typing import Any

from quizapp.api.documents import variant_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.review_documents import (
    due_shown,
    leeches_shown,
    plan_shown,
    preferences_shown,
    readiness_shown,
    review_shown,
)
from quizapp.api.review_schemas import (
    CardPath,
    DayLoadShown,
    DueShown,
    ForecastQuery,
    ForecastShown,
    LeechList,
    PlanOrNone,
    PreferencesBody,
    PreferencesShown,
    RatingBody,
    ReadinessList,
    ReviewLogShown,
    ReviewPath,
    ReviewShown,
)
from quizapp.api.schemas import LanguageQuery, PageQuery, VariantShown
from quizapp.domain.scheduling.cards import ON_CALL
from quizapp.domain.scheduling.ratings import Rating
from quizapp.http.extensions import db
from quizapp.http.identity import current_learner, find_current_learner, variant_source
from quizapp.models import ReviewEntry
from quizapp.services import (
    oncall_reviews,
    question_bank,
    review_cards,
    review_log,
    review_plans,
    review_preferences,
    reviews,
)
from quizapp.services.published_bank import published_bank

blueprint = api_blueprint("reviews", "Reviews")


@blueprint.get("/reviews/due", responses=responses({200: DueShown}))
def list_due(query: LanguageQuery) -> dict[str, Any]:
    """What to review today: by the plan for the topics of a coming interview, else what is due."""
    today = reviews.get_today(db.session, find_current_learner())
    return due_shown(today, published_bank(db.session)).model_dump(mode="json")


@blueprint.post("/reviews/<int:card>", responses=responses({201: VariantShown}, 409))
def draw_review(path: CardPath, query: LanguageQuery) -> tuple[dict[str, Any], int]:
    """A fresh variant to review a card with. Answer it as an attempt at its item, which updates the card."""
    fresh = reviews.draw_review_variant(db.session, find_current_learner(), path.card, variant_source())
    scenario = question_bank.get_scenario(db.session, fresh.drawn.item.scenario.slug)
    return variant_shown(fresh.published, fresh.drawn, fresh.variant, scenario).model_dump(), 201


@blueprint.get("/reviews/forecast", responses=responses({200: ForecastShown}))
def forecast_reviews(query: ForecastQuery) -> dict[str, Any]:
    """How many of my cards are due on each of the coming days; what is overdue is today's."""
    loads = reviews.forecast_reviews(db.session, find_current_learner(), query.days)
    shown = [DayLoadShown(day=load.day, cards=load.cards, seconds=load.seconds) for load in loads]
    return ForecastShown(days=shown).model_dump(mode="json")


@blueprint.get("/reviews/plan", responses=responses({200: PlanOrNone}))
def get_plan(query: LanguageQuery) -> dict[str, Any]:
    """The plan to my interview, made from what I remember now."""
    found = review_plans.plan_to_interview(db.session, find_current_learner())
    shown = plan_shown(found, published_bank(db.session)) if found else None
    return PlanOrNone(plan=shown).model_dump(mode="json")


@blueprint.get("/reviews/preferences", responses=responses({200: PreferencesShown}))
def get_preferences(query: LanguageQuery) -> dict[str, Any]:
    """My time zone, day boundary, minutes a day, and interview."""
    found = review_preferences.read_preferences(db.session, find_current_learner())
    return preferences_shown(found).model_dump(mode="json")


@blueprint.put("/reviews/preferences", responses=responses({200: PreferencesShown}))
def put_preferences(query: LanguageQuery, body: PreferencesBody) -> dict[str, Any]:
    """Replace my preferences; a field that is left out gets its default."""
    stored = review_preferences.set_preferences(
        db.session,
        current_learner(),
        zone=body.zone,
        boundary_hour=body.boundary_hour,
        minutes_a_day=body.minutes_a_day,
        interview_on=body.interview_on,
        topics=tuple(body.topics),
    )
    return preferences_shown(stored).model_dump(mode="json")


@blueprint.get("/reviews/readiness", responses=responses({200: ReadinessList}))
def get_readiness(query: LanguageQuery) -> dict[str, Any]:
    """How much of each topic and claim I would recall today, from retrievability and coverage."""
    learner = find_current_learner()
    on_call = oncall_reviews.readiness_on_call(db.session, learner)
    return ReadinessList(
        topics=readiness_shown(reviews.readiness_by_topic(db.session, learner)),
        claims=readiness_shown(reviews.readiness_by_claim(db.session, learner)),
        on_call=readiness_shown({ON_CALL: on_call})[0] if on_call else None,
    ).model_dump(mode="json")


@blueprint.get("/reviews/leeches", responses=responses({200: LeechList}))
def list_leeches(query: LanguageQuery) -> dict[str, Any]:
    """Cards that I keep forgetting, with the experiments that explain them."""
    learner = find_current_learner()
    numbers = review_cards.list_cards(db.session, learner).numbers
    day = review_preferences.read_preferences(db.session, learner).today()
    found = reviews.list_leeches(db.session, learner)
    shown = leeches_shown(found, numbers, day, published_bank(db.session))
    return LeechList(leeches=shown).model_dump(mode="json")


@blueprint.get("/reviews/log", responses=responses({200: ReviewLogShown}))
def list_log(query: PageQuery) -> dict[str, Any]:
    """All my reviews, newest first, with those that were undone."""
    learner = find_current_learner()
    found = review_log.list_reviews(db.session, learner, query.offset, query.limit)
    count = review_log.count_reviews(db.session, learner)
    return ReviewLogShown(reviews=_reviews(found), count=count).model_dump(mode="json")


@blueprint.post("/reviews/log/<int:review>/undo", responses=responses({200: ReviewShown}))
def undo_review(path: ReviewPath, query: LanguageQuery) -> dict[str, Any]:
    """Undo a review: its card is then as if the review had never been. The attempt stays."""
    undone = review_log.undo_review(db.session, find_current_learner(), path.review)
    return _reviews([undone])[0].model_dump(mode="json")


@blueprint.put("/reviews/log/<int:review>/rating", responses=responses({200: ReviewShown}))
def correct_rating(path: ReviewPath, query: LanguageQuery, body: RatingBody) -> dict[str, Any]:
    """Correct the rating of a review, such as of an answer that was right by luck."""
    rating = Rating.of_label(body.rating)
    corrected = review_log.correct_rating(db.session, find_current_learner(), path.review, rating)
    return _reviews([corrected])[0].model_dump(mode="json")


def _reviews(entries: list[ReviewEntry]) -> list[ReviewShown]:
    cases = review_log.cases_of(db.session, entries)
    return [review_shown(entry, cases) for entry in entries]

"""The plan to the interview, and how a learner wishes to review."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quizapp.bank.questions import Topic
from quizapp.domain.scheduling.days import LATEST_BOUNDARY_HOUR, zone_names
from quizapp.domain.scheduling.policy import LONGEST_HORIZON
from quizapp.errors import N_, Invalid, Problem
from quizapp.http.extensions import db
from quizapp.http.identity import current_learner, find_current_learner
from quizapp.http.minutes_due import note_seconds_due
from quizapp.presentation.language import words
from quizapp.services import overviews, review_preferences, reviews
from quizapp.services.published_bank import PublishedBank, published_bank
from quizapp.services.review_cards import list_cards
from quizapp.services.review_plans import topics_of_plan
from quizapp.web.practice.concept_cards import card_words
from quizapp.web.practice.day_bars import bars_of_forecast
from quizapp.web.practice.today import RepeatedCard, today_page
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("plans", __name__, template_folder="templates", url_prefix="/plan")

FORECAST_DAYS = 30
LEECHES_SHOWN = 10


@blueprint.get("")
def show() -> str:
    return _plan_page()


@blueprint.post("")
@shown_again_by(lambda problems: _plan_page(problems))
def change() -> Response:
    """Store the preferences, and plan anew."""
    interview_on = _date_sent()
    minutes = request.form.get("minutes_a_day", type=int)
    if minutes is None:
        values = {"most": review_preferences.MOST_MINUTES}
        raise Invalid([Problem("minutes_a_day", N_("Choose 1 to %(most)s minutes a day."), values)])
    review_preferences.set_preferences(
        db.session,
        current_learner(),
        zone=request.form.get("zone", "").strip(),
        boundary_hour=request.form.get("boundary_hour", -1, type=int),
        minutes_a_day=minutes,
        interview_on=interview_on,
        topics=_topics_sent(),
    )
    flash(gettext("The plan has been changed."), "success")
    return redirect(url_for(".show"))


def _topics_sent() -> tuple[str, ...]:
    """Those that are ticked, in the order of their ranks; those of one rank as they stand in the form."""
    ticked = request.form.getlist("topics")
    return tuple(sorted(ticked, key=lambda slug: request.form.get(f"rank-{slug}", 0, type=int)))


def _date_sent() -> date | None:
    sent = request.form.get("interview_on", type=date.fromisoformat)
    if sent is None and request.form.get("interview_on", "").strip():
        raise Invalid([Problem("interview_on", N_("Write the date as year, month, and day: 2026-12-10."))])
    return sent


def _plan_page(problems: Problems = ()) -> str:
    learner, bank = find_current_learner(), published_bank(db.session)
    overview = overviews.get_overview(db.session, learner, makes_plan=True)
    note_seconds_due(overview.today.due.seconds)
    preferences = overview.today.preferences
    loads = reviews.forecast_reviews(db.session, learner, FORECAST_DAYS)
    forecast, cap = bars_of_forecast(loads, preferences.cap_seconds, preferences.interview_on)
    planned_topics = topics_of_plan(db.session, preferences)
    leeches = overviews.list_leeches(db.session, list_cards(db.session, learner))
    return render_template(
        "plans/show.html",
        page=today_page(overview, bank),
        preferences=preferences,
        chosen_topics=request.form.getlist("topics") if problems else planned_topics,
        topics=_in_order_of_plan(bank, planned_topics),
        concept_counts={slug: len(some) for slug, some in bank.concepts_by_topic.items()},
        concept_count=sum(len(bank.concepts_by_topic.get(slug, ())) for slug in planned_topics),
        topic_titles=lambda slugs: _titles(slugs, bank),
        forecast=forecast,
        forecast_seconds=sum(load.seconds for load in loads),
        cap=cap,
        leeches=[
            RepeatedCard(each, card_words(each.card, bank, overview.today.day))
            for each in leeches[:LEECHES_SHOWN]
        ],
        leech_count=len(leeches),
        zones=sorted(zone_names()),
        hours=[(hour, f"{hour:02}:00") for hour in range(LATEST_BOUNDARY_HOUR + 1)],
        longest_horizon=LONGEST_HORIZON,
        errors=said_by_field(problems),
        typed=request.form if problems else None,
    )


def _in_order_of_plan(bank: PublishedBank, planned: Sequence[str]) -> list[Topic]:
    """The topics of the plan as they are ranked, then the others."""
    slugs = dict.fromkeys((*planned, *bank.topics))
    return [bank.topics[slug] for slug in slugs if slug in bank.concepts_by_topic]


def _titles(slugs: Sequence[str], bank: PublishedBank) -> str:
    return gettext(", ").join(words(bank.topics[slug].title) for slug in slugs)

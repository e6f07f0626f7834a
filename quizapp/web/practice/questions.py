"""Practising: a question, its items, and the model answer that opens after an answer."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.parametric.item import example_of
from quizapp.errors import Invalid
from quizapp.http.extensions import db
from quizapp.http.identity import current_learner, find_current_learner
from quizapp.presentation.language import say
from quizapp.services import practice, question_bank
from quizapp.services.claims import claims_named, claims_of_question
from quizapp.web.practice.answer_forms import answer_from
from quizapp.web.practice.cards import ItemCard, item_card

blueprint = Blueprint("questions", __name__, template_folder="templates")


@blueprint.get("/questions/<slug>")
def show(slug: str) -> str:
    return _question_page(slug)


@blueprint.get("/questions/<slug>/answer")
def model_answer(slug: str) -> str:
    published = practice.read_model_answer(db.session, find_current_learner(), slug)
    claims = claims_of_question(db.session, published.question)
    return render_template("questions/_answer.html", question=published.question, claims=claims)


@blueprint.get("/items/<item_id>")
def item(item_id: str) -> Response | str:
    """The item open for another answer."""
    if "HX-Request" not in request.headers:
        found = question_bank.get_item(db.session, item_id)
        return redirect(
            url_for(".show", slug=found.published.question.slug, again=item_id, _anchor=f"item-{item_id}")
        )
    return _item_fragment(item_id, is_open=True)


@blueprint.post("/items/<item_id>/attempts")
def answer_item(item_id: str) -> Response | str:
    found = question_bank.get_item(db.session, item_id)
    given = answer_from(example_of(found.item), request.form)
    is_fragment = "HX-Request" in request.headers
    slug = found.published.question.slug
    try:
        practice.submit_answer(
            db.session,
            current_learner(),
            item_id,
            given,
            variant=request.form.get("variant") or None,
            seconds=_seconds(request.form.get("seconds")),
        )
    except Invalid as invalid:
        error = " ".join(say(problem) for problem in invalid.problems)
        page = (
            _item_fragment(item_id, error=error, given=given)
            if is_fragment
            else _question_page(slug, refused={item_id: (error, given)})
        )
        return make_response(page, 422)
    return (
        _item_fragment(item_id)
        if is_fragment
        else redirect(url_for(".show", slug=slug, _anchor=f"item-{item_id}"))
    )


def _seconds(text: str | None) -> float | None:
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < 86_400 else None


def _item_fragment(item_id: str, is_open: bool = False, error: str | None = None, given: Any = None) -> str:
    found = question_bank.get_item(db.session, item_id)
    question = found.published.question
    standings = practice.standings(db.session, find_current_learner(), [question])
    scenario = question_bank.get_scenario(db.session, found.item.scenario.slug)
    card = item_card(
        found.published,
        found.item,
        standings[item_id],
        scenario,
        claims_named(db.session, found.item.claims),
        is_open,
        error,
        given,
    )
    return render_template(
        "questions/_item.html", question=question, entry=card, is_fragment=True, **_progress(standings)
    )


def _question_page(slug: str, refused: dict[str, tuple[str, Any]] | None = None) -> str:
    published = question_bank.get_question(db.session, slug)
    question = published.question
    standings = practice.standings(db.session, find_current_learner(), [question])
    scenarios = {scenario.slug: scenario for scenario in question_bank.list_scenarios(db.session)}
    claims = claims_named(db.session, (slug for each in question.items for slug in each.claims))
    cards: list[ItemCard] = []
    for each in question.items:
        error, given = (refused or {}).get(each.id, (None, None))
        is_open = request.args.get("again") == each.id
        cards.append(
            item_card(
                published,
                each,
                standings[each.id],
                scenarios[each.scenario.slug],
                claims,
                is_open,
                error,
                given,
            )
        )
    topic = question_bank.get_topic(db.session, question.topic)
    return render_template(
        "questions/show.html",
        question=question,
        topic=topic,
        items=cards,
        claims=claims_of_question(db.session, question),
        **_progress(standings),
    )


def _progress(standings: dict[str, practice.ItemStanding]) -> dict[str, Any]:
    answered = sum(standing.attempt_count > 0 for standing in standings.values())
    return {
        "answered_count": answered,
        "model_answer_available": answered > 0,
        "is_complete": answered == len(standings),
    }

"""Practice: a question, its items, and the model answer that opens after an answer."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.bank.parametric.item import example_of
from quizapp.http.extensions import db
from quizapp.http.identity import answering_learner, find_current_learner, variant_source
from quizapp.kinds import kind_of
from quizapp.presentation.language import say, sentence_gap
from quizapp.services import drafts, practice, question_bank
from quizapp.services.claims import claims_named, claims_of_question
from quizapp.services.published_bank import PublishedItem
from quizapp.web.cards import topic_card
from quizapp.web.practice.presenter import ItemCard, draft_place, item_card
from quizapp.web.refused_forms import Problems, shown_again_by

blueprint = Blueprint("questions", __name__, template_folder="templates")


LONGEST_SEARCH = 200


@blueprint.get("/questions")
def index() -> str:
    """All questions by topic, or those that contain all words of a search."""
    search = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    questions = [each.question for each in question_bank.list_questions(db.session, search=search)]
    standings = practice.standings(db.session, find_current_learner(), questions)
    topics = [topic_card(topic, questions, standings) for topic in question_bank.list_topics(db.session)]
    return render_template(
        "questions/index.html", topics=[topic for topic in topics if topic.questions], search=search
    )


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
    found = question_bank.get_item(db.session, item_id)
    if _wants_fragment():
        return _item_fragment(found)
    slug = found.published.question.slug
    return redirect(url_for(".show", slug=slug, again=item_id, _anchor=f"item-{item_id}"))


def _refused_answer(problems: Problems, item_id: str) -> str:
    found = question_bank.get_item(db.session, item_id)
    error, given = sentence_gap().join(say(problem) for problem in problems), _answer_sent(found)
    if _wants_fragment():
        return _item_fragment(found, error=error, given=given)
    return _question_page(found.published.question.slug, shown={item_id: (error, given)})


@blueprint.post("/items/<item_id>/attempts")
@shown_again_by(_refused_answer)
def answer_item(item_id: str) -> Response | str:
    found = question_bank.get_item(db.session, item_id)
    if "move" in request.form:
        return _rearranged(found, request.form["move"])
    variant = request.form.get("variant") or None
    learner, source = answering_learner(item_id, variant, None)
    graded = practice.submit_answer(
        db.session,
        learner,
        item_id,
        _answer_sent(found),
        variant=variant,
        seconds=_seconds_taken(),
        source=source,
    )
    drafts.delete_draft(db.session, learner, draft_place(item_id))
    if _wants_fragment():
        return _item_fragment(found, graded)
    return redirect(url_for(".show", slug=found.published.question.slug, _anchor=f"item-{item_id}"))


def _rearranged(found: PublishedItem, move: str) -> str:
    """The page with the parts of the answer in another order, without a script."""
    given, rearranged = _answer_sent(found), kind_of(example_of(found.item)).rearranged
    if rearranged is not None:
        given = rearranged(given, move)
    return _question_page(found.published.question.slug, shown={found.item.id: (None, given)})


def _wants_fragment() -> bool:
    return "HX-Request" in request.headers


def _answer_sent(found: PublishedItem) -> Any:
    example = example_of(found.item)
    return kind_of(example).answer_from(example, request.form)


def _seconds_taken() -> float | None:
    seconds = request.form.get("seconds", type=float)
    return seconds if seconds is not None and 0 <= seconds < 86_400 else None


def _item_fragment(
    found: PublishedItem,
    graded: practice.GradedAttempt | None = None,
    error: str | None = None,
    given: Any = None,
) -> str:
    """The item with its new grade, or open for an answer."""
    question = found.published.question
    counts = practice.attempt_counts(db.session, find_current_learner(), [question])
    card = item_card(
        found.published,
        found.item,
        practice.ItemStanding(counts[found.item.id], graded),
        question_bank.get_scenario(db.session, found.item.scenario.slug),
        claims_named(db.session, found.item.claims),
        variant_source(),
        is_open=graded is None,
        error=error,
        given=given,
    )
    return render_template(
        "questions/_item.html", question=question, entry=card, is_fragment=True, **_progress(counts)
    )


def _question_page(slug: str, shown: Mapping[str, tuple[str | None, Any]] | None = None) -> str:
    """shown: items that stay open with an answer that is not submitted, and the error in it."""
    shown = shown or {}
    published = question_bank.get_question(db.session, slug)
    question = published.question
    learner = find_current_learner()
    standings = practice.standings(db.session, learner, [question])
    typed = drafts.find_drafts(db.session, learner, (draft_place(each.id) for each in question.items))
    scenarios = question_bank.scenarios_named(db.session, (each.scenario.slug for each in question.items))
    claims = claims_named(db.session, (slug for each in question.items for slug in each.claims))
    source = variant_source()
    cards: list[ItemCard] = []
    for each in question.items:
        error, given = shown.get(each.id, (None, None))
        is_open = each.id in shown or request.args.get("again") == each.id
        cards.append(
            item_card(
                published,
                each,
                standings[each.id],
                scenarios[each.scenario.slug],
                claims,
                source,
                is_open,
                error,
                given,
                typed.get(draft_place(each.id)),
            )
        )
    topic = question_bank.get_topic(db.session, question.topic)
    return render_template(
        "questions/show.html",
        question=question,
        topic=topic,
        items=cards,
        claims=claims_of_question(db.session, question),
        **_progress({each: standing.attempt_count for each, standing in standings.items()}),
    )


def _progress(attempt_counts: dict[str, int]) -> dict[str, Any]:
    answered = sum(count > 0 for count in attempt_counts.values())
    return {
        "answered_count": answered,
        "model_answer_available": answered > 0,
        "is_complete": answered == len(attempt_counts),
    }

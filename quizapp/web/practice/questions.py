"""Practice: a question, its items, and the model answer that opens after an answer."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.http.extensions import db
from quizapp.http.identity import answering_learner, current_learner, find_current_learner
from quizapp.services import drafts, practice, question_bank, second_tries
from quizapp.services.claims import claims_of_question
from quizapp.services.published_bank import PublishedItem
from quizapp.web.cards import topic_card
from quizapp.web.practice.key_points import key_points
from quizapp.web.practice.presenter import Typed, draft_place
from quizapp.web.practice.question_page import item_fragment, question_page
from quizapp.web.practice.submissions import (
    answer_sent,
    circumstances,
    hints_opened,
    rearranged,
    seconds_taken,
    typed_with,
    wants_fragment,
)
from quizapp.web.refused_forms import Problems, shown_again_by

blueprint = Blueprint("questions", __name__, template_folder="templates")


LONGEST_SEARCH = 200


@blueprint.get("/questions")
def index() -> str:
    """All questions by topic, or those that contain all words of a search."""
    search = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    questions = [each.question for each in question_bank.list_questions(db.session, search=search)]
    latest = practice.latest_scores(db.session, find_current_learner(), questions)
    topics = [topic_card(topic, questions, latest) for topic in question_bank.list_topics(db.session)]
    return render_template(
        "questions/index.html", topics=[topic for topic in topics if topic.questions], search=search
    )


@blueprint.get("/questions/<slug>")
def show(slug: str) -> str:
    return question_page(slug)


@blueprint.get("/questions/<slug>/answer")
def model_answer(slug: str) -> str:
    """The model answer alone, or the page of its question with it for a browser without scripts."""
    learner = find_current_learner()
    question = practice.read_model_answer(db.session, learner, slug).question
    if not wants_fragment():
        return question_page(slug, opens_model_answer=True)
    return render_template(
        "questions/_answer.html",
        question=question,
        claims=claims_of_question(db.session, question),
        points=key_points(question, practice.standings(db.session, learner, [question])),
    )


@blueprint.get("/items/<item_id>")
def item(item_id: str) -> Response | str:
    """The item open for another answer."""
    found = question_bank.get_item(db.session, item_id)
    if wants_fragment():
        return item_fragment(found)
    slug = found.published.question.slug
    return redirect(url_for(".show", slug=slug, again=item_id, _anchor=f"item-{item_id}"))


def _refused_answer(problems: Problems, item_id: str, attempt_id: int | None = None) -> str:
    found = question_bank.get_item(db.session, item_id)
    typed = typed_with(found, problems)
    if not wants_fragment():
        return question_page(found.published.question.slug, shown={item_id: typed})
    if attempt_id is None:
        return item_fragment(found, typed=typed)
    return item_fragment(found, practice.get_attempt(db.session, current_learner(), attempt_id), typed)


@blueprint.post("/items/<item_id>/attempts")
@shown_again_by(_refused_answer)
def answer_item(item_id: str) -> Response | str:
    found = question_bank.get_item(db.session, item_id)
    if "move" in request.form:
        return _rearranged(found)
    variant = request.form.get("variant") or None
    learner, source = answering_learner(item_id, variant, None)
    graded = practice.submit_answer(
        db.session,
        learner,
        item_id,
        answer_sent(found),
        variant=variant,
        seconds=seconds_taken(),
        source=source,
        circumstances=circumstances(),
        hints_opened=hints_opened(),
        waits_for_second_try=True,
    )
    drafts.delete_draft(db.session, learner, draft_place(item_id))
    return _answered(found, graded)


@blueprint.post("/items/<item_id>/attempts/<int:attempt_id>/second_try")
@shown_again_by(_refused_answer)
def answer_again(item_id: str, attempt_id: int) -> Response | str:
    found = question_bank.get_item(db.session, item_id)
    if "move" in request.form:
        return _rearranged(found)
    learner = current_learner()
    graded = second_tries.submit_second_try(
        db.session, learner, attempt_id, answer_sent(found), seconds_taken()
    )
    drafts.delete_draft(db.session, learner, draft_place(item_id))
    return _answered(found, graded)


@blueprint.post("/items/<item_id>/attempts/<int:attempt_id>/answer")
def show_answer(item_id: str, attempt_id: int) -> Response | str:
    """Leave it at the first try."""
    found = question_bank.get_item(db.session, item_id)
    return _answered(found, second_tries.show_answer(db.session, current_learner(), attempt_id))


def _answered(found: PublishedItem, graded: practice.GradedAttempt) -> Response | str:
    if wants_fragment():
        return item_fragment(found, graded)
    item_id, slug = found.item.id, found.published.question.slug
    return redirect(url_for(".show", slug=slug, item=item_id, _anchor=f"item-{item_id}"))


def _rearranged(found: PublishedItem) -> str:
    """The page with the parts of the answer in another order, without a script."""
    typed: Typed = rearranged(found, request.form["move"])
    return question_page(found.published.question.slug, shown={found.item.id: typed})

"""A sitting of an exam: its exercises, what is saved of them, its end, and its result."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quizapp.db.tables import now
from quizapp.domain.exams.saves import is_blank
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.models import ExamSitting
from quizapp.services import exam_answers, exam_grading, exam_sittings, question_bank
from quizapp.services.claims import claims_named
from quizapp.services.exam_grading import ItemInExam
from quizapp.web.exams.answer_forms import typed_in
from quizapp.web.exams.asked import AskedCard, asked_card, graded_card, said

blueprint = Blueprint("sittings", __name__, url_prefix="/exams/sittings", template_folder="templates")

SECONDS_OF_GRADING = 5.0  # before a page says how far it is


@blueprint.get("/<sitting_id>")
def show(sitting_id: str) -> Response | str:
    sitting = _sitting(sitting_id)
    if sitting.ended_at is not None:
        return _to_result(sitting)
    cards = [_card(asked) for asked in exam_grading.items_of_sitting(db.session, sitting)]
    current = min(max(1, request.args.get("item", 1, type=int)), len(cards))
    return _not_kept(
        render_template(
            "exams/sitting.html", **_of(sitting), cards=cards, count=len(cards), current=cards[current - 1]
        )
    )


@blueprint.get("/<sitting_id>/items/<int:position>")
def item(sitting_id: str, position: int) -> Response | str:
    """The exercise alone, as it is saved now; without a script, its page."""
    sitting = _sitting(sitting_id)
    if "HX-Request" not in request.headers or sitting.ended_at is not None:
        return redirect(url_for(".show", sitting_id=sitting_id, item=position))
    card = _card(exam_grading.item_of_sitting(db.session, sitting, position))
    count = exam_grading.count_items(db.session, sitting)
    return render_template("exams/_asked.html", **_of(sitting), count=count, card=card, current=card)


@blueprint.post("/<sitting_id>/items/<int:position>")
def save(sitting_id: str, position: int) -> Response:
    """Save what was typed. A script gets the state of the answer; a form goes on to the next exercise."""
    sitting = _sitting(sitting_id)
    asked = exam_grading.item_of_sitting(db.session, sitting, position)
    known = len(asked.answer.set_aside)
    typed = typed_in(request.form, asked.drawn.item)
    if "restore" in request.form:
        typed = exam_answers.restored(asked.answer, request.form.get("restore", 0, type=int))
    saved = exam_answers.save_answer(db.session, find_current_learner(), sitting_id, position, typed)
    if "device" not in request.form:
        return _after_form(sitting, position, len(saved.answer.set_aside) > known)
    problem = exam_grading.unreadable_part(db.session, asked)
    return jsonify(
        {
            "outcome": saved.outcome,
            "secondsLeft": round(saved.seconds_left, 1),
            "problem": said(problem),
            **_state_of(saved.answer),
        }
    )


@blueprint.get("/<sitting_id>/state")
def state(sitting_id: str) -> Response:
    """The time that is left, and the revision of each answer: what a page asks for now and then."""
    sitting = _sitting(sitting_id)
    asked = exam_grading.items_of_sitting(db.session, sitting)
    return jsonify(
        {
            "isOver": sitting.ended_at is not None,
            "secondsLeft": round(sitting.clock.seconds_left(now()), 1),
            "answers": [_state_of(each.answer) for each in asked],
        }
    )


@blueprint.get("/<sitting_id>/finish")
def finish(sitting_id: str) -> Response | str:
    sitting = _sitting(sitting_id)
    if sitting.ended_at is not None:
        return _to_result(sitting)
    cards = [_card(asked) for asked in exam_grading.items_of_sitting(db.session, sitting)]
    return _not_kept(render_template("exams/finish.html", **_of(sitting), cards=cards))


@blueprint.post("/<sitting_id>/submit")
def submit(sitting_id: str) -> Response:
    sitting = exam_sittings.submit_sitting(db.session, find_current_learner(), sitting_id)
    return _to_result(sitting)


@blueprint.get("/<sitting_id>/result")
def result(sitting_id: str) -> Response | str:
    sitting = _sitting(sitting_id)
    if sitting.ended_at is None:
        return redirect(url_for(".show", sitting_id=sitting_id))
    if not exam_grading.grade_sitting(db.session, sitting, SECONDS_OF_GRADING):
        asked = exam_grading.items_of_sitting(db.session, sitting)
        done = sum(each.answer.score is not None for each in asked)
        return render_template("exams/grading.html", sitting=sitting, done=done, count=len(asked))
    found = exam_grading.results_of_sitting(db.session, sitting)
    known = claims_named(db.session, (slug for each in found for slug in each.asked.drawn.item.claims))
    scenarios = question_bank.scenarios_named(
        db.session, (each.asked.drawn.item.scenario.slug for each in found)
    )
    cards = [graded_card(each, scenarios[each.asked.drawn.item.scenario.slug], known) for each in found]
    return render_template("exams/result.html", sitting=sitting, exam=sitting.exam, cards=cards)


def _sitting(sitting_id: str) -> ExamSitting:
    return exam_sittings.get_sitting(db.session, find_current_learner(), sitting_id)


def _card(asked: ItemInExam) -> AskedCard:
    scenario = question_bank.get_scenario(db.session, asked.drawn.item.scenario.slug)
    return asked_card(asked, scenario, exam_grading.unreadable_part(db.session, asked))


def _of(sitting: ExamSitting) -> dict[str, Any]:
    return {"sitting": sitting, "exam": sitting.exam, "seconds_left": sitting.clock.seconds_left(now())}


def _state_of(answer: Any) -> dict[str, Any]:
    return {
        "position": answer.position,
        "revision": answer.revision,
        "device": answer.device,
        "isAnswered": not is_blank(answer.answer),
        "isFlagged": answer.is_flagged,
    }


def _after_form(sitting: ExamSitting, position: int, is_replaced: bool) -> Response:
    """To the exercise that the button named; stay if it replaced what another device had saved meanwhile."""
    if is_replaced:
        flash(
            gettext("Another device had changed this answer. Both versions are kept; yours counts."), "info"
        )
    go = request.form.get("go", "")
    if go == "finish" and not is_replaced:
        return redirect(url_for(".finish", sitting_id=sitting.public_id), 303)
    step = {"next": 1, "previous": -1}.get(go, 0) if not is_replaced else 0
    return redirect(url_for(".show", sitting_id=sitting.public_id, item=position + step), 303)


def _to_result(sitting: ExamSitting) -> Response:
    return redirect(url_for(".result", sitting_id=sitting.public_id), 303)


def _not_kept(page: str) -> Response:
    """A page that Back must not show again once the exam is over."""
    response = Response(page, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response

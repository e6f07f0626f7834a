"""Practice sessions: the builder, one exercise after the other, and the summary."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from quizapp.http.extensions import db
from quizapp.http.identity import current_learner, find_current_learner, variant_source
from quizapp.services import drafts, practice, practice_sessions, second_tries
from quizapp.services.practice_sessions import OpenSession
from quizapp.services.practice_sets import choose_items
from quizapp.web.practice.presenter import draft_place
from quizapp.web.practice.session_builder import builder_page, filters_in
from quizapp.web.practice.session_page import session_page
from quizapp.web.practice.session_summary import summary_page
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

blueprint = Blueprint("practice", __name__, template_folder="templates")


@blueprint.get("/practice")
def new() -> str:
    """Choose what to practice. The query is the choice, so that its address can be shared."""
    return builder_page(filters_in(request.args))


def _refused_filters(problems: Problems) -> str:
    return builder_page(filters_in(request.form), problems)


@blueprint.post("/practice")
@shown_again_by(_refused_filters)
def start() -> Response:
    """Fields: scope, topic, question, item, level, kind (each may be repeated), count, minutes, name."""
    filters = filters_in(request.form)
    choose_items(db.session, find_current_learner(), filters)  # nobody becomes a learner by a refused form
    started = practice_sessions.start_session(db.session, current_learner(), filters)
    return redirect(url_for(".show", public_id=started.public_id), 303)


@blueprint.get("/practice/<public_id>")
def show(public_id: str) -> Response:
    """Go on with the session, wherever it is."""
    opened = _opened(public_id)
    if opened.current is None or opened.session.finished_at:
        return redirect(url_for(".summary", public_id=public_id))
    return redirect(url_for(".item", public_id=public_id, position=opened.current.position))


@blueprint.get("/practice/<public_id>/summary")
def summary(public_id: str) -> str:
    return summary_page(_opened(public_id))


@blueprint.get("/practice/<public_id>/<int:position>")
def item(public_id: str, position: int) -> str:
    is_drawing = wants_fragment() or "draw" in request.args
    return session_page(
        current_learner(), _opened(public_id), position, is_fragment=wants_fragment(), is_drawing=is_drawing
    )


def _refused_answer(problems: Problems, public_id: str, position: int) -> str:
    opened = _opened(public_id)
    entry = opened.entry(position)
    typed = typed_with(entry.found, problems) if entry.is_open else None
    return session_page(current_learner(), opened, position, typed, is_fragment=wants_fragment())


@blueprint.post("/practice/<public_id>/<int:position>")
@shown_again_by(_refused_answer)
def answer(public_id: str, position: int) -> Response | str:
    opened, learner, source = _opened(public_id), current_learner(), variant_source()
    found = opened.entry(position).found
    if "move" in request.form:
        return session_page(learner, opened, position, rearranged(found, request.form["move"]))
    fresh = practice_sessions.variant_of_item(db.session, learner, public_id, position, source)
    graded = practice.submit_answer(
        db.session,
        learner,
        fresh.published.item.id,
        answer_sent(fresh.published),
        variant=request.form.get("variant") or fresh.variant.name,
        seconds=seconds_taken(),
        source=source,
        circumstances=circumstances(),
        is_cram=opened.filters.is_cram,
        hints_opened=hints_opened(),
        waits_for_second_try=True,
    )
    return _answered(public_id, position, graded)


@blueprint.post("/practice/<public_id>/<int:position>/second_try")
@shown_again_by(_refused_answer)
def answer_again(public_id: str, position: int) -> Response | str:
    opened, learner = _opened(public_id), current_learner()
    entry = opened.entry(position)
    if "move" in request.form:
        return session_page(learner, opened, position, rearranged(entry.found, request.form["move"]))
    if entry.attempt is None:
        return redirect(url_for(".item", public_id=public_id, position=position), 303)
    graded = second_tries.submit_second_try(
        db.session, learner, entry.attempt.attempt_id, answer_sent(entry.found), seconds_taken()
    )
    return _answered(public_id, position, graded)


@blueprint.post("/practice/<public_id>/<int:position>/answer")
def show_answer(public_id: str, position: int) -> Response | str:
    """Leave it at the first try."""
    entry = _opened(public_id).entry(position)
    if entry.attempt is None:
        return redirect(url_for(".item", public_id=public_id, position=position), 303)
    graded = second_tries.show_answer(db.session, current_learner(), entry.attempt.attempt_id)
    return _answered(public_id, position, graded)


@blueprint.post("/practice/<public_id>/<int:position>/again")
def again(public_id: str, position: int) -> Response:
    """The same exercise, with other numbers, at the end of the session."""
    added = practice_sessions.add_again(db.session, current_learner(), public_id, position)
    return redirect(url_for(".item", public_id=public_id, position=added), 303)


@blueprint.post("/practice/<public_id>/finish")
def finish(public_id: str) -> Response:
    practice_sessions.finish_session(db.session, current_learner(), public_id)
    return redirect(url_for(".summary", public_id=public_id), 303)


def _answered(public_id: str, position: int, graded: practice.GradedAttempt) -> Response | str:
    learner = current_learner()
    drafts.delete_draft(db.session, learner, draft_place(graded.item.id))
    opened = practice_sessions.touch_session(db.session, learner, public_id)
    if wants_fragment():
        return session_page(learner, opened, position, graded=graded, is_fragment=True)
    return redirect(url_for(".item", public_id=public_id, position=position), 303)


def _opened(public_id: str) -> OpenSession:
    return practice_sessions.get_session(db.session, find_current_learner(), public_id)

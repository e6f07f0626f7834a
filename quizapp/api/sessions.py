from typing import Any

from quizapp.api.documents import variant_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import LanguageQuery
from quizapp.api.session_schemas import (
    NextShown,
    SessionItemShown,
    SessionList,
    SessionPath,
    SessionRequest,
    SessionShown,
    SessionsQuery,
)
from quizapp.http.extensions import db
from quizapp.http.identity import current_learner, find_current_learner, variant_source
from quizapp.services import practice, practice_sessions, question_bank
from quizapp.services.practice_sessions import OpenSession, SessionEntry
from quizapp.services.practice_sets import PracticeFilters, choose_items

blueprint = api_blueprint("sessions", "Sessions")


@blueprint.get("/sessions", responses=responses({200: SessionList}))
def list_sessions(query: SessionsQuery) -> dict[str, Any]:
    """My practice sessions, the one with the last answer first."""
    found = practice_sessions.list_sessions(db.session, find_current_learner(), query.limit)
    return SessionList(sessions=[_shown(opened) for opened in found]).model_dump(mode="json")


@blueprint.post("/sessions", responses=responses({201: SessionShown}))
def start_session(query: LanguageQuery, body: SessionRequest) -> tuple[dict[str, Any], int]:
    """Start a practice session of the items that fit. It goes on in any client, on pages too."""
    filters = PracticeFilters(
        scope=body.scope,
        topics=tuple(body.topics),
        questions=tuple(body.questions),
        items=tuple(body.items),
        levels=tuple(body.levels),
        kinds=tuple(body.kinds),
        skills=tuple(body.skills),
        count=body.count,
        minutes=body.minutes,
        name=body.name,
    )
    choose_items(db.session, find_current_learner(), filters)  # nobody becomes a learner by a refused request
    learner = current_learner()
    started = practice_sessions.start_session(db.session, learner, filters)
    opened = practice_sessions.get_session(db.session, learner, started.public_id)
    return _shown(opened).model_dump(mode="json"), 201


@blueprint.get("/sessions/<session>", responses=responses({200: SessionShown}))
def get_session(path: SessionPath, query: LanguageQuery) -> dict[str, Any]:
    """A practice session of mine, with the score of each answered item."""
    opened = practice_sessions.get_session(db.session, find_current_learner(), path.session)
    return _shown(opened).model_dump(mode="json")


@blueprint.post("/sessions/<session>/next", responses=responses({200: NextShown}, 409))
def next_item(path: SessionPath, query: LanguageQuery) -> dict[str, Any]:
    """The next item of a session with the variant to answer. An attempt at that variant counts in the session."""
    learner = current_learner()
    opened = practice_sessions.touch_session(db.session, learner, path.session)
    entry = opened.current
    if entry is None:
        return NextShown(position=None, attempt=None, variant=None).model_dump(mode="json")
    if entry.attempt is not None:
        graded = practice.graded_attempt(entry.attempt)
        found, drawn, variant = entry.found, graded.drawn, graded.variant
    else:
        source = variant_source()
        fresh = practice_sessions.variant_of_item(db.session, learner, path.session, entry.position, source)
        found, drawn, variant = fresh.published, fresh.drawn, fresh.variant
    scenario = question_bank.get_scenario(db.session, drawn.item.scenario.slug)
    return NextShown(
        position=entry.position,
        attempt=entry.attempt.attempt_id if entry.attempt else None,
        variant=variant_shown(found, drawn, variant, scenario),
    ).model_dump(mode="json")


@blueprint.post("/sessions/<session>/finish", responses=responses({200: SessionShown}))
def finish_session(path: SessionPath, query: LanguageQuery) -> dict[str, Any]:
    """End a session; what is not answered stays so."""
    opened = practice_sessions.finish_session(db.session, current_learner(), path.session)
    return _shown(opened).model_dump(mode="json")


def _shown(opened: OpenSession) -> SessionShown:
    return SessionShown(
        id=opened.session.public_id,
        scope=opened.filters.scope,
        name=opened.filters.name,
        is_cram=opened.filters.is_cram,
        items=[_item_shown(entry) for entry in opened.entries],
        current=opened.current.position if opened.current else None,
        minutes_left=opened.minutes_left,
        created_at=opened.session.created_at,
        finished_at=opened.session.finished_at,
    )


def _item_shown(entry: SessionEntry) -> SessionItemShown:
    attempt = entry.attempt
    return SessionItemShown(
        position=entry.position,
        item=entry.found.item.id,
        question=entry.found.published.question.slug,
        kind=entry.found.item.kind,
        level=entry.found.item.level,
        is_review=entry.is_review,
        attempt=attempt.attempt_id if attempt else None,
        score=entry.score,
        first_score=attempt.first_score if attempt else None,
    )

from typing import Any

from quizapp.api.documents import attempt_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import (
    AttemptList,
    AttemptPath,
    AttemptRequest,
    AttemptShown,
    IdempotencyHeader,
    ItemPath,
    LanguageQuery,
    PageQuery,
    SecondTryRequest,
)
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.http.extensions import db
from quizapp.http.identity import answering_learner, current_learner, find_current_learner
from quizapp.services import practice, question_bank, second_tries
from quizapp.services.claims import claims_named

blueprint = api_blueprint("attempts", "Attempts")


@blueprint.post("/items/<item>/attempts", responses=responses({201: AttemptShown}, 409))
def submit_attempt(
    path: ItemPath, query: LanguageQuery, header: IdempotencyHeader, body: AttemptRequest
) -> tuple[dict[str, Any], int]:
    """Answer an item. Returns the grade with feedback for each part, and updates the item's review card.

    A variant is answered once: the same answer again returns the first attempt, and another one is refused.
    """
    question_bank.get_item(db.session, path.item)  # create a guest only for an item that exists
    learner, source = answering_learner(path.item, body.variant, header.idempotency_key)
    graded = practice.submit_answer(
        db.session,
        learner,
        path.item,
        body.answer,
        variant=body.variant,
        seconds=body.seconds,
        idempotency_key=header.idempotency_key,
        source=source,
        circumstances=Circumstances(body.used_hint, body.is_second_try, confidence=body.confidence),
        is_cram=body.cram,
        hints_opened=body.hints_opened,
        waits_for_second_try=body.second_try,
    )
    return _attempt_with_grade(graded), 201


@blueprint.post("/attempts/<int:attempt>/second_try", responses=responses({200: AttemptShown}, 409))
def submit_second_try(path: AttemptPath, query: LanguageQuery, body: SecondTryRequest) -> dict[str, Any]:
    """Answer again after a hint, where the first try asked for it. Returns the grade of the second answer."""
    graded = second_tries.submit_second_try(
        db.session, current_learner(), path.attempt, body.answer, body.seconds
    )
    return _attempt_with_grade(graded)


@blueprint.post("/attempts/<int:attempt>/answer", responses=responses({200: AttemptShown}))
def show_answer(path: AttemptPath, query: LanguageQuery) -> dict[str, Any]:
    """Give up the second try of an attempt that waits for it. Returns the grade of the first answer."""
    return _attempt_with_grade(second_tries.show_answer(db.session, current_learner(), path.attempt))


def _attempt_with_grade(graded: practice.GradedAttempt) -> dict[str, Any]:
    scenario = question_bank.get_scenario(db.session, graded.item.scenario.slug)
    shown = attempt_shown(graded, scenario, claims_named(db.session, graded.item.claims))
    return shown.model_dump(mode="json")


@blueprint.get("/attempts", responses=responses({200: AttemptList}))
def list_attempts(query: PageQuery) -> dict[str, Any]:
    """My attempts, newest first."""
    learner = find_current_learner()
    attempts = practice.list_attempts(db.session, learner, query.offset, query.limit)
    scenarios = {scenario.slug: scenario for scenario in question_bank.list_scenarios(db.session)}
    known = claims_named(db.session, (slug for graded in attempts for slug in graded.item.claims))
    shown = [attempt_shown(graded, scenarios.get(graded.item.scenario.slug), known) for graded in attempts]
    return AttemptList(attempts=shown, count=practice.count_attempts(db.session, learner)).model_dump(
        mode="json"
    )

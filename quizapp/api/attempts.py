from typing import Any

from quizapp.api.documents import attempt_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import (
    AttemptList,
    AttemptRequest,
    AttemptShown,
    IdempotencyHeader,
    ItemPath,
    LanguageQuery,
    PageQuery,
)
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.http.extensions import db
from quizapp.http.identity import answering_learner, find_current_learner
from quizapp.services import practice, question_bank
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
        circumstances=None if body.cram else Circumstances(body.used_hint, body.is_second_try),
    )
    scenario = question_bank.get_scenario(db.session, graded.item.scenario.slug)
    return attempt_shown(graded, scenario, claims_named(db.session, graded.item.claims)).model_dump(
        mode="json"
    ), 201


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

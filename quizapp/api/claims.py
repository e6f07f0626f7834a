from typing import Any

from quizapp.api.documents import claim_shown, claim_summary, outcome_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import (
    ClaimList,
    ClaimPath,
    ClaimShown,
    ClaimsQuery,
    ClaimTestPath,
    LanguageQuery,
    OutcomeQuery,
    OutcomeShown,
)
from quizapp.http.extensions import db
from quizapp.services import claims

blueprint = api_blueprint("claims", "Claims")


@blueprint.get("/claims", responses=responses({200: ClaimList}))
def list_claims(query: ClaimsQuery) -> dict[str, Any]:
    """The claims, in order, each with its verdict."""
    found = claims.list_claims(db.session, query.question, query.verdict)
    return ClaimList(claims=[claim_summary(claim) for claim in found]).model_dump()


@blueprint.get("/claims/<slug>", responses=responses({200: ClaimShown}))
def get_claim(path: ClaimPath, query: LanguageQuery) -> dict[str, Any]:
    """A claim with its experiments, their results over the recorded seeds, and the reason for its verdict."""
    return claim_shown(claims.get_claim(db.session, path.slug)).model_dump(mode="json")


@blueprint.get("/claims/<slug>/tests/<test>/outcome", responses=responses({200: OutcomeShown}, 409))
def judge_run(path: ClaimTestPath, query: OutcomeQuery) -> dict[str, Any]:
    """Whether a run of a test's experiments, with a seed of your choice, supports the claim."""
    test, outcome = claims.judge_run(db.session, path.slug, path.test, query.run)
    return outcome_shown(test, outcome).model_dump()

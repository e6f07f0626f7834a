"""Read the claims, and judge a run of a test."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.verification import Tally, judge_traces
from quizapp.errors import N_, ClaimNotFound, ClaimTestNotFound, Invalid, Problem
from quizapp.services.published_bank import published_bank
from quizapp.services.run_results import get_traces


def list_claims(session: Session, question: str | None = None, verdict: str | None = None) -> list[Claim]:
    """The claims in order, filtered by question and verdict."""
    return [
        claim
        for claim in published_bank(session).claims.values()
        if (not question or claim.question == question) and (not verdict or claim.verdict == verdict)
    ]


def get_claim(session: Session, slug: str) -> Claim:
    claim = published_bank(session).claims.get(slug)
    if claim is None:
        raise ClaimNotFound(slug=slug)
    return claim


def get_claim_test(session: Session, slug: str, test_id: str) -> tuple[Claim, ClaimTest]:
    claim = get_claim(session, slug)
    for test in claim.tests:
        if test.id == test_id:
            return claim, test
    raise ClaimTestNotFound(slug=slug, test=test_id)


def judge_run(session: Session, slug: str, test_id: str, run_id: str) -> tuple[ClaimTest, Tally]:
    """Whether a finished run of the experiments of a test supports the claim. Raises Invalid naming `run`."""
    _, test = get_claim_test(session, slug, test_id)
    tally = judge_traces(test, get_traces(session, run_id))
    if tally is None:
        raise Invalid([Problem("run", N_("This run does not belong to the experiments of this test."))])
    return test, tally


def claims_by_slug(session: Session) -> dict[str, Claim]:
    return dict(published_bank(session).claims)


def claims_named(session: Session, slugs: Iterable[str]) -> dict[str, Claim]:
    """The claims with these slugs, as far as they exist."""
    found = published_bank(session).claims
    return {slug: found[slug] for slug in slugs if slug in found}


def claims_of_question(session: Session, question: Question) -> list[Claim]:
    """The claims of the question, then those of other questions that it rests on, in the order of its list."""
    named = claims_named(session, question.claims)
    return list_claims(session, question.slug) + list(named.values())

"""Read the claims, and judge a run of a test."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.verification import Tally, judge_traces
from quizapp.errors import N_, ClaimNotFound, ClaimTestNotFound, Invalid, Problem
from quizapp.models import ClaimEntry
from quizapp.services.published_documents import as_text, read_document
from quizapp.services.run_results import get_traces


def list_claims(session: Session, question: str | None = None, verdict: str | None = None) -> list[Claim]:
    """The claims in order, filtered by question and verdict."""
    query = select(as_text(ClaimEntry.body)).order_by(ClaimEntry.position, ClaimEntry.slug)
    if question:
        query = query.filter_by(question_slug=question)
    if verdict:
        query = query.filter_by(verdict=verdict)
    return [read_document(Claim, text) for text in session.scalars(query)]


def get_claim(session: Session, slug: str) -> Claim:
    text = session.scalar(select(as_text(ClaimEntry.body)).filter_by(slug=slug))
    if text is None:
        raise ClaimNotFound(slug=slug)
    return read_document(Claim, text)


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
    return {claim.slug: claim for claim in list_claims(session)}


def claims_named(session: Session, slugs: Iterable[str]) -> dict[str, Claim]:
    """The claims with these slugs, as far as they exist."""
    query = select(as_text(ClaimEntry.body)).where(ClaimEntry.slug.in_(set(slugs)))
    return {claim.slug: claim for claim in (read_document(Claim, text) for text in session.scalars(query))}


def claims_of_question(session: Session, question: Question) -> list[Claim]:
    """The claims of the question, then those of other questions that it rests on, in the order of its list."""
    query = (
        select(as_text(ClaimEntry.body))
        .where(or_(ClaimEntry.question_slug == question.slug, ClaimEntry.slug.in_(question.claims)))
        .order_by(ClaimEntry.position, ClaimEntry.slug)
    )
    found = [read_document(Claim, text) for text in session.scalars(query)]
    by_slug = {claim.slug: claim for claim in found}
    own = [claim for claim in found if claim.question == question.slug]
    return own + [by_slug[slug] for slug in question.claims if slug in by_slug]

"""Claims made in the browser: their tests run over seeds, the verdict that follows, publishing, and retiring."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.making.claims import judged, read_claim, tests_of_claim
from quizapp.bank.making.messages import IN_USE, NOT_CHECKED
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.claims.claim import SEEDS_OF_A_FULL_RECORD, Claim
from quizapp.domain.claims.verdicts import Leaning, Verdict, verdict_of
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Account, ClaimEntry, ContentRoom, Learner, QuestionEntry
from quizapp.services.admission import RunLimits
from quizapp.services.making.entries import (
    AFTER_SHIPPED,
    add_version,
    find_row,
    refuse_shipped_meanwhile,
)
from quizapp.services.making.scenarios import rooms_of
from quizapp.services.making.seed_checks import Checked, checks_of, records_of, request_checks
from quizapp.services.making.uses import questions_using
from quizapp.services.published_bank import published_bank
from quizapp.services.roles import require_instructor
from quizapp.services.runner import Runner
from simulator.paths import Document

SEED_COUNTS = (SEEDS_OF_A_FULL_RECORD, 200, 300)
NO_COUNT = N_("Choose one of the numbers of seeds.")
NOTHING_TO_RUN = N_("No test is complete yet. Choose its networks and add a condition.")


def check_claim(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    author: Account,
    slug: str,
    count: int,
    learner: Learner | None,
) -> None:
    """Run every test of the claim that has no record over fresh seeds. Raises Invalid naming `seeds` or `tests`."""
    require_instructor(author)
    if count not in SEED_COUNTS:
        raise Invalid([Problem("seeds", NO_COUNT)])
    entry = find_row(session, ContentRoom.CLAIMS, slug)
    tests = list(tests_of_claim(entry.body).values())
    if not tests:
        raise Invalid([Problem("tests", NOTHING_TO_RUN)])
    request_checks(session, runner, limits, author, entry.entry_id, tests, count, learner)


def checks_of_tests(session: Session, entry_id: int, document: Document) -> dict[int, Checked | None]:
    """By the position of the test, what is known of those that can be run."""
    tests = tests_of_claim(document)
    checks = checks_of(session, entry_id, list(tests.values()))
    return {position: checks.get(test.fingerprint) for position, test in tests.items()}


def verdict_so_far(document: Document, checks: Mapping[int, Checked | None]) -> Verdict | None:
    """The verdict that follows from the records; None as long as one of a deciding test is missing."""
    leanings: list[Leaning] = []
    for position, test in enumerate(document.get("tests") or ()):
        if test.get("about") != "condition":
            check = checks.get(position)
            if check is None or check.record is None:
                return None
            leanings.append(check.record.leaning)
    return verdict_of(leanings) if leanings else None


def problems_of_draft(session: Session, document: Document) -> list[Problem]:
    return _read(session, document)[1]


def publish_claim(session: Session, author: Account, slug: str, note: str = "") -> Claim:
    """The claim with the verdict that follows from its records. Raises Invalid with everything that is missing."""
    require_instructor(author)
    entry = find_row(session, ContentRoom.CLAIMS, slug)
    claim, problems = _read(session, entry.body)
    if claim is None:
        raise Invalid(problems)
    checks = checks_of(session, entry.entry_id, claim.tests)
    measured = judged(claim, records_of(checks))
    if measured is None:
        raise Invalid(list(_unchecked(claim, checks)))
    with writing(session):
        entry = find_row(session, ContentRoom.CLAIMS, slug, is_locked=True)
        refuse_shipped_meanwhile(session, entry)
        session.merge(
            ClaimEntry(
                slug=slug,
                position=AFTER_SHIPPED + entry.entry_id,
                question_slug=measured.question,
                verdict=measured.verdict,
                body=measured.model_dump(mode="json"),
            )
        )
        add_version(session, entry, author, note)
    return measured


def retire_claim(session: Session, author: Account, slug: str) -> None:
    """Take it off the page of claims. Raises Invalid if a published question uses it."""
    require_instructor(author)
    names = [used for used, _ in questions_using(session, slug)]
    if names:
        raise Invalid([Problem("", IN_USE, {"names": ", ".join(names)})])
    with writing(session):
        entry = find_row(session, ContentRoom.CLAIMS, slug, is_locked=True)
        if entry.latest_number and entry.retired_at is None:
            entry.retired_at = now()
            session.delete(session.get_one(ClaimEntry, slug))


def free_number(session: Session, question: str) -> str:
    """A number for the next claim of a question, such as 33.a1."""
    bank = published_bank(session)
    published = bank.questions.get(question)
    before = (published.question.number or "").removeprefix("Q") if published else ""
    taken = {claim.number for claim in bank.claims.values()}
    return next(number for at in range(1, 100) if (number := f"{before or 0}.a{at}") not in taken)


def _read(session: Session, document: Document) -> tuple[Claim | None, list[Problem]]:
    numbers = {slug: claim.number for slug, claim in published_bank(session).claims.items()}
    return read_claim(document, rooms_of(session), numbers, set(session.scalars(select(QuestionEntry.slug))))


def _unchecked(claim: Claim, checks: Mapping[str, Checked]) -> Iterator[Problem]:
    for position, test in enumerate(claim.tests):
        check = checks.get(test.fingerprint)
        if check is None or check.record is None:
            yield Problem(f"tests.{position}", NOT_CHECKED)

"""A claim as its author writes it: the verdict is missing, for it follows from the records of its tests."""

from collections.abc import Collection, Iterator, Mapping

from pydantic import ValidationError

from quizapp.bank.checking.checks import passages_in
from quizapp.bank.checking.text_problems import problems_of_texts
from quizapp.bank.checking.validation import problems_in
from quizapp.bank.formulas import problems_of_formulas
from quizapp.bank.making.messages import NO_TEST
from quizapp.bank.making.scenarios import try_test
from quizapp.domain.claims.claim import Claim, Record
from quizapp.domain.claims.pair_test import PairTest
from quizapp.errors import N_, Problem
from simulator.paths import Document

SAME_NUMBER = N_("The claim “%(slug)s” already has the number %(number)s. Choose another number.")
UNDECIDED = "convention"  # while nothing is measured


def read_claim(
    document: Document,
    rooms: Mapping[str, Collection[str]],
    numbers: Mapping[str, str],
    questions: Collection[str],
) -> tuple[Claim | None, list[Problem]]:
    """The claim without a verdict of its own, or everything that is wrong with it.

    rooms: the slugs of published questions, scenarios (`lab`), and so on; numbers: of the other claims, by slug;
    questions: also those that are drafts, for one of the two has to be published first.
    """
    body = {name: value for name, value in document.items() if name not in ("verdict", "verdict_reason")}
    try:
        claim = Claim.model_validate(body | {"verdict": UNDECIDED})
    except ValidationError as error:
        return None, list(problems_in(error, document))
    problems = [
        *_problems_among_others(claim, rooms, numbers, questions),
        *problems_of_formulas(document),
        *problems_of_texts(passages_in(document), rooms),
    ]
    return (None if problems else claim), problems


def tests_of_claim(document: Document) -> dict[int, PairTest]:
    """The tests that can be run, by position, however incomplete the rest is."""
    parts = ("baseline", "treated", "predicate")
    found = {
        position: try_test({name: test[name] for name in parts if name in test})
        for position, test in enumerate(document.get("tests") or ())
    }
    return {position: test for position, test in found.items() if test is not None}


def judged(claim: Claim, records: Mapping[str, Record]) -> Claim | None:
    """The claim with the records of its tests, by fingerprint, and the verdict that follows; None if one is missing."""
    tests = tuple(test.model_copy(update={"recorded": records.get(test.fingerprint)}) for test in claim.tests)
    measured = claim.model_copy(update={"tests": tests})
    if not all(test.is_recorded for test in tests) or measured.measured_verdict is None:
        return None
    return measured.model_copy(update={"verdict": measured.measured_verdict})


def _problems_among_others(
    claim: Claim,
    rooms: Mapping[str, Collection[str]],
    numbers: Mapping[str, str],
    questions: Collection[str],
) -> Iterator[Problem]:
    if claim.question not in questions:
        yield Problem("question", N_("The question “%(slug)s” was not found."), {"slug": claim.question})
    for position, slug in enumerate(claim.scenarios):
        if slug not in rooms["lab"]:
            yield Problem(
                f"scenarios.{position}", N_("The scenario “%(slug)s” was not found."), {"slug": slug}
            )
    for slug, number in numbers.items():
        if number == claim.number and slug != claim.slug:
            yield Problem("number", SAME_NUMBER, {"slug": slug, "number": number})
    if not claim.deciding_tests:
        yield Problem("tests", NO_TEST)

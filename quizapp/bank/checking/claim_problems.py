"""Check a claim together with the questions and scenarios of its bank."""

from collections.abc import Iterable, Iterator

from quizapp.domain.claims.claim import Claim
from quizapp.errors import N_, Problem


def problems_of_claim(claim: Claim, questions: Iterable[str], scenarios: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with a claim, given the questions and scenarios, and its own records."""
    if claim.question not in questions:
        yield Problem("question", N_("The question “%(slug)s” was not found."), {"slug": claim.question})
    for position, slug in enumerate(claim.scenarios):
        if slug not in scenarios:
            yield Problem(
                f"scenarios.{position}", N_("The scenario “%(slug)s” was not found."), {"slug": slug}
            )
    for position, test in enumerate(claim.tests):
        if not test.is_recorded:
            message = N_(
                "This test has not been recorded in its present form. Run: quizapp content verify "
                "--record --claims %(slug)s"
            )
            yield Problem(f"tests.{position}", message, {"slug": claim.slug})
    if len(set(claim.measured_verdicts.values())) > 1:
        verdicts = ", ".join(f"{kernel}: {verdict}" for kernel, verdict in claim.measured_verdicts.items())
        message = N_("The verdict depends on the BLAS kernel (%(verdicts)s). Record more seeds.")
        yield Problem("verdict", message, {"verdicts": verdicts})
    elif not claim.has_verdict_that_follows:
        message = N_("The recorded counts give the verdict “%(verdict)s”.")
        yield Problem("verdict", message, {"verdict": claim.measured_verdict})

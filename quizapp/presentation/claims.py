"""Claims in the reader's words: verdicts, and the conditions of a predicate."""

from collections.abc import Iterable

from flask_babel import gettext
from markupsafe import Markup

from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.verdicts import Verdict
from quizapp.errors import N_
from quizapp.presentation import conditions

VERDICTS: dict[Verdict, str] = {
    "supported": N_("supported"),
    "depends": N_("it depends"),
    "contradicted": N_("contradicted"),
    "convention": N_("convention"),
    "dated": N_("outdated"),
}


def verdict_in_words(verdict: Verdict) -> str:
    return gettext(VERDICTS[verdict])


def condition_in_words(condition: Condition, test: ClaimTest) -> str:
    """What a condition asks for, without its network, which is in `condition.of`."""
    experiment = test.treated if condition.of == "treated" and test.treated else test.baseline
    return conditions.condition_in_words(condition, experiment)


def verdict_marks(claims: Iterable[Claim]) -> dict[str, Markup]:
    """The chips shown after mentions of claims, by slug."""
    chip = Markup('&nbsp;<span class="chip chip-{}">{}</span>')
    return {claim.slug: chip.format(claim.verdict, verdict_in_words(claim.verdict)) for claim in claims}

"""The runs that refute the wrong answers to an exercise of a live session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.text import Label, Text
from quizapp.kinds import parts_in_order
from quizapp.kinds.contradictions import claims_against, contradictions_of
from quizapp.kinds.item import ScenarioLink
from quizapp.services.claims import claims_named
from quizapp.services.classes.live import AskedLive


@dataclass(frozen=True)
class Refutation:
    """A run to show: of a scenario with its knobs set, or of the test of a claim.

    name: what it is called in a form. part: the wrong option that it refutes. wrong: its text. if_right: what the run
    would show if the option were right.
    """

    name: str
    scenario: ScenarioLink | None = None
    claim: Claim | None = None
    test: ClaimTest | None = None
    part: str | None = None
    wrong: Text | Label | None = None
    if_right: Text | None = None


def refutations_of(session: Session, asked: AskedLive) -> list[Refutation]:
    """Those of the options first; then the tests of its claims, and of those against any other wrong answer; the
    scenario of the exercise last.
    """
    item = asked.drawn.item
    claims = claims_named(session, [*item.claims, *claims_against(item)])
    of_options = list(_of_options(session, asked))
    shown = {each.claim.slug for each in of_options if each.claim}
    tested = [
        Refutation(f"claim:{slug}", claim=claim, test=claim.deciding_tests[0])
        for slug, claim in claims.items()
        if claim.deciding_tests and slug not in shown
    ]
    return [*of_options, *tested, Refutation("scenario", scenario=item.scenario)]


def chosen_refutation(
    found: Sequence[Refutation],
    name: str | None,
    wrong_parts: Sequence[str],
    wrong_claims: Sequence[str] = (),
) -> Refutation:
    """The one of that name, or else that of the wrong option that was chosen most often, or of the claim that most
    wrong answers contradict.

    wrong_parts: the ids of the wrong options that were chosen, the most frequent one first. wrong_claims: likewise.
    """
    for each in found:
        if each.name == name:
            return each
    by_part = {each.part: each for each in found if each.part}
    by_claim = {each.claim.slug: each for each in found if each.claim and not each.part}
    told = [
        *(by_part[part] for part in wrong_parts if part in by_part),
        *(by_claim[claim] for claim in wrong_claims if claim in by_claim),
    ]
    return told[0] if told else found[0]


def _of_options(session: Session, asked: AskedLive) -> Iterator[Refutation]:
    """Their what-if runs, or else the experiments of the claims that speak against them."""
    item = asked.drawn.item
    against = contradictions_of(item)
    claims = claims_named(session, against.values())
    for option in parts_in_order(item, asked.seed):
        what_if = getattr(option, "world", None)
        if what_if is not None:
            yield Refutation(
                f"option:{option.id}",
                scenario=what_if,
                part=option.id,
                wrong=option.text,
                if_right=what_if.if_right,
            )
        elif (claim := claims.get(against.get(option.id, ""))) and claim.deciding_tests:
            yield Refutation(
                f"option:{option.id}",
                claim=claim,
                test=claim.deciding_tests[0],
                part=option.id,
                wrong=option.text,
            )

"""What the check of a question does, one step after the other, and what each finds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

import simulator
from quizapp.bank.checking.balance import problems_of_reasons
from quizapp.bank.checking.claim_problems import problems_of_claim
from quizapp.bank.checking.giveaways import warnings_of_item, warnings_of_positions
from quizapp.bank.checking.printed_keys import prints_within
from quizapp.bank.checking.proofs import problem_proved
from quizapp.bank.checking.proving import VARIANTS, prove
from quizapp.bank.parametric.drawing import needs_simulation
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.exact_tests import fisher_p_value
from quizapp.domain.claims.verification import run_tests
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.services.part_checks import ALL, in_its_language, problems_by_part, read_item
from quizapp.services.published_bank import published_bank
from quizapp.services.question_parts import is_item, place_in
from simulator.paths import Document, join, split

VARIANTS_PROVED = {False: VARIANTS, True: 4}  # without and with running networks
SEEDS = range(9000, 9005)  # of a claim; no record begins there
SECONDS_OF_A_CLAIM = 60.0  # estimated; a longer one is not run again
INCOMPATIBLE = 0.001

DRAWN = N_(
    "%(count)s variants drawn; in each, the correct answer gets full marks, and the wrong ones do not."
)
GRADED = N_("The correct answer gets full marks, and the wrong ones do not.")
NOT_PROVED = N_("Not graded, because its fields have problems.")
RUN = N_(
    "The tests of claim %(number)s, run with %(seeds)s new seeds, agree with the record (seeds that support it: "
    "%(as_claimed)s)."
)
NOT_RUN = N_("Claim %(number)s has not been run again, because that takes too long. Its record stands.")
DIFFERS = N_(
    "The test “%(test)s” of claim %(number)s no longer gives what is recorded: %(count)s of %(seeds)s new seeds "
    "support the claim, and %(before)s of %(all)s in the record."
)
PRINTED_ELSEWHERE = N_("This prints what the exercise “%(item)s” asks for: %(key)s.")


@dataclass(frozen=True)
class Finding:
    """What was found at a field of the question. A warning does not prevent publishing."""

    problem: Problem
    is_warning: bool = False


@dataclass(frozen=True)
class Found:
    """What a step found, and what it did, at the field concerned."""

    findings: tuple[Finding, ...] = ()
    facts: tuple[Problem, ...] = ()


Step = Callable[[], Found]


@dataclass
class _Checked:
    """The parts of a document that can be read, by their position, and what they rest on."""

    document: Document
    items: Mapping[int, AuthoredItem]
    scenarios: Mapping[str, Scenario]
    claims: Mapping[str, Claim]


def steps_of_check(session: Session, document: Document, *, runs_claims: bool = True) -> list[Step]:
    """The steps of the check of a document, which may be incomplete.

    runs_claims: whether the tests of its claims are run again, which takes the longest.
    """
    bank = published_bank(session)
    items = {at: read_item(item, document) for at, item in enumerate(document.get("items", []))}
    checked = _Checked(
        document,
        {position: item for position, item in items.items() if item is not None},
        bank.scenarios,
        bank.claims,
    )
    steps: list[Step] = [lambda: _check_fields(session, document)]
    for position in items:
        steps.append(lambda at=position: _prove(checked, at))  # type: ignore[misc]
    steps.append(lambda: _look_for_giveaways(checked))
    for slug, place in _claims_of(document, bank.claims).items():
        steps.append(lambda s=slug, p=place: _check_claim(checked.claims[s], p, runs_claims))  # type: ignore[misc]
    return [lambda s=step: _in_its_language(s(), document) for step in steps]  # type: ignore[misc]


def _in_its_language(found: Found, document: Document) -> Found:
    kept = in_its_language((each.problem for each in found.findings), document)
    return Found(tuple(each for each in found.findings if each.problem in kept), found.facts)


def _check_fields(session: Session, document: Document) -> Found:
    """What the model and the rest of the bank say of each part."""
    found = []
    for key, problems in problems_by_part(session, document, ALL).items():
        for problem in problems:
            place = _place(document, key, problem.field)
            found.append(Finding(Problem(place, problem.message, problem.values)))
    return Found(tuple(found))


def _place(document: Document, key: str, name: str) -> str:
    """The field of a part as a field of the whole document."""
    position = place_in(document, key) if is_item(key) else None
    return name if position is None else join("items", position, *split(name)[2:])


def _prove(checked: _Checked, position: int) -> Found:
    place = join("items", position)
    item = checked.items.get(position)
    scenario = checked.scenarios.get(item.scenario.slug) if item is not None else None
    if item is None or scenario is None:
        return Found(facts=(Problem(place, NOT_PROVED),))
    problems = problems_of_proof(item, scenario)
    findings = tuple(Finding(Problem(join(place, e.field), e.message, e.values)) for e in problems)
    if findings:
        return Found(findings)
    if isinstance(item, ParametricItem):
        count = VARIANTS_PROVED[needs_simulation(item)]
        return Found(facts=(Problem(place, DRAWN, {"count": count}),))
    return Found(facts=(Problem(place, GRADED),))


def problems_of_proof(item: AuthoredItem, scenario: Scenario) -> list[Problem]:
    """What is found by grading the key and the common mistakes of an item, in many variants if it has variables.

    Fewer variants are drawn of an item whose variants run networks.
    """
    if not isinstance(item, ParametricItem):
        problem = problem_proved(item, scenario)
        return [problem] if problem else list(problems_of_reasons(item))
    runs_networks = needs_simulation(item)
    proof = prove(item, scenario, VARIANTS_PROVED[runs_networks])
    if proof.problem:
        return [proof.problem]
    return [] if runs_networks else [*proof.key_problems, *problems_of_reasons(item.example())]


def _look_for_giveaways(checked: _Checked) -> Found:
    return Found(tuple(Finding(each, is_warning=True) for each in giveaways(checked.document, checked.items)))


def giveaways(document: Document, items: Mapping[int, AuthoredItem]) -> Iterator[Problem]:
    """What may give keys away, at the fields of the question. items: those that can be read, by their position."""
    for position, item in items.items():
        for warning in warnings_of_item(item):
            yield Problem(join("items", position, warning.field), warning.message, warning.values)
    yield from warnings_of_positions(list(items.values()))
    yield from printed_keys(document, items)


def printed_keys(document: Document, items: Mapping[int, AuthoredItem]) -> Iterator[Problem]:
    positions = {item.id: position for position, item in items.items()}
    try:
        question = Question.model_validate(document)
    except ValidationError:
        return
    seen = set()
    for each in prints_within(question):
        if (each.printing, each.item) in seen or (own := each.place.partition(": ")[2]) == "":
            continue
        seen.add((each.printing, each.item))
        place = join("items", positions[each.printing], own) if each.printing in positions else own
        yield Problem(place, PRINTED_ELSEWHERE, {"item": each.item, "key": each.key})


def _claims_of(document: Document, claims: Mapping[str, Claim]) -> dict[str, str]:
    """The claims that a question rests on, each with the field that names it first."""
    found = {slug: "claims" for slug, claim in claims.items() if claim.question == document.get("slug")}
    for slug in _listed(document.get("claims")):
        found.setdefault(slug, "claims")
    for position, item in enumerate(document.get("items", [])):
        for slug in _listed(item.get("claims") if isinstance(item, dict) else None):
            found.setdefault(slug, join("items", position, "claims"))
    return {slug: place for slug, place in found.items() if slug in claims}


def _listed(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _check_claim(claim: Claim, place: str, runs: bool) -> Found:
    recorded = [Finding(Problem(place, each.message, each.values)) for each in _problems_of_record(claim)]
    if recorded or not runs or not claim.tests:
        return Found(tuple(recorded))
    if _seconds(claim.tests) > SECONDS_OF_A_CLAIM:
        return Found(facts=(Problem(place, NOT_RUN, {"number": claim.number}),))
    found = []
    tallies = run_tests(claim.tests, SEEDS)
    for test, tally in zip(claim.tests, tallies, strict=True):
        record = test.recorded
        if record and fisher_p_value(tally.count, len(SEEDS), record.as_claimed, record.seeds) < INCOMPATIBLE:
            values = {"test": test.id, "number": claim.number, "count": tally.count, "seeds": len(SEEDS)}
            values |= {"before": record.as_claimed, "all": record.seeds}
            found.append(Finding(Problem(place, DIFFERS, values)))
    counts = ", ".join(str(tally.count) for tally in tallies)
    fact = Problem(
        place, RUN, {"number": claim.number, "as_claimed": counts, "seeds": len(SEEDS), "slug": claim.slug}
    )
    return Found(tuple(found), () if found else (fact,))


def _problems_of_record(claim: Claim) -> list[Problem]:
    return list(problems_of_claim(claim, {claim.question}, claim.scenarios))


def _seconds(tests: Sequence[ClaimTest]) -> float:
    each = (simulator.estimate_cost(experiment).seconds for test in tests for experiment in test.experiments)
    return len(SEEDS) * sum(each)

"""Cases: enough of each cause, fair ones only, and none that can be guessed."""

from collections import Counter
from random import Random

import pytest

import simulator
from quizapp.domain.oncall.cases import CaseName, draw_case, fixes_for
from quizapp.domain.oncall.causes import suspects_of
from quizapp.domain.oncall.families import FAMILIES
from quizapp.domain.oncall.fixes import FIXES
from quizapp.domain.oncall.grading import Grade, count_learned, is_valid, works
from quizapp.domain.oncall.guessing import blind_rates
from quizapp.domain.oncall.verification import FIRST_SEED, diagnose_case, verify
from simulator.paths import leaves
from tests.oncall import catalog, names_of_each
from tests.samples import sample

MOST_BLIND = 0.15


def test_there_are_at_least_twelve_causes_with_twenty_verified_cases_each() -> None:
    assert len(catalog().cases) >= 12
    assert all(catalog().count(cause) >= 20 for cause in catalog().cases)


@pytest.mark.parametrize("name", names_of_each(2), ids=str)
def test_the_healthy_twin_differs_only_by_what_was_planted(name: CaseName) -> None:
    case = draw_case(name)
    planted, healthy = (dict(leaves(each.model_dump(mode="json"))) for each in (case.planted, case.healthy))
    changed = {path for path in planted.keys() | healthy.keys() if planted.get(path) != healthy.get(path)}
    assert len({path.rpartition(".")[0] or path for path in changed}) == 1, changed
    assert draw_case.__wrapped__(name) == case


@pytest.mark.parametrize("name", sample(names_of_each(100), 4), ids=str)
def test_a_case_of_the_catalog_is_as_fair_as_recorded(name: CaseName) -> None:
    assert verify(name) == catalog().records[name].model_copy(update={"also": None})


@pytest.mark.parametrize("name", sample(names_of_each(100), 6), ids=str)
def test_measuring_names_the_planted_cause(name: CaseName) -> None:
    verdict = diagnose_case(name, FIRST_SEED)
    assert verdict.cause == name.cause
    assert verdict.minutes <= 18


def test_a_case_is_refused_if_chance_could_decide_it() -> None:
    assert is_valid(failing=2, healthy=19, fixed=18)
    assert not is_valid(failing=3)
    assert not is_valid(healthy=18)
    assert not is_valid(fixed=17)
    harmless = CaseName("rate-high", "sorting", 0)
    case = draw_case(harmless)
    assert count_learned(case.planted.replace("optimizer.learning_rate", 0.05), FIRST_SEED) > 2


def test_sixteen_of_twenty_seeds_are_enough_and_fifteen_are_not() -> None:
    assert works(16)
    assert not works(15)


def test_a_case_is_solved_only_by_the_cause_and_a_fix_that_works() -> None:
    assert Grade(knows_cause=True, learned=16).is_solved
    assert not Grade(knows_cause=True, learned=15).is_solved
    assert not Grade(knows_cause=False, learned=20).is_solved
    assert Grade(knows_cause=True, learned=20).score == pytest.approx(1.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_suspect_has_its_fix_among_those_that_can_be_named(family: str) -> None:
    offered = {fix.code for fix in fixes_for(FAMILIES[family])}
    assert {cause.fix for cause in suspects_of(family)} <= offered <= FIXES.keys()


def test_blind_guessing_names_less_than_fifteen_percent() -> None:
    rates = blind_rates(catalog())
    assert max(rates.random, rates.most_common, rates.informed) < MOST_BLIND


def test_guessers_who_are_shown_many_cases_do_no_better() -> None:
    """Each knows only the family of the network and the list of suspects."""
    random, drawn = Random(0), 6000
    names = [catalog().draw(random, ()) for _ in range(drawn)]
    counts = {family: Counter(name.cause for name in names if name.family == family) for family in FAMILIES}
    favorite = {family: count.most_common(1)[0][0] for family, count in counts.items()}
    by_favorite = sum(favorite[name.family] == name.cause for name in names) / drawn
    at_random = sum(random.choice(suspects_of(name.family)).slug == name.cause for name in names) / drawn
    assert at_random < MOST_BLIND
    assert by_favorite < MOST_BLIND


def test_a_case_comes_back_only_when_all_of_its_kind_were_seen() -> None:
    random, seen = Random(1), list[CaseName]()
    for _ in range(catalog().count("forget-gate")):
        seen.append(catalog().draw(random, seen, "forget-gate"))
    assert len(set(seen)) == len(seen)
    assert catalog().draw(random, seen, "forget-gate") in seen


def test_the_outcome_of_a_case_does_not_depend_on_the_other_seeds() -> None:
    case = draw_case(names_of_each(1)[0])
    alone = simulator.outcome_of(simulator.run(case.planted.model_copy(update={"seed": FIRST_SEED})))
    assert alone.code != "healthy"

"""Verification of cases: the counts over twenty seeds, which are recorded with the case."""

from collections.abc import Iterator

from quizapp.domain.oncall.cases import Case, CaseName, draw_case, fixes_for
from quizapp.domain.oncall.catalog import VerifiedCase
from quizapp.domain.oncall.diagnosis import Verdict, diagnose
from quizapp.domain.oncall.fixes import FIXES
from quizapp.domain.oncall.grading import count_learned, is_valid, works
from quizapp.domain.oncall.measurements import MEASUREMENTS

FIRST_SEED = 500


def verify(name: CaseName, first_seed: int = FIRST_SEED, *, every_fix: bool = False) -> VerifiedCase | None:
    """The record of a case; None if it is not valid. The cheapest condition to break is tried first."""
    case = draw_case(name)
    failing = count_learned(case.planted, first_seed)
    if not is_valid(failing=failing):
        return None
    fixed = count_learned(case.fixed_by(FIXES[case.cause.fix]), first_seed)
    if not is_valid(fixed=fixed):
        return None
    healthy = count_learned(case.healthy, first_seed)
    if not is_valid(healthy=healthy):
        return None
    also = dict(_other_fixes(case, first_seed)) if every_fix else None
    return VerifiedCase(number=name.number, failing=failing, healthy=healthy, fixed=fixed, also=also)


def _other_fixes(case: Case, first_seed: int) -> Iterator[tuple[str, int]]:
    for fix in fixes_for(case.family):
        experiment = case.fixed_by(fix)
        if fix.code != case.cause.fix and experiment != case.planted:
            count = count_learned(experiment, first_seed)
            if works(count):
                yield fix.code, count


def search(
    cause: str, family: str, wanted: int, tries: int, first_seed: int = FIRST_SEED
) -> Iterator[VerifiedCase]:
    """Valid cases, from number 0 on, until there are enough."""
    found = 0
    for number in range(tries):
        if found == wanted:
            return
        record = verify(CaseName(cause, family, number), first_seed)
        if record is not None:
            found += 1
            yield record


def diagnose_case(name: CaseName, seed: int) -> Verdict:
    """The diagnosis by rules, from measurements of the case with this seed."""
    case = draw_case(name)
    hidden = case.planted.model_copy(update={"seed": seed})
    return diagnose(case.family, lambda code: MEASUREMENTS[code].take(hidden))

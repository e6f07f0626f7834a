"""A diagnosis by rules: what each piece of evidence says about each suspect, and the order in which to measure.

It sees what a learner sees, so its rate shows that a case can be solved by measuring, and its minutes are the par.
"""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from quizapp.domain.oncall.causes import suspects_of
from quizapp.domain.oncall.evidence import Evidence
from quizapp.domain.oncall.families import Family
from quizapp.domain.oncall.measurements import MEASUREMENTS, measurements_for

FIRST = "loss"


class Judgment(enum.StrEnum):
    """proves: seen with no other cause of the room. The others are the states of the evidence board."""

    PROVES = "proves"
    FOR = "for"
    AGAINST = "against"


Judgments = dict[str, Judgment]
Facts = Callable[[str], float]


def _split(holds: bool, suspect: str) -> Judgments:
    return {suspect: Judgment.PROVES if holds else Judgment.AGAINST}


def _all(judgment: Judgment, *suspects: str) -> Judgments:
    return dict.fromkeys(suspects, judgment)


def _loss(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    found: Judgments = {}
    start, has_diverged = (
        fact("first"),
        evidence.variant == "cut" or fact("last") > 3.0 * max(1.0, fact("first")),
    )
    if start > 8.0:
        normal = (
            "rate-high",
            "rate-low",
            "clip-tight",
            "momentum",
            "window-short",
            "forget-gate",
            "sigmoid",
            "depth",
        )
        found |= _all(
            Judgment.AGAINST, *normal, "init-small", "dead-units", "recurrent-small", "recurrent-large"
        )
        found |= _all(Judgment.FOR, "summed-loss", "penalty", "init-large", "inputs", "targets")
    else:
        found |= _all(Judgment.AGAINST, "summed-loss", "penalty", "init-large")
    if has_diverged:
        slow = (
            "rate-low",
            "clip-tight",
            "init-small",
            "sigmoid",
            "dead-units",
            "recurrent-small",
            "forget-gate",
            "penalty",
        )
        found |= _all(Judgment.AGAINST, *slow, "window-short")
        found |= {
            suspect: Judgment.FOR for suspect in ("rate-high", "momentum", "targets") if suspect not in found
        }
    return found


def _terms(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    return _split(fact("factor") > 2.0, "summed-loss") | _split(fact("penalty") > fact("mean"), "penalty")


def _gradient(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    return _split(evidence.variant == "clipped" and fact("share") > 0.9 and fact("kept") < 0.05, "clip-tight")


def _layers(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    found = _split(fact("layers") >= 20, "depth")
    shrinks = fact("factor") > 1.7 and fact("layers") < 20
    return found | _all(Judgment.FOR if shrinks else Judgment.AGAINST, "sigmoid", "init-small")


def _times(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    found = _split(evidence.variant == "cut", "window-short")
    if evidence.variant != "cut":
        found |= _all(
            Judgment.FOR if fact("factor") < 0.4 else Judgment.AGAINST, "forget-gate", "recurrent-small"
        )
        found |= _all(Judgment.FOR if fact("factor") > 1.0 else Judgment.AGAINST, "recurrent-large")
    return found


def _activations(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    if family.is_recurrent:
        return {}
    found: Judgments = {}
    if fact("dead") < 0.3:
        found["dead-units"] = Judgment.AGAINST
    else:
        found |= _all(Judgment.FOR, "dead-units", "saturation", "inputs")
    if fact("saturated") < 0.5:
        found["saturation"] = Judgment.AGAINST
    shrinks = fact("last") < 0.02 * fact("first")
    found["init-small"] = Judgment.FOR if shrinks else Judgment.AGAINST
    return found


def _weights(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    found = _split(fact("bias") > 2.0, "saturation")
    return found | _split(fact("gain") > 3.0, "init-large") | _split(fact("gain") < 0.35, "init-small")


def _radius(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    return _split(fact("radius") > 3.0, "recurrent-large") | _split(fact("radius") < 0.4, "recurrent-small")


def _data(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    return _split(_is_unusual(fact("input_mean"), fact("input_std")), "inputs") | _split(
        evidence.variant == "" and _is_unusual(fact("target_mean"), fact("target_std")), "targets"
    )


def _is_unusual(mean: float, deviation: float) -> bool:
    return not 0.2 < deviation < 5.0 or abs(mean) > 5.0 * deviation


def _gates(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    return _split(fact("forget_gate") < 0.1, "forget-gate")


def _reach(fact: Facts, evidence: Evidence, family: Family) -> Judgments:
    low, high = family.usual_rates
    found = _split(fact("growth") > 1.5, "momentum")
    return found | _split(fact("first") > high, "rate-high") | _split(fact("first") < low, "rate-low")


_RULES: Mapping[str, Callable[[Facts, Evidence, Family], Judgments]] = {
    "loss": _loss,
    "terms": _terms,
    "gradient": _gradient,
    "layers": _layers,
    "times": _times,
    "activations": _activations,
    "weights": _weights,
    "radius": _radius,
    "data": _data,
    "gates": _gates,
    "reach": _reach,
}
RULED = frozenset(_RULES)  # the measurements that a rule reads
# What each measurement can tell of its own.
_DECIDES: Mapping[str, tuple[str, ...]] = {
    "terms": ("summed-loss", "penalty"),
    "gradient": ("clip-tight",),
    "layers": ("depth", "sigmoid", "init-small"),
    "times": ("window-short",),
    "activations": ("dead-units",),
    "weights": ("saturation", "init-large", "init-small"),
    "radius": ("recurrent-large", "recurrent-small"),
    "data": ("inputs", "targets"),
    "gates": ("forget-gate",),
    "reach": ("momentum", "rate-high", "rate-low"),
}


def judge(evidence: Evidence, family: Family) -> Judgments:
    """What this evidence says about the suspects of the family; those it says nothing about are left out."""
    rule = _RULES.get(evidence.measurement)
    found = rule(evidence.fact, evidence, family) if rule else {}
    return {cause.slug: found[cause.slug] for cause in suspects_of(family.slug) if cause.slug in found}


@dataclass(frozen=True)
class Verdict:
    """cause: None if the evidence does not name one. measured: the codes in their order."""

    cause: str | None
    measured: tuple[str, ...]

    @property
    def minutes(self) -> int:
        return sum(MEASUREMENTS[code].minutes for code in self.measured)


def named_by(evidence: Iterable[Evidence], family: Family) -> str | None:
    """The cause that the evidence proves, or else the only one that it leaves."""
    judged = [judge(each, family) for each in evidence]
    left = [cause.slug for cause in suspects_of(family.slug)]
    for found in judged:
        for suspect, judgment in found.items():
            if judgment is Judgment.PROVES:
                return suspect
        left = [suspect for suspect in left if found.get(suspect) is not Judgment.AGAINST]
    return left[0] if len(left) == 1 else None


def diagnose(family: Family, measure: Callable[[str], Evidence]) -> Verdict:
    """Measure until the evidence names a cause: the loss first, then what decides on most suspects in a minute."""
    taken: list[Evidence] = []
    left = {cause.slug for cause in suspects_of(family.slug)}
    offered = {each.code: each.minutes for each in measurements_for(family)}
    code: str | None = FIRST
    while code is not None:
        evidence = measure(code)
        taken.append(evidence)
        named = named_by(taken, family)
        measured = tuple(each.measurement for each in taken)
        if named is not None:
            return Verdict(named, measured)
        against = judge(evidence, family)
        left -= {suspect for suspect, judgment in against.items() if judgment is Judgment.AGAINST}
        code = _next(left, offered, measured)
    return Verdict(None, tuple(each.measurement for each in taken))


def _next(left: set[str], offered: Mapping[str, int], measured: Sequence[str]) -> str | None:
    def worth(code: str) -> float:
        return len(left & set(_DECIDES.get(code, ()))) / offered[code]

    code = max((each for each in offered if each not in measured), key=worth, default=None)
    return code if code is not None and worth(code) > 0 else None


def shortest(family: Family, evidence: Mapping[str, Evidence], cause: str) -> Verdict | None:
    """The fewest minutes that would have named the cause, as only hindsight knows; None if nothing names it."""
    verdicts = (
        Verdict(named_by([evidence[code] for code in chosen], family), chosen)
        for chosen in _subsets([code for code in evidence if code in RULED])
    )
    right = [verdict for verdict in verdicts if verdict.cause == cause]
    return min(right, key=lambda verdict: verdict.minutes, default=None)


def _subsets(codes: Sequence[str], most: int = 3) -> Iterable[tuple[str, ...]]:
    for size in range(1, most + 1):
        yield from combinations(codes, size)

"""Which symptom follows from which, so that one trouble under several names is called one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from simulator.symptoms.evidence import FEWEST_STEPS, Symptom

# By symptom, what it may follow from, the most telling first. The keys are in the order in which trouble spreads:
# of two that begin in the same update, only the later key follows.
MAY_FOLLOW: Final[Mapping[str, tuple[str, ...]]] = {
    "gradient_growth": (),
    "saturation": ("gradient_growth",),  # the same large weights, or a large step
    "dead_units": (
        "saturation",
        "gradient_growth",
    ),  # a slope of zero is the end of a small one; or a large step
    "gradient_vanishing": ("saturation", "dead_units"),  # flat units pass no gradient on
    "gradient_above_one": ("gradient_growth",),  # the same explosion, seen without comparison
    "loss_unstable": ("gradient_growth",),
    "loss_nan": ("weights_nan", "gradient_growth"),
    "weights_nan": ("loss_nan", "gradient_growth"),
    "loss_not_improving": (
        "dead_units",
        "gradient_vanishing",
        "gradient_growth",
        "saturation",
        "gradient_above_one",
        "loss_unstable",
    ),
}
ORDER: Final = {code: number for number, code in enumerate(MAY_FOLLOW)}


def place(symptom: Symptom) -> tuple[int, int]:
    """By step of onset; in the same update, as trouble spreads."""
    return symptom.first_step, ORDER[symptom.code]


def with_causes(found: list[Symptom]) -> list[Symptom]:
    """The same symptoms in order of onset, each saying which other one it follows from, if any."""
    by_code = {symptom.code: symptom for symptom in found}
    return [_with_cause(symptom, by_code) for symptom in sorted(found, key=place)]


def _with_cause(symptom: Symptom, found: Mapping[str, Symptom]) -> Symptom:
    for code in MAY_FOLLOW[symptom.code]:
        cause = found.get(code)
        if cause is not None and _can_come_of(symptom, cause):
            evidence = f"{symptom.evidence} It follows from {code} (step {cause.first_step})."
            return replace(symptom, evidence=evidence, follows=code)
    return symptom


def _can_come_of(symptom: Symptom, cause: Symptom) -> bool:
    """Nothing comes before its cause; but that a loss does not improve is dated from where it should have begun."""
    if symptom.code == "loss_not_improving":
        return cause.first_step <= symptom.first_step + FEWEST_STEPS
    return place(cause) < place(symptom)

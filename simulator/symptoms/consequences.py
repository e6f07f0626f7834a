"""Which symptom follows from which, so that one cause with several symptoms is reported once."""

from collections.abc import Mapping
from dataclasses import replace

from simulator.symptoms.symptom import Symptom, SymptomKind


def with_causes(found: list[Symptom], kinds: Mapping[str, SymptomKind]) -> list[Symptom]:
    """The same symptoms in order of onset, each with the symptom it follows from, if any. kinds: by code."""

    def place(symptom: Symptom) -> tuple[int, int]:
        """By step of onset; in the same update, in the order in which faults spread."""
        return symptom.first_step, kinds[symptom.code].spread

    def can_come_of(symptom: Symptom, cause: Symptom) -> bool:
        """Whether it does not precede its cause by more than its slack."""
        slack = kinds[symptom.code].slack
        if slack is not None:
            return cause.first_step <= symptom.first_step + slack
        return place(cause) < place(symptom)

    def with_cause(symptom: Symptom) -> Symptom:
        kind = kinds[symptom.code]
        for code in kind.causes:
            cause = by_code.get(code)
            if cause is None or not can_come_of(symptom, cause) or kind.excludes(symptom, cause):
                continue
            evidence = f"{symptom.evidence} It follows from {code} (step {cause.first_step})."
            first_step = max(symptom.first_step, cause.first_step)
            return replace(symptom, evidence=evidence, follows=code, first_step=first_step)
        return symptom

    by_code = {symptom.code: symptom for symptom in found}
    return sorted((with_cause(symptom) for symptom in found), key=place)

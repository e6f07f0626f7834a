"""Symptoms in the reader's words: the simulator says what they are called and what their evidence is, in English."""

from typing import Final

from flask_babel import gettext

import simulator

# By symptom, the claim of the source that is about it.
CLAIMS: Final = {
    "loss_not_improving": "loss-does-not-improve",
    "loss_unstable": "loss-swings",
    "loss_nan": "loss-becomes-nan",
    "gradient_growth": "gradients-grow-quickly",
    "weights_nan": "weights-become-nan",
    "gradient_above_one": "gradients-above-one",
}


def symptom_name(code: str) -> str:
    """What a symptom is called."""
    return gettext(simulator.SYMPTOMS[code].name)


def symptom_messages() -> dict[str, str]:
    """What the lab's script says of symptoms: by `symptom.`, `evidence.` (with its variant) and `claim_of.` a code."""
    messages = {}
    for code, kind in simulator.SYMPTOMS.items():
        messages[f"symptom.{code}"] = symptom_name(code)
        for variant, template in kind.evidence.items():
            messages[".".join(filter(None, ("evidence", code, variant)))] = gettext(template)
    return messages | {f"claim_of.{code}": slug for code, slug in CLAIMS.items()}

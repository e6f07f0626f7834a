"""Symptoms in the reader's words: the simulator has their English names and evidence."""

from typing import Final

from flask_babel import gettext

import simulator

# The claim of the source about each symptom.
CLAIMS: Final = {
    "loss_not_improving": "loss-does-not-improve",
    "loss_unstable": "loss-swings",
    "loss_nan": "loss-becomes-nan",
    "gradient_growth": "gradients-grow-quickly",
    "weights_nan": "weights-become-nan",
    "gradient_above_one": "gradients-above-one",
}


def symptom_name(code: str) -> str:
    """The name of a symptom."""
    return gettext(simulator.SYMPTOMS[code].name)


def symptom_messages() -> dict[str, str]:
    """Messages about symptoms for the lab's script: by `symptom.`, `evidence.` (with its variant), and `claim_of.`
    and a code.
    """
    messages = {}
    for code, kind in simulator.SYMPTOMS.items():
        messages[f"symptom.{code}"] = symptom_name(code)
        for variant, template in kind.evidence.items():
            messages[".".join(filter(None, ("evidence", code, variant)))] = gettext(template)
    return messages | {f"claim_of.{code}": slug for code, slug in CLAIMS.items()}

"""Evidence of the on-call room in the reader's words: its sentence, and the labels of its charts."""

from collections.abc import Mapping
from typing import Final

from flask_babel import format_percent, gettext

from quizapp.domain.oncall.measurements import MEASUREMENTS
from quizapp.errors import N_
from quizapp.presentation.language import number_in_words

SHARES: Final = frozenset({"share", "saturated", "dead"})
COUNTS: Final = frozenset({"updates", "layers", "zeros", "length", "matrices"})

AXES: Final = {
    "update": N_("update"),
    "layer": N_("layer, input to output"),
    "time": N_("time step of the sequence"),
    "term": N_("terms of the loss of one batch"),
    "matrix": N_("recurrent matrix"),
    "class": N_("samples of each class"),
    "value_of_weights": N_("weight times √(inputs)"),
    "value_of_inputs": N_("value of an input"),
    "value_of_targets": N_("value of a target"),
}
SERIES: Final = {
    "loss": N_("loss"),
    "before": N_("before clipping"),
    "after": N_("after clipping"),
    "gradient": N_("gradient norm"),
    "std": N_("standard deviation"),
    "saturated": N_("saturated"),
    "dead": N_("dead"),
    "gain": N_("weights, as a gain"),
    "bias": N_("biases, standard deviation"),
    "reach": N_("update divided by gradient"),
    "other": N_("trained in the other way"),
    "as_it_was": N_("as it was"),
    "input_gate": N_("input gate"),
    "forget_gate": N_("forget gate"),
    "output_gate": N_("output gate"),
    "weights": N_("number of weights"),
    "inputs": N_("number of inputs"),
    "targets": N_("number of targets"),
    "radius": N_("spectral radius"),
    "term": N_("loss"),
}
RULES: Final = {"guess": N_("guessing"), "one": N_("neither grows nor decays")}
TICKS: Final = {
    "sample": N_("one sample"),
    "batch": N_("the batch"),
    "penalty": N_("penalty"),
    "state": N_("state"),
    "input_gate": N_("input gate"),
    "forget_gate": N_("forget gate"),
    "candidate": N_("candidate"),
    "output_gate": N_("output gate"),
}


def sentence_of(measurement: str, variant: str, facts: Mapping[str, float | None]) -> str:
    """What the evidence says, with its numbers."""
    template = gettext(MEASUREMENTS[measurement].sentences[variant])
    return template % {name: _shown(name, value) for name, value in facts.items()}


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "∞"
    if name in SHARES:
        shown: str = format_percent(value, "0.#%")
        return shown
    if name in COUNTS:
        return str(int(value))
    return number_in_words(float(f"{value:.3g}"))


def tick_name(code: str) -> str:
    return gettext(TICKS[code]) if code in TICKS else code

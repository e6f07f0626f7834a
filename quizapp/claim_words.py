"""Claims in the reader's words: verdicts, and the conditions of a predicate."""

from collections.abc import Iterable

from flask_babel import gettext
from markupsafe import Markup

from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.measures.losses import has_accuracy
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.verdicts import Leaning, Verdict
from quizapp.errors import N_
from quizapp.localization import number_in_words

VERDICTS: dict[Verdict, str] = {
    "supported": N_("supported"),
    "depends": N_("it depends"),
    "contradicted": N_("contradicted"),
    "convention": N_("a convention"),
    "dated": N_("dated"),
}
LEANINGS: dict[Leaning, str] = {
    "supports": N_("supports it"),
    "mixed": N_("mixed"),
    "contradicts": N_("contradicts it"),
}
COMPARED = {
    "below": N_("%(what)s is below %(limit)s"),
    "above": N_("%(what)s is above %(limit)s"),
    "at_least": N_("%(what)s is at least %(limit)s"),
    "at_most": N_("%(what)s is at most %(limit)s"),
    "equals": N_("%(what)s is %(limit)s"),
}
ARRAYS = {
    "inputs": N_("the inputs"),
    "targets": N_("the targets"),
    "outputs": N_("the outputs"),
    "hidden_states": N_("all hidden states"),
    "hidden_state": N_("the last hidden state"),
    "initial_state": N_("the initial hidden state"),
    "cell_state": N_("the cell state"),
}
SYMPTOMS = {
    "loss_not_improving": N_("Loss does not improve"),
    "loss_unstable": N_("Loss swings"),
    "loss_nan": N_("Loss is NaN"),
    "gradient_growth": N_("Gradient grows"),
    "weights_nan": N_("Weights are NaN"),
    "gradient_above_one": N_("Gradients stay large"),
    "gradient_vanishing": N_("Gradient vanishes"),
    "dead_units": N_("Units are dead"),
    "saturation": N_("Units saturate"),
}


def verdict_in_words(verdict: Verdict) -> str:
    return gettext(VERDICTS[verdict])


def leaning_in_words(leaning: Leaning) -> str:
    return gettext(LEANINGS[leaning])


def condition_in_words(condition: Condition, test: ClaimTest) -> str:
    """What a condition asks for; of which network is left to `condition.of`."""
    experiment = test.treated if condition.of == "treated" and test.treated else test.baseline
    names = {
        "metric": gettext("accuracy") if has_accuracy(experiment) else gettext("squared error"),
        "level": number_in_words(condition.level) if condition.level is not None else "",
        "code": gettext(SYMPTOMS[condition.code]) if condition.code else "",
        "array": gettext(ARRAYS[condition.array]) if condition.array in ARRAYS else condition.array,
    }
    what = gettext(condition.definition.words) % names
    if condition.at_step:
        what = gettext("%(what)s (update %(step)s)", what=what, step=condition.at_step)
    if condition.of == "ratio":
        what = gettext("%(what)s, treated over baseline,", what=what)
    if condition.comparison is None:
        return what
    name, limit = condition.comparison
    return gettext(COMPARED[name]) % {"what": what, "limit": _limit(limit)}


def verdict_marks(claims: Iterable[Claim]) -> dict[str, Markup]:
    """By slug, the chip that stands behind a mention of a claim."""
    chip = Markup('&nbsp;<span class="chip chip-{}">{}</span>')
    return {claim.slug: chip.format(claim.verdict, verdict_in_words(claim.verdict)) for claim in claims}


def _limit(limit: float | tuple[int, ...]) -> str:
    if isinstance(limit, tuple):
        return f"({', '.join(map(str, limit))}{',' if len(limit) == 1 else ''})"
    return number_in_words(limit)

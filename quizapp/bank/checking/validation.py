"""Convert pydantic's errors to Problems that name the field as its author wrote it."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from quizapp import kinds
from quizapp.bank import interviews, terms
from quizapp.bank.parametric import messages as parametric
from quizapp.domain import messages
from quizapp.domain.claims import evidence, sentences
from quizapp.domain.claims import messages as claims
from quizapp.domain.experiments import problems as experiments
from quizapp.errors import N_, Problem
from simulator.paths import join

MESSAGES: dict[str, str] = {
    **messages.MESSAGES,
    **experiments.MESSAGES,
    **claims.MESSAGES,
    **evidence.MESSAGES,
    **sentences.MESSAGES,
    **parametric.MESSAGES,
    **interviews.MESSAGES,
    **terms.MESSAGES,
    **kinds.MESSAGES,
}


PATTERNS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": N_("Use lowercase letters and digits, with hyphens between words."),
    "^[a-z][a-z0-9_]*$": N_("Use lowercase letters, digits, and underscores, beginning with a letter."),
    r"^Q\d{1,4}$": N_("Use the form Q31."),
    r"^\d{1,3}\.[0-9a-z]{1,3}$": N_("Use the form 33.12."),
    r"^https://[^\s]+$": N_("Enter an address that begins with https://."),
}


def problems_in(
    error: ValidationError, document: Any = None, prefix: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Every problem in the error. With the document, names leave out pydantic's tags of alternatives."""
    found = error.errors(include_url=False)
    return tuple(
        _problem(details, document, prefix)
        for details in found
        if not _is_only_short_of_right_entries(details, found)
    )


def _is_only_short_of_right_entries(details: Any, found: Sequence[Any]) -> bool:
    """Pydantic counts only the valid entries: it may also call a list with an invalid one too short."""
    place = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in found
    )


def _problem(details: Any, document: Any, prefix: Sequence[str]) -> Problem:
    values = dict(details.get("ctx", {}))
    location = _as_written(details["loc"], document, details["type"] == "missing")
    if field := values.pop("field", None):
        location.append(str(field))
    if discriminator := values.get("discriminator"):
        location.append(str(discriminator).strip("'"))
    template = PATTERNS.get(values.get("pattern", ""), MESSAGES.get(details["type"]))
    if template is None:
        return Problem(join(*prefix, *location), "%(problem)s", {"problem": details["msg"]})
    if isinstance(values.get("expected"), str):
        values["expected"] = values["expected"].replace(" or ", ", ").replace("'", "")
    if isinstance(values.get("expected_tags"), str):
        values["expected_tags"] = values["expected_tags"].replace("'", "")
    return Problem(join(*prefix, *location), template, values)


def _as_written(location: Sequence[str | int], document: Any, is_missing: bool) -> list[str]:
    if document is None:
        return [str(part) for part in location]
    names: list[str] = []
    here = document
    for position, part in enumerate(location):
        entries: Any = dict(enumerate(here)) if isinstance(here, list | tuple) else here
        if isinstance(entries, dict) and part in entries:
            here = entries[part]
        elif not (is_missing and position == len(location) - 1):
            continue  # pydantic's tag of an alternative
        names.append(str(part))
    return names

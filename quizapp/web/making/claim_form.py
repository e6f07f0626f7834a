"""The form of a claim: its sentences, its tests with their conditions, and where the networks of a test come from."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import simulator
from quizapp.domain.claims.claim import Claim
from quizapp.errors import N_, Invalid, NotFound, Problem
from quizapp.http.extensions import db
from quizapp.kinds.editor import PartList
from quizapp.services import question_bank, runs
from quizapp.web.authoring.question_form import with_fields
from quizapp.web.forms.schemas import schema_of
from quizapp.web.making.entry_forms import EntryForm
from simulator.paths import Document, join

_claim = with_fields(schema_of(Claim.model_json_schema()))
_tests = _claim.fields["tests"]
assert _tests.entry is not None
_test = replace(
    _tests.entry, fields={name: _tests.entry.fields[name] for name in ("id", "title", "about", "predicate")}
)
_own = ("question", "number", "statement", "source_says", "today", "references", "scenarios", "spoken")
CLAIM = EntryForm(
    replace(
        _claim,
        fields={
            **{name: _claim.fields[name] for name in _own},
            "tests": replace(_tests, entry=_test),
        },
    ),
    {
        "question": N_("Question"),
        "number": N_("Claim number"),
        "statement": N_("Claim"),
        "source_says": N_("What the source says"),
        "today": N_("What is known today"),
        "tests": N_("Tests"),
        "title": N_("Title"),
        "about": N_("What it is for"),
        "predicate": N_("A seed supports the claim if"),
        "references": N_("References"),
        "scenarios": N_("Scenarios that show it"),
        "spoken": N_("How people say it"),
        "test": N_("Test"),
        "speaks": N_("What its seeds do"),
        "subject": N_("Phrases for its subject"),
        "predicates": N_("Phrases for what is said of it"),
    },
    {
        "tests": PartList(N_("Test %(number)s"), "title.zh"),
        "predicate": PartList(N_("Condition %(number)s"), "of"),
        "references": PartList(N_("Reference %(number)s"), "authors"),
        "spoken": PartList(N_("Statement %(number)s"), "statement.zh"),
    },
)
NO_NETWORKS = N_("Enter the address of a run with one or two networks, or the URL name of a scenario.")
_RUN = re.compile(r"\b[0-9a-f]{32}\b")


def networks_named(text: str, field: str) -> Document:
    """The networks of a test from the address of a run or the slug of a scenario. Raises Invalid naming the field."""
    named = _RUN.search(text)
    try:
        if named:
            experiments = runs.experiments_of_run(db.session, named[0])
        else:
            experiments = list(runs.experiments_of(db.session, text.strip(), {}))
    except (NotFound, Invalid):
        raise Invalid([Problem(field, NO_NETWORKS)]) from None
    if not 1 <= len(experiments) <= 2:
        raise Invalid([Problem(field, NO_NETWORKS)])
    return _arms(experiments)


def with_networks(document: Document, stored: Document, named: Mapping[str, str]) -> Document:
    """The document of the form with the networks of its tests: as stored, or as named in the field of the test.

    Raises Invalid naming the test.
    """
    before = {test.get("id"): test for test in stored.get("tests") or ()}
    tests = []
    for position, test in enumerate(document.get("tests") or ()):
        place = join("tests", position)
        kept = {
            arm: part
            for arm, part in before.get(test.get("id"), {}).items()
            if arm in ("baseline", "treated")
        }
        text = named.get(join(place, "networks"), "").strip()
        tests.append({**test, **(networks_named(text, place) if text else kept)})
    return document | ({"tests": tests} if tests else {})


def with_ids(document: Document) -> Document:
    """Each test, and each statement that people make, with an id of its own."""
    named = {"tests": _named(document, "tests", "test"), "spoken": _named(document, "spoken", "statement")}
    return document | {field: parts for field, parts in named.items() if parts}


def _named(document: Document, field: str, name: str) -> list[Document]:
    parts: list[Document] = document.get(field) or []
    taken = {part.get("id") for part in parts}
    free = (wanted for number in range(1, 100) if (wanted := f"{name}-{number}") not in taken)
    return [part if part.get("id") else {"id": next(free), **part} for part in parts]


def scenario_names() -> list[tuple[str, Any]]:
    return [(each.slug, each.title) for each in question_bank.list_scenarios(db.session)]


def _arms(experiments: list[simulator.Experiment]) -> Document:
    names = ("baseline", "treated")
    return {name: each.model_dump(mode="json") for name, each in zip(names, experiments, strict=False)}

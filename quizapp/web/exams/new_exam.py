"""The form of a new exam, and the rules that it states."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.domain.exams.rules import USUAL_GRACE_SECONDS, ExamRules
from quizapp.errors import N_, Invalid, Problem
from quizapp.services.exams import mock_selection
from quizapp.web.exams.presenter import CountTable

USUAL_COUNT = 12
USUAL_MINUTES = 30
GRACES_SECONDS = (0, 60, 120, 300, 900)


class Form(Protocol):
    def get(self, name: str, default: str = ..., /) -> str: ...
    def getlist(self, name: str, /) -> list[str]: ...


def form_values(sent: Any, counts: CountTable) -> dict[str, Any]:
    """What the fields of the form show: what was sent, or what is usual."""
    if sent is None:
        return {
            "title": "",
            "selection": "mixed",
            "topics": [row.topic.slug for row in counts.rows],
            "levels": ["1", "2", "3"],
            "count": str(USUAL_COUNT),
            "minutes": str(USUAL_MINUTES),
            "attempts": "",
            "grace": str(USUAL_GRACE_SECONDS),
            "is_shared": "",
            "opens_at": "",
            "closes_at": "",
            "items": [],
            "counts": {},
        }
    plain = (
        "title",
        "selection",
        "count",
        "minutes",
        "attempts",
        "grace",
        "is_shared",
        "opens_at",
        "closes_at",
    )
    return {
        **{name: sent.get(name, "") for name in plain},
        **{name: sent.getlist(name) for name in ("topics", "levels", "items")},
        "counts": {name: value for name, value in sent.items() if name.startswith("count:")},
    }


def rules_from(form: Any, zone: str) -> ExamRules:
    """The rules that a form states. Raises Invalid naming its fields."""
    problems: list[Problem] = []
    minutes = number_in(form, "minutes", problems)
    attempts = number_in(form, "attempts", problems) if form.get("attempts", "").strip() else None
    rules = {
        "selection": selection_from(form, problems),
        "minutes": minutes,
        "attempts": attempts,
        "grace_seconds": number_in(form, "grace", problems) if "grace" in form else USUAL_GRACE_SECONDS,
        "opens_at": _moment(form, "opens_at", zone, problems),
        "closes_at": _moment(form, "closes_at", zone, problems),
    }
    if problems:
        raise Invalid(problems)
    try:
        return ExamRules.model_validate(rules)
    except ValidationError as error:
        raise Invalid(problems_in(error, rules)) from None


def selection_from(form: Any, problems: list[Problem]) -> Any:
    """What is asked, as a document of the rules; problems are added under the names of the fields."""
    if form.get("selection") == "fixed":
        if not form.getlist("items"):
            problems.append(Problem("items", N_("Choose at least one exercise.")))
        return {"kind": "fixed", "items": form.getlist("items")}
    if form.get("selection") == "counts":
        return _counted(form, problems)
    levels = [int(level) for level in form.getlist("levels") if level in ("1", "2", "3")]
    count = number_in(form, "count", problems)
    if not form.getlist("topics"):
        problems.append(Problem("topics", N_("Choose at least one topic.")))
    if not 1 <= count <= 60:
        problems.append(Problem("count", N_("An exam has 1 to %(limit)s exercises."), {"limit": 60}))
    return None if problems else mock_selection(form.getlist("topics"), levels, count).model_dump(mode="json")


def _counted(form: Any, problems: list[Problem]) -> dict[str, Any]:
    """From the table of topics and levels, whose fields are named `count:<topic>:<level>`."""
    filters = []
    for name in form:
        kind, _, cell = name.partition(":")
        topic, _, level = cell.rpartition(":")
        if kind == "count" and topic and form.get(name, "").strip() not in ("", "0"):
            count = number_in(form, name, problems)
            filters.append({"topics": [topic], "levels": [int(level)], "count": count})
    if not filters:
        problems.append(Problem("counts", N_("Say how many exercises to draw.")))
    return {"kind": "drawn", "filters": filters}


def number_in(form: Any, name: str, problems: list[Problem]) -> int:
    """A whole number; 1 with a problem under its field if it is none."""
    written = form.get(name, "").strip()
    if written.isascii() and written.isdecimal() and len(written) < 7:
        return int(written)
    field = "counts" if name.startswith("count:") else name
    problems.append(Problem(field, N_("Write a whole number.")))
    return 1


def _moment(form: Any, name: str, zone: str, problems: list[Problem]) -> datetime | None:
    written = form.get(name, "").strip()
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        problems.append(Problem(name, N_("Write the time as 2026-11-29T14:30.")))
        return None


def values_of(problems: Mapping[str, list[str]], *names: str) -> list[str]:
    """The messages of all fields that begin with one of these names."""
    return [said for field, lines in problems.items() if field.startswith(names) for said in lines]

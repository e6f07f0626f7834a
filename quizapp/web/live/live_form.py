"""The form of a new live session, and what it states."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.domain.classes.rules import Selection
from quizapp.domain.exams.rules import DrawnSet, FixedSet
from quizapp.errors import Invalid, Problem
from quizapp.web.exams.new_exam import number_in, selection_from
from quizapp.web.exams.presenter import CountTable

USUAL_COUNT = 5
PLAIN = ("title", "selection", "count", "assignment", "variants", "round_seconds")
_SELECTION: TypeAdapter[FixedSet | DrawnSet] = TypeAdapter(Selection)


@dataclass(frozen=True)
class Wished:
    title: str
    selection: FixedSet | DrawnSet
    is_same_for_all: bool
    round_seconds: int | None


def shown_values(sent: Any, query: Any, counts: CountTable) -> dict[str, Any]:
    """What the fields show: what was sent, or what is usual with what the address asks for."""
    if sent is not None:
        return {
            **{name: sent.get(name, "") for name in PLAIN},
            **{name: sent.getlist(name) for name in ("topics", "levels", "items")},
            "counts": {name: value for name, value in sent.items() if name.startswith("count:")},
        }
    items = query.getlist("item")
    return {
        "title": query.get("title", ""),
        "selection": "fixed" if items else "assignment" if "assignment" in query else "mixed",
        "assignment": query.get("assignment", ""),
        "topics": [row.topic.slug for row in counts.rows],
        "levels": ["1", "2", "3"],
        "count": str(USUAL_COUNT),
        "variants": "same",
        "round_seconds": "",
        "items": items,
        "counts": {},
    }


def live_in(form: Any, selection: FixedSet | DrawnSet | None = None) -> Wished:
    """selection: what an assignment asks. Raises Invalid naming the fields."""
    problems: list[Problem] = []
    seconds = number_in(form, "round_seconds", problems) if form.get("round_seconds", "").strip() else None
    document = None if selection is not None else selection_from(form, problems)
    if problems:
        raise Invalid(problems)
    return Wished(
        form.get("title", ""),
        selection if selection is not None else _read(document),
        form.get("variants") != "own",
        seconds,
    )


def _read(document: Mapping[str, Any] | None) -> FixedSet | DrawnSet:
    try:
        return _SELECTION.validate_python(document)
    except ValidationError as error:
        raise Invalid(problems_in(error, {"selection": document})) from None

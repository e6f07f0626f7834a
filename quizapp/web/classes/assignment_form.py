"""The forms of an assignment and of an allowance, and what they state."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.domain.classes.grades import Allowance
from quizapp.domain.classes.rules import AssignmentRules, OncallWork
from quizapp.domain.classes.times import moment_of, written_in
from quizapp.domain.exams.rules import USUAL_GRACE_SECONDS, DrawnSet, FixedSet
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Assignment, AssignmentAllowance
from quizapp.presentation.language import number_in_words
from quizapp.services.classes.assignments import Times
from quizapp.web.exams.new_exam import number_in, selection_from
from quizapp.web.exams.presenter import CountTable
from simulator.paths import split

TIMES = ("opens_at", "due_at", "closes_at")
PLAIN = (
    *("title", "kind", "selection", "count", "minutes", "grace", "cases", "attempts", "counting"),
    *("late_percent", "points", *TIMES),
)


def usual_values(counts: CountTable) -> dict[str, Any]:
    return {
        "title": "",
        "kind": "practice",
        "selection": "mixed",
        "topics": [row.topic.slug for row in counts.rows],
        "levels": ["1", "2", "3"],
        "count": "8",
        "minutes": "30",
        "grace": str(USUAL_GRACE_SECONDS),
        "cases": "1",
        "attempts": "",
        "counting": "best",
        "late_percent": "10",
        "points": "10",
        **dict.fromkeys(TIMES, ""),
        "items": [],
        "counts": {},
    }


def asked_values(query: Any) -> dict[str, Any]:
    """What an address asks for: a title, and exercises."""
    items = query.getlist("item")
    return {"title": query.get("title", ""), **({"selection": "fixed", "items": items} if items else {})}


def sent_values(form: Any) -> dict[str, Any]:
    return {
        **{name: form.get(name, "") for name in PLAIN},
        **{name: form.getlist(name) for name in ("topics", "levels", "items")},
        "counts": {name: value for name, value in form.items() if name.startswith("count:")},
    }


def stored_values(
    assignment: Assignment, rules: AssignmentRules, zone: str, counts: CountTable
) -> dict[str, Any]:
    """An assignment as the form shows it."""
    values = usual_values(counts) | {
        "title": assignment.title,
        "kind": rules.work.kind,
        "attempts": str(rules.attempts or ""),
        "counting": rules.counting,
        "late_percent": "" if rules.late_percent is None else str(rules.late_percent),
        "points": number_in_words(rules.points),
        **{name: written_in(getattr(assignment, name), zone) for name in TIMES},
    }
    if isinstance(rules.work, OncallWork):
        return values | {"cases": str(rules.work.cases)}
    if rules.work.kind == "exam":
        values |= {"minutes": str(rules.work.minutes), "grace": str(rules.work.grace_seconds)}
    return values | _of_selection(rules.work.selection)


def _of_selection(selection: FixedSet | DrawnSet) -> dict[str, Any]:
    if isinstance(selection, FixedSet):
        return {"selection": "fixed", "items": list(selection.items)}
    if all(len(each.topics) == len(each.levels) == 1 for each in selection.filters):
        cells = {f"count:{each.topics[0]}:{each.levels[0]}": str(each.count) for each in selection.filters}
        return {"selection": "counts", "counts": cells}
    return {
        "selection": "mixed",
        "topics": [topic for each in selection.filters for topic in each.topics],
        "levels": [str(level) for level in selection.filters[0].levels or (1, 2, 3)],
        "count": str(selection.count),
    }


def assignment_in(
    form: Any, zone: str, before: AssignmentRules | None = None
) -> tuple[AssignmentRules, Times]:
    """What the form states. before: of an assignment whose form does not ask again what is to be done.

    Raises Invalid naming the fields.
    """
    problems: list[Problem] = []
    work = _work(form, problems) if before is None else before.work.model_dump(mode="json")
    rules = {
        "work": work,
        "attempts": _number_or_none(form, "attempts", problems),
        "counting": form.get("counting", "best"),
        "late_percent": _number_or_none(form, "late_percent", problems),
        "points": _points(form, problems),
    }
    times = {name: _time(form, name, zone, problems) for name in TIMES}
    if problems:
        raise Invalid(problems)
    try:
        return AssignmentRules.model_validate(rules), Times(**times)
    except ValidationError as error:
        raise Invalid(_under_fields(problems_in(error, rules))) from None


def allowance_in(form: Any, zone: str) -> Allowance:
    """Raises Invalid naming the fields."""
    problems: list[Problem] = []
    extra = number_in(form, "extra_minutes", problems) if form.get("extra_minutes", "").strip() else 0
    attempts = _number_or_none(form, "attempts", problems)
    due_at, closes_at = (_time(form, name, zone, problems) for name in ("due_at", "closes_at"))
    if problems:
        raise Invalid(problems)
    return Allowance(extra, attempts, due_at, closes_at, form.get("is_excused") == "1")


def allowance_values(form: Any, stored: AssignmentAllowance | None, zone: str) -> Mapping[str, str]:
    if form is not None:
        names = ("extra_minutes", "attempts", "due_at", "closes_at", "is_excused")
        return {name: form.get(name, "") for name in names}
    if stored is None:
        return {}
    return {
        "extra_minutes": str(stored.extra_minutes or ""),
        "attempts": str(stored.attempts or ""),
        "due_at": written_in(stored.due_at, zone),
        "closes_at": written_in(stored.closes_at, zone),
        "is_excused": "1" if stored.is_excused else "",
    }


def _work(form: Any, problems: list[Problem]) -> dict[str, Any]:
    kind = form.get("kind", "practice")
    if kind == "oncall":
        return {"kind": kind, "cases": number_in(form, "cases", problems)}
    work = {"kind": kind, "selection": selection_from(form, problems)}
    if kind == "exam":
        work["minutes"] = number_in(form, "minutes", problems)
        work["grace_seconds"] = number_in(form, "grace", problems)
    return work


def _number_or_none(form: Any, name: str, problems: list[Problem]) -> int | None:
    return number_in(form, name, problems) if form.get(name, "").strip() else None


def _points(form: Any, problems: list[Problem]) -> float:
    try:
        return float(form.get("points", "").strip().replace(",", "."))
    except ValueError:
        problems.append(Problem("points", N_("Write a number, such as 10 or 2.5.")))
        return 0.0


def _time(form: Any, name: str, zone: str, problems: list[Problem]) -> Any:
    try:
        return moment_of(name, form.get(name, ""), zone)
    except Invalid as invalid:
        problems.extend(invalid.problems)
        return None


def _under_fields(problems: Iterable[Problem]) -> list[Problem]:
    """`work.exam.minutes` stands beside the field `minutes`."""
    names = {"minutes": "minutes", "grace_seconds": "grace", "cases": "cases", "kind": "kind"}
    found = []
    for problem in problems:
        parts = split(problem.field)
        last = next((names[part] for part in reversed(parts) if part in names), None)
        is_selection = "selection" in parts
        field = "selection.filters" if is_selection else last or parts[0]
        found.append(Problem(field, problem.message, problem.values))
    return found

"""The short form of a new assignment, inside the window in which a course selects what it links to."""

from collections.abc import Collection
from typing import Any

from quizapp.domain.classes.rules import MOST_CASES, AssignmentRules, ExamWork, OncallWork, PracticeWork
from quizapp.domain.exams.rules import MOST_ITEMS, MOST_MINUTES, DrawnSet, Filter
from quizapp.errors import N_, Invalid, Problem

KINDS = ("practice", "exam", "oncall")


def rules_in(form: Any, topics: Collection[str]) -> AssignmentRules:
    """Fields: title, kind, topic (empty for all), count, minutes. Raises Invalid naming them."""
    problems: list[Problem] = []
    kind = form.get("kind", KINDS[0])
    most = MOST_CASES if kind == "oncall" else MOST_ITEMS
    count = _number(form, "count", most, problems)
    minutes = _number(form, "minutes", MOST_MINUTES, problems) if kind == "exam" else 0
    if kind not in KINDS:
        problems.append(Problem("kind", N_("Choose what is to be done.")))
    if not form.get("title", "").strip():
        problems.append(Problem("title", N_("Give the assignment a title.")))
    if problems:
        raise Invalid(problems)
    if kind == "oncall":
        return AssignmentRules(work=OncallWork(cases=count))
    chosen = tuple(topic for topic in [form.get("topic", "")] if topic in topics)
    selection = DrawnSet(filters=(Filter(topics=chosen, count=count),))
    if kind == "exam":
        return AssignmentRules(work=ExamWork(selection=selection, minutes=minutes))
    return AssignmentRules(work=PracticeWork(selection=selection))


def _number(form: Any, name: str, most: int, problems: list[Problem]) -> int:
    written = form.get(name, "").strip()
    if written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= most:
        return int(written)
    problems.append(Problem(name, N_("Write a whole number from 1 to %(limit)s."), {"limit": most}))
    return 1

"""Where in the YAML of a question each problem is."""

from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from quizapp.errors import Problem
from quizapp.formats.yaml_lines import line_of, lines_of
from quizapp.presentation.language import say


@dataclass(frozen=True)
class Fault:
    """A problem with its line and its path in the text."""

    line: int
    path: str
    sentence: str


def faults_in(text: str, problems: Iterable[Problem]) -> list[Fault]:
    """In the order of the lines."""
    try:
        lines = lines_of(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return [Fault(line, "", say(problem)) for problem in problems]
    found = []
    for problem in problems:
        _written, line = line_of(lines, problem.field)
        found.append(Fault(line, problem.field, say(Problem("", problem.message, problem.values))))
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line)

"""One or two pasted experiments."""

import json
from dataclasses import dataclass
from typing import Any

import simulator
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.errors import N_, Problem
from quizapp.presentation.language import say

MOST_EXPERIMENTS = 2


@dataclass(frozen=True)
class ReadDocument:
    """problems: sentences in the reader's language, each naming its field."""

    text: str
    experiments: tuple[simulator.Experiment, ...]
    problems: tuple[str, ...]


def read_document(text: str) -> ReadDocument:
    """One experiment, a list of one or two, or an object with such a list in `experiments`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (1, 1)
        values = {"line": where[0], "column": where[1]}
        return _refused(text, Problem("", N_("Invalid JSON: see line %(line)s, column %(column)s."), values))
    documents = found.get("experiments", found) if isinstance(found, dict) else found
    documents = documents if isinstance(documents, list) else [documents]
    if not 1 <= len(documents) <= MOST_EXPERIMENTS or not all(isinstance(each, dict) for each in documents):
        return _refused(text, Problem("", N_("Provide one experiment or a list of two.")))
    return _checked(text, documents)


def _checked(text: str, documents: list[dict[str, Any]]) -> ReadDocument:
    experiments: list[simulator.Experiment] = []
    problems: list[Problem] = []
    for position, document in enumerate(documents):
        try:
            experiments.append(simulator.Experiment.model_validate_json(json.dumps(document)))
        except simulator.InvalidExperiment as invalid:
            prefix = f"experiments.{position}." if len(documents) > 1 else ""
            problems.extend(problems_of_experiment(invalid, prefix))
    return _refused(text, *problems) if problems else ReadDocument(text, tuple(experiments), ())


def _refused(text: str, *problems: Problem) -> ReadDocument:
    said = tuple(f"{each.field}: {say(each)}" if each.field else say(each) for each in problems)
    return ReadDocument(text, (), said)

"""The errors of the simulator.

ValueError
├── InvalidExperiment   an experiment that cannot be run; carries one Problem per fault
└── ShapeMismatch       an array whose shape does not fit the experiment
"""

import dataclasses
from collections.abc import Container, Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError, ValidationError

from simulator.paths import join, split


@dataclasses.dataclass(frozen=True)
class Problem:
    """One fault of an experiment: its field, a stable code for translation, and an English sentence."""

    field: str
    code: str
    message: str
    context: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class InvalidExperiment(ValueError):
    """An experiment that cannot be run. `problems` lists every fault found, each with its field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["InvalidExperiment"], tuple[tuple[Problem, ...]]]:
        """Support pickling, for errors from worker processes."""
        return type(self), (self.problems,)


class ShapeMismatch(ValueError):
    """An array whose shape does not fit the experiment it was given for."""


def problems_of(errors: Iterable[ErrorDetails], kinds: Mapping[str, Container[str]]) -> list[Problem]:
    """Pydantic's error details as problems with the dotted paths that readers know.

    kinds: the kinds of the fields that are unions discriminated by `kind`. Pydantic puts the kind into the path of an
    error below them ("network", "mlp", "depth"); the path for readers does not have it ("network.depth").
    """
    return [_problem_of(error, kinds) for error in errors]


def _problem_of(error: ErrorDetails, kinds: Mapping[str, Container[str]]) -> Problem:
    location = [str(part) for part in error["loc"]]
    if len(location) > 1 and location[1] in kinds.get(location[0], ()):
        del location[1]
    code, message, context = error["type"], error["msg"], dict(error.get("ctx", {}))
    if code in ("union_tag_invalid", "union_tag_not_found"):
        location.append("kind")
    if code == "union_tag_invalid":
        code = "not_available"
        message = f"'{context['tag']}' is not available; choose from {context['expected_tags']}"
    elif code == "union_tag_not_found":
        code, message = "missing", "Field required"
    elif code == "extra_forbidden":
        message = "Unknown field"
    return Problem(join(*location), code, message, context)


@dataclasses.dataclass(frozen=True)
class Fault:
    """A semantic fault found by a check: a field, a code, and an English template with its context."""

    field: str
    code: str
    template: str
    context: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def refusal(*faults: Fault) -> ValidationError:
    """Faults as one pydantic error; raised in a validator, it keeps their locations at any depth."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError(fault.code, fault.template, dict(fault.context)),
            loc=tuple(split(fault.field)),
            input=None,
        )
        for fault in faults
    ]
    return ValidationError.from_exception_data("Experiment", details)

"""The families of errors, each with the status that it has over HTTP."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


def N_(message: str) -> str:  # noqa: N802 (the name that message extractors know)
    """Mark a message for the translation catalog without translating it yet."""
    return message


@dataclass(frozen=True)
class Problem:
    """One problem: the dotted name of the field, and a template with its values."""

    field: str
    message: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        text = self.message % self.values if self.values else self.message
        return f"{self.field}: {text}" if self.field else text

    def within(self, place: str) -> "Problem":
        """The same problem, with its field in this place, such as a file."""
        return dataclasses.replace(self, field=f"{place}: {self.field}" if self.field else place)


class QuizError(Exception):
    status = 400
    title = N_("Request failed")
    message = N_("The request could not be completed.")

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class NotFound(QuizError):
    status = 404
    title = N_("Not found")
    message = N_("There is no page at this address.")


class NotAllowed(QuizError):
    status = 403
    title = N_("Not allowed")
    message = N_("Your account does not have permission to do this. It requires the “%(role)s” role.")


class Conflict(QuizError):
    status = 409
    title = N_("Conflict with existing content")


class TooLarge(QuizError):
    status = 413
    title = N_("Too large")


class Unreadable(QuizError):
    title = N_("This request could not be understood")


class Busy(QuizError):
    """It may work a little later."""

    status = 503
    retry_after = 10  # seconds


class Invalid(QuizError):
    """Input that cannot be accepted, with all its problems."""

    status = 422
    title = N_("Some fields need your attention")
    message = N_("Correct the fields listed below and submit again. Your input has been kept.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class OperatorError(QuizError):
    """Something that the operator of the service must fix; shown as one line."""

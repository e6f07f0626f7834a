"""A refused form is shown again, with the typed values, and each problem beside its field."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import make_response
from werkzeug.wrappers import Response

from quizapp.errors import Invalid, Problem, QuizError
from quizapp.presentation.language import say

P = ParamSpec("P")
R = TypeVar("R")

Problems = tuple[Problem, ...]


def shown_again_by(
    page: Callable[..., str | Response],
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Respond with `page(problems, *arguments of the view)` and status 422 if the view raises Invalid."""
    return answered_by(Invalid, lambda invalid, *args, **kwargs: page(invalid.problems, *args, **kwargs))


def answered_by(
    refusal: type[QuizError], page: Callable[..., Any], status: int = 422
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Respond with `page(error, *arguments of the view)` if the view raises this error."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            try:
                return view(*args, **kwargs)
            except refusal as error:
                return make_response(page(error, *args, **kwargs), status)

        return checked

    return decorate


def said_by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """The problems in the reader's language, by field."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        sentences = said.setdefault(problem.field, [])
        if (sentence := say(problem)) not in sentences:
            sentences.append(sentence)
    return said

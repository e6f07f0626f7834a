"""Answers that give each part by its name, such as {"gap-1": "tanh", "gap-2": 0.5}."""

from collections.abc import Collection
from typing import Any

from quizapp.domain.grading.grade import MalformedAnswer


def read_named(answer: Any, names: Collection[str]) -> dict[str, Any]:
    """What is given for each of the names; parts that are null, or only spaces, are left out."""
    if not isinstance(answer, dict):
        raise MalformedAnswer("Give a group of these fields: %(names)s.", names=", ".join(names))
    for name in answer:
        if name not in names:
            raise MalformedAnswer(
                "There is no “%(name)s” here; there are %(names)s.",
                name=str(name)[:40],
                names=", ".join(names),
            )
    return {
        name: value
        for name, value in answer.items()
        if value is not None and not (isinstance(value, str) and not value.strip())
    }


def read_choice(value: Any, ids: Collection[str]) -> str:
    """One of the ids."""
    if isinstance(value, str) and value in ids:
        return value
    raise MalformedAnswer(
        "There is no option “%(option)s”; choose from %(options)s.",
        option=str(value)[:40],
        options=", ".join(ids),
    )

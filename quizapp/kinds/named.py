"""Answers that give each part by its name, such as {"gap-1": "tanh", "gap-2": 0.5}."""

from collections.abc import Collection
from typing import Any

from quizapp.kinds.grade import MalformedAnswer


def read_named(answer: Any, names: Collection[str]) -> dict[str, Any]:
    """The answers by name, without parts that are null or only spaces."""
    if not isinstance(answer, dict):
        raise MalformedAnswer("Provide a group with these fields: %(names)s.", names=", ".join(names))
    for name in answer:
        if name not in names:
            raise MalformedAnswer(
                "Unknown name “%(name)s”. Choose from %(names)s.",
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
        "Unknown option “%(option)s”. Choose from %(options)s.",
        option=str(value)[:40],
        options=", ".join(sorted(ids)),  # their order in the item may tell the key
    )

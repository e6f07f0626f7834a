"""An answer is a list of axes, or a text such as "(time_steps, n_samples, dim_hidden)"."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade, MalformedAnswer
from quizapp.kinds.tensor_shape.model import TensorShape

_AXIS = re.compile(r"[a-z][a-z0-9_]*|[1-9]\d{0,6}")
_EXAMPLE = "(time_steps, n_samples, 64)"


def grade(item: TensorShape, answer: Any) -> Grade:
    """1 if every axis is right; otherwise, with the right number of axes, half the share of right axes."""
    shape = read_shape(answer)
    known = {axis.name for axis in item.axes}
    for axis in shape:
        if isinstance(axis, str) and axis not in known:
            raise MalformedAnswer(
                "Unknown axis “%(axis)s”. Available axes: %(axes)s.",
                axis=axis,
                axes=", ".join(sorted(known)),
            )
    if shape == item.key:
        return Grade(score=1.0, key=list(item.key))
    fitting = sum(given == right for given, right in zip(shape, item.key, strict=False))
    score = 0.5 * fitting / len(item.key) if len(shape) == len(item.key) else 0.0
    mistake = next((m for m in item.mistakes if m.shape == shape), None)
    return Grade(score=score, key=list(item.key), feedback=mistake.feedback if mistake else None)


def read_shape(answer: Any) -> tuple[str | int, ...]:
    if isinstance(answer, str):
        text = unicodedata.normalize("NFKC", answer).replace("、", ",").strip().strip("()[]")
        answer = [part.strip() for part in text.rstrip(", ").split(",")] if text else []
    if not isinstance(answer, list | tuple) or len(answer) > 12:
        raise MalformedAnswer("Enter a shape such as %(example)s.", example=_EXAMPLE)
    return tuple(_axis(part) for part in answer)


def _axis(part: Any) -> str | int:
    text = (
        str(part).lower().replace(" ", "_")
        if isinstance(part, str | int) and not isinstance(part, bool)
        else ""
    )
    if not _AXIS.fullmatch(text):
        raise MalformedAnswer(
            "“%(part)s” is not an axis; write a shape such as %(example)s.",
            part=str(part)[:40],
            example=_EXAMPLE,
        )
    return int(text) if text.isdigit() else text


def right_answer(item: TensorShape, language: Language) -> list[str | int]:
    return list(item.key)


def wrong_answers(item: TensorShape) -> Iterator[list[str | int]]:
    yield from (list(mistake.shape) for mistake in item.mistakes)

"""An answer is a list of axes, or a text such as "(time_steps, n_samples, dim_hidden)"."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Language
from quizapp.kinds.grade import Grade
from quizapp.kinds.refutable import Wrong
from quizapp.kinds.tensor_shape.model import Axis, ShapeMistake, TensorShape
from quizapp.kinds.tensor_shape.reading import read_shape


def grade(item: TensorShape, answer: Any) -> Grade:
    """1 if every axis is right; with the right number of axes, half the share of right axes; 0 for a known mistake."""
    shape = read_shape(answer, item.axis_of_name)
    key = list(item.key)
    if shape == item.key:
        return Grade(score=1.0, key=key)
    mistake = _mistake(item, shape)
    if mistake is not None:
        return Grade(score=0.0, key=key, feedback=mistake.feedback)
    if len(shape) != len(item.key):
        return Grade(score=0.0, key=key)
    fitting = sum(given == right for given, right in zip(shape, item.key, strict=True))
    return Grade(score=0.5 * fitting / len(item.key), key=key)


def _mistake(item: TensorShape, shape: tuple[Axis, ...]) -> ShapeMistake | None:
    return next((mistake for mistake in item.mistakes if mistake.shape == shape), None)


def wrong_in(item: TensorShape, answer: Any) -> Wrong:
    mistake = _mistake(item, read_shape(answer, item.axis_of_name))
    return [("", mistake)] if mistake else []


def right_answer(item: TensorShape, language: Language) -> list[str | int]:
    return list(item.key)


def in_words(item: TensorShape, answer: Any, language: Language, beside: Any = None) -> str:
    if isinstance(answer, str):
        return answer
    axes = ", ".join(map(str, answer))
    return f"`({axes})`" if len(answer) != 1 else f"`({axes},)`"


def wrong_answers(item: TensorShape) -> Iterator[list[str | int]]:
    yield from (list(mistake.shape) for mistake in item.mistakes)

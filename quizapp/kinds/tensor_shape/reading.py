"""Read a shape as people write it: (T, N, 64), torch.Size([32, 10, 64]), 32×10×64, np.zeros((n_samples, 4*32))."""

import math
import re
from collections.abc import Mapping
from typing import Any

from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.tensor_shape.model import Axis, axis_spelled
from quizapp.kinds.typed import folded, unwrapped, without_brackets

LONGEST = 200  # characters of a shape
_MOST_AXES = 12
_EXAMPLE = "(time_steps, n_samples, 64)"
_EXAMPLE_OF_NUMBERS = "(32, 10, 64)"
_CALL = re.compile(
    r"(?:[a-z_][\w.]*\s*[=:]\s*)?[a-z_][\w.]*(?=[(\[])|(?:[\w.]+\.)?(?:shape|形状)\s*(?:[=:]|is|是|为)*\s*"
)
_KEYWORD = re.compile(r",\s*(?:dtype|device)\s*=[\w.]+")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_SIZE = re.compile(r"[1-9]\d{0,6}(?:\s*[*×x]\s*[1-9]\d{0,6})*")
_WORD_BETWEEN = re.compile(
    r"(?<=[\w\u3400-\u9fff])\s+(?:by|x|乘以?|×)\s+(?=[\w\u3400-\u9fff])|(?<=\d)x(?=\d)"
)
_BETWEEN_CHINESE = re.compile("(?<=[\u3400-\u9fff])乘以?(?=[\u3400-\u9fff])")


def read_shape(answer: Any, names: Mapping[str, str]) -> tuple[Axis, ...]:
    """The axes of the shape. `names` gives the axis of each name that the item knows, spelled by `axis_spelled`.

    Raises MalformedAnswer for what is no shape, and for an unknown name.
    """
    parts = _parts(answer) if isinstance(answer, str) else answer
    if not isinstance(parts, list | tuple) or len(parts) > _MOST_AXES:
        raise MalformedAnswer("Enter a shape such as %(example)s.", example=_example(names))
    return tuple(_axis(part, names) for part in parts)


def _parts(text: str) -> list[str]:
    if len(text) > LONGEST:
        return [text]
    plain = unwrapped(folded(text).replace("\\times", "×"))
    if call := _CALL.match(plain):
        plain = plain[call.end() :].strip()
    plain = without_brackets(_KEYWORD.sub("", without_brackets(plain)))
    plain = _BETWEEN_CHINESE.sub("×", _WORD_BETWEEN.sub("×", plain))
    for separator in (r"[,、;]", "×", r"\*", r"\s+"):
        if re.search(separator, plain):
            return [part.strip() for part in re.split(separator, plain.rstrip(",、; "))]
    return [plain] if plain else []


def _axis(part: Any, names: Mapping[str, str]) -> Axis:
    text = (
        folded(str(part)).strip(" '\"`") if isinstance(part, str | int) and not isinstance(part, bool) else ""
    )
    text = without_brackets(text)
    if _SIZE.fullmatch(text):
        return math.prod(int(size) for size in re.findall(r"\d+", text))
    if name := names.get(axis_spelled(text)):
        return name
    shown = str(part)[:40]
    if not text:
        raise MalformedAnswer("Enter a shape such as %(example)s.", example=_example(names))
    if not names:
        raise MalformedAnswer(
            "“%(part)s” is not a number; this shape consists of numbers, such as %(example)s.",
            part=shown,
            example=_EXAMPLE_OF_NUMBERS,
        )
    if not (_NAME.fullmatch(text.replace(" ", "_").replace("-", "_")) or not text.isascii()):
        raise MalformedAnswer(
            "“%(part)s” is not an axis; write a shape such as %(example)s.", part=shown, example=_EXAMPLE
        )
    raise MalformedAnswer(
        "Unknown axis “%(axis)s”. Available axes: %(axes)s.",
        axis=shown,
        axes=", ".join(sorted(set(names.values()))),
    )


def _example(names: Mapping[str, str]) -> str:
    return _EXAMPLE if names else _EXAMPLE_OF_NUMBERS

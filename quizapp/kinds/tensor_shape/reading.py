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
_LEAD = re.compile(
    r"(?:(?:it|the|an?|is|has|answer|output|result|state|tensor|tuple|list|matrix|array|vector|of|with"
    r"|shape|sizes?"
    r"|dimensions?|should be|would be)\b|答案|应该|应当|形状|大小|张量|矩阵|数组|元组|输出|结果|得到|是"
    r"|为|的|[\s:=])*+(?=[(\[\d])|[a-z_][\w.]*\s*[=:]\s*(?=[(\[\d])"
)
_KIND_AFTER = re.compile(r"(?<=[)\]])\s*(?:的)?(?:matrix|tensor|array|vector|shape|矩阵|张量|数组|向量)$")
_ROWS_AND_COLUMNS = re.compile(r"(\d+) ?(?:行|rows?) ?(?:[,×x]|and|by|with)? ?(\d+) ?(?:列|columns?|cols?)")
_AXIS_GIVEN = re.compile(r"[a-z\u3400-\u9fff][\w ]{0,30}[=:]\s*(?=\d)|[\u3400-\u9fff]{1,8}\s*(?=\d)")
_COUNTED_BEFORE = re.compile(
    r"(?:the)?(?:numberof|num(?=[a-z]{3})|nb|no\.of|n(?=samples|hidden|units|features|classes)|sizeof"
    r"|dim(?:ension)?(?:of)?)(?:the)?"
)
_COUNTED_AFTER = re.compile(
    r"(?:s?(?:size|dim|dimensions?|number|count|axis)|s|个数|数量|数目|的?维度|维数|大小|尺寸|数|轴|维)$"
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
    plain = _ROWS_AND_COLUMNS.sub(r"\1×\2", _KIND_AFTER.sub("", plain))
    plain = plain[lead.end() :] if (lead := _LEAD.match(plain)) else plain
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
    text = (
        _AXIS_GIVEN.sub("", without_brackets(text), count=1)
        if _AXIS_GIVEN.match(text)
        else without_brackets(text)
    )
    if _SIZE.fullmatch(text):
        return math.prod(int(size) for size in re.findall(r"\d+", text))
    if name := names.get(axis_spelled(text)) or _axis_of_core(text, names):
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


def _axis_of_core(text: str, names: Mapping[str, str]) -> str | None:
    """The axis whose names agree with the text but for words such as “number of” and “size”, if it is only one."""
    core = _core(axis_spelled(text))
    axes = {axis for name, axis in names.items() if core and _core(name) == core}
    return axes.pop() if len(axes) == 1 else None


def _core(name: str) -> str:
    """Without the words around the thing that is counted; a name that is nothing but these has none."""
    without_front = _COUNTED_BEFORE.sub("", name, count=1)
    return (
        _COUNTED_AFTER.sub("", without_front, count=1) if len(without_front) > 2 or not name.isascii() else ""
    )


def _example(names: Mapping[str, str]) -> str:
    return _EXAMPLE if names else _EXAMPLE_OF_NUMBERS

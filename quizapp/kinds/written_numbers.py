"""Read a number as people write it: with units, approximation marks, separators, or as a short calculation."""

import re
from typing import Any

from quizapp.kinds.arithmetic import NotArithmetic, Written, calculated
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.number_words import with_digits
from quizapp.kinds.typed import folded, unwrapped, without_brackets

LONGEST = 60  # characters of a number as people write it
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "‐": "-", "‑": "-", "⁄": "/", "÷": "/", "·": "*", "⋅": "*", "×": "*", "∙": "*"}
)
_SPELLED = (
    (re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\(?:times|cdot)"), "*"),
    (re.compile(r"\\approx|≃|≅|∼|~|\bapproximately equal to\b|约等于"), "≈"),
    (re.compile(r"\\"), ""),
    (re.compile(r"\{"), "("),
    (re.compile(r"\}"), ")"),
    (re.compile(r"(?<=\d)。(?=\d)"), "."),
    (re.compile(r"(?<=[\d)%])\s*(?:x|乘以?|times)\s*(?=[\d(.])"), "*"),
    (re.compile(r"\s*(?:percent|per cent|%|％)"), "%"),
    (re.compile(r"^负|^minus\b|^negative\b"), "-"),
    (re.compile(r"^half(?= of\b|$)|^(?:原来的)?一半$"), "1/2"),
    (re.compile(r"⌈"), "ceil("),
    (re.compile(r"⌊"), "floor("),
    (re.compile(r"[⌉⌋]"), ")"),
    (re.compile(r"^(?:>=|≥|at least|至少)\s*"), ""),
    (re.compile(r"百分之([\d.]+)"), r"\1%"),
    (re.compile(r"(?<=\d)\s*:\s*1$"), ""),
    (re.compile(r"(?<=[\d)%]) \(([\d.e+-]+)\)$"), r"≈\1"),
    (re.compile(r"(?<=[\d)%])\s*(?:±|\+/-).*"), ""),
)
_BEFORE = re.compile(
    r"(?:[\s≈=:,>≥]|(?:the )?answer(?: is)?|it is|it's|it|is|about|approximately|approx\.?"
    r"|around|roughly|circa|ca\.|nearly|almost|exactly|just|the\b|an?\b|by|after|over\b|grows?(?: by"
    r"| to)?|(?:in|de)creases? by|shrinks? (?:by|to)|(?:bit|little) (?:over|under)|factor(?: of)?"
    r"|total(?: of)?|i (?:get|think|guess)"
    r"|(?:layer|step|epoch)(?=[ #]*\d)|equals?|equal to|we get|that's|that is|got|#"
    r"|第|总共|一共|总计|共计|共|正好|恰好|刚好|我算(?:的|出来)?|算出来|算得|得到|得|缩小到|增大到|变为"
    r"|变成|增长到?|放大到?|扩大到?|原来的|在|左右|我觉得|我认为|应当|该"
    r"|答案|结果|应该|大约|大概|差不多|近似|将近|约|是|为|等于)*+"
)
_FORMULA = re.compile(  # with names of one letter: 2T/h
    r"[\d\s*/^()+-]*+[a-z](?:[\s*/^()+-]++(?:[a-z]|\d++))*+[\s()]*+"
)
_HEXADECIMAL = re.compile(r"\b0x[0-9a-f]")
_NAME = re.compile(r"[a-z]\w{0,11}(?:\(\w{1,3}\))?\s*(?:[=≈>≥]|>=)(?=.)")
_UNIT = (
    r"个?时间步|步|层|倍|次更新|次|个窗口|个参数|个值|个|(?:time[ -])?steps?|layers?|-?fold|x"
    r"|times(?: (?:as )?(?:larger|bigger|large|big))?|(?:(?:distinct|trainable) )*param(?:eter)?s?"
    r"|updates?|windows?|values?"
    r"|个?样本|行|列|samples?|rows?|columns?"
    r"|multiplications|乘法|次乘法|symbols?|个符号|bits?|比特"
)
_AFTER = re.compile(
    rf"(?:[\s*.,。!]|左右|上下|吧|呢|or so|or thereabouts|roughly|approximately|approx\.?|more or less"
    rf"|in total|overall"
    rf"|altogether|total|deep|long|later|per (?:layer|(?:time )?step|unit|pass)|of (?:the (?:original"
    rf"|initial)|it)|每层|每步|那么多|{_UNIT})*+"
)
_END_OF_NUMBER = re.compile(
    r"[\d)%‰万千百亿.]|(?<![a-z])e(?![a-z])|(?<=\d)k|(?<=\d)m(?![a-z])|million|thousand"
)
_RANGE = re.compile(r"([\d.]+)\s*(?:-|—|≈|到|至|或者?|to|or)\s*([\d.]+)")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:([ '_])\d{3})(?:\1\d{3})*(?![\d ])")
_WITH_COMMA = re.compile(r"[\d.]*,[\d.,]*")
_ONE_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d*|(?:,\d{3}){2,})")
_POINTS_THEN_COMMA = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_DECIMAL_COMMA = re.compile(r"\d*,\d+")


def read_number(answer: Any) -> float:
    """A number, or a text that spells one. Raises MalformedAnswer for anything that is not a finite number."""
    return read_written(answer).value


def read_written(answer: Any, units: tuple[str, ...] = ()) -> Written:
    """The number with how finely it was written. `units`: those of the item, beside the usual ones.

    Raises MalformedAnswer, also for a comma that may separate thousands or decimals: the learner is asked which.
    """
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise MalformedAnswer("Enter a number, such as 0.5 or 1e-3.")
    if isinstance(answer, str) and len(answer) > LONGEST:
        raise _not_a_number(answer)
    try:
        return _written(str(answer), units)
    except (NotArithmetic, OverflowError):
        raise _not_a_number(answer) from None


def _written(text: str, units: tuple[str, ...]) -> Written:
    outside = unwrapped(folded(text)).translate(_SIGNS)
    plain = without_brackets(outside)
    if _HEXADECIMAL.search(plain) or (plain != outside and "," in plain):  # a vector is no decimal comma
        raise NotArithmetic(text)
    plain = with_digits(plain)
    for pattern, spelled in _SPELLED:
        plain = pattern.sub(spelled, plain)
    plain = _bare(plain, units)
    if (pair := _RANGE.fullmatch(plain)) and ("-" not in plain or _is_ascending(pair[1], pair[2])):
        raise MalformedAnswer("“%(answer)s” gives two numbers; enter one.", answer=text[:40])
    *formulas, last_side = re.split("[=≈]", plain)
    shown = [side for side in formulas if not _FORMULA.fullmatch(side)]
    sides = [_with_points(_bare(side, units), text) for side in (*shown, last_side)]
    numbers = [calculated(side) for side in sides]
    last = numbers[-1]
    if any(abs(each.value - last.value) > 0.05 * abs(last.value) for each in numbers):
        raise MalformedAnswer("“%(answer)s” gives two numbers; enter one.", answer=text[:40])
    return last


def _bare(text: str, units: tuple[str, ...]) -> str:
    """Without words such as “about” before it, and without units after it."""
    text = _NAME.sub("", text, count=1) if _NAME.match(text) else text
    text = text[_BEFORE.match(text).end() :]  # type: ignore[union-attr]  # matches nothing at least
    for unit in units:
        text = text.removesuffix(folded(unit)).rstrip()
    tail = max((match.end() for match in _END_OF_NUMBER.finditer(text)), default=0)
    if not _AFTER.fullmatch(text[tail:]):
        raise NotArithmetic(text)
    return without_brackets(unwrapped(text[:tail]))


def _is_ascending(first: str, second: str) -> bool:
    try:
        return float(first) < float(second)
    except ValueError:
        return False


def _with_points(text: str, written: str) -> str:
    """The text without separators of thousands, and with decimal points."""
    text = _GROUPED.sub(lambda run: run[0].replace(run[1], ""), text)
    return _WITH_COMMA.sub(lambda run: _without_commas(run[0], written), text)


def _without_commas(run: str, written: str) -> str:
    if _ONE_COMMA.fullmatch(run):
        raise MalformedAnswer(
            "Does “%(answer)s” mean %(one)s or %(other)s? Enter it without a comma.",
            answer=written[:40],
            one=run.replace(",", ""),
            other=run.replace(",", "."),
        )
    if _THOUSANDS.fullmatch(run):
        return run.replace(",", "")
    if _POINTS_THEN_COMMA.fullmatch(run):
        return run.replace(".", "").replace(",", ".")
    if _DECIMAL_COMMA.fullmatch(run):
        return run.replace(",", ".")
    raise NotArithmetic(run)


def _not_a_number(answer: Any) -> MalformedAnswer:
    return MalformedAnswer(
        "“%(answer)s” is not a number; write it like 0.5, 3/4, or 1e-3.", answer=str(answer)[:40]
    )

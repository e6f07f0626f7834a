"""Numbers that are spelled out, in English and Chinese, as digits: “nineteen”, “two thirds”, “九千一百”, “万分之八”."""

import re
from itertools import groupby

_SMALL = re.findall(
    "[a-z]+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
)
_TENS = re.findall("[a-z]+", "twenty thirty forty fifty sixty seventy eighty ninety")
_VALUES = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ONE_WORD = rf"(?:{'|'.join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))})"
_IN_WORDS = re.compile(
    rf"(?<![a-z\d.])(?:an? (?=hundred|thousand|million))?{_ONE_WORD}(?:(?: and "
    rf"|[ -]){_ONE_WORD})*+(?![a-z])"
)
_SPELLED_POINT = re.compile(r"(?<=\d) point (\d(?: ?\d)*+)(?![\d.])")
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_FRACTION = re.compile(
    rf"(?<![\w.])(a|an|one|two|three|four|five|six|seven|eight|nine|[1-9])[ -]({'|'.join(_PARTS)})s?\b"
)
_AFTER_DIGIT = re.compile(r"[\d.%] ?$")

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "零〇一二两三四五六七八九十百千"
_IN_HAN = re.compile(
    rf"(?<![\d.{_HAN_NUMBER}])(?:(?!一(?:共|半|样|般|定|下|直|起|致))[{_HAN_NUMBER}])(?:[{_HAN_NUMBER}]"
    rf"|(?:万|亿)(?=[{_HAN_NUMBER}万亿]|$)){{0,24}}+"
    rf"(?:点[零〇一二三四五六七八九]++)?"
)
_SHARE = re.compile(r"([\d.]{1,12}|[百千万])分之([\d.]{1,12})")


def with_digits(text: str) -> str:
    """The folded text with the numbers that it spells out as digits."""
    text = _FRACTION.sub(lambda found: f"({_count(found[1])}/{_PARTS[found[2]]})", text)
    text = _IN_HAN.sub(_of_han, _IN_WORDS.sub(_of_words, text))
    text = _SPELLED_POINT.sub(lambda found: "." + found[1].replace(" ", ""), text)
    return _SHARE.sub(lambda found: f"({found[2]}/{_POWERS.get(found[1], found[1])})", text)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _VALUES.get(word, 1)


_POWERS = {"百": "100", "千": "1000", "万": "10000"}


def _of_words(found: re.Match[str]) -> str:
    words = re.findall("[a-z]+", found[0])
    if (
        len(words) == 1
        and words[0] in _SCALES
        and _AFTER_DIGIT.search(found.string[max(0, found.start() - 2) : found.start()])
    ):
        return found[0]  # 2 million
    digits = [str(_VALUES[word]) for word in words if _VALUES.get(word, 10) < 10]
    if len(digits) == len(words) > 1:
        return " ".join(digits)  # one two three
    total, part = 0, 0
    for word in words:
        if word in _VALUES:
            part += _VALUES[word]
        elif word == "hundred":
            part = max(1, part) * 100
        elif word in _SCALES:
            total, part = total + max(1, part) * _SCALES[word], 0
    return str(total + part)


def _of_han(found: re.Match[str]) -> str:
    if found.string[found.end() : found.end() + 2] == "分之" and found[0] in _POWERS:
        return found[0]
    whole, _, decimals = found[0].partition("点")
    point = "." + "".join(str(_DIGITS[sign]) for sign in decimals) if decimals else ""
    if len(whole) > 1 and all(sign in _DIGITS for sign in whole):
        return "".join(str(_DIGITS[sign]) for sign in whole) + point
    total = 0
    for is_scale, signs in groupby(whole, key="万亿".__contains__):
        if is_scale:
            for sign in signs:
                total *= 10_000 if sign == "万" else 100_000_000
        else:
            total += _below_ten_thousand("".join(signs))
    return str(total) + point


def _below_ten_thousand(signs: str) -> int:
    total, digit = 0, None
    for sign in signs:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
    return total + (digit or 0)

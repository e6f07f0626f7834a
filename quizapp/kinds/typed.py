"""The common form of what people type: one width, one script, one kind of quotation mark, and no wrapping around it."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_FRACTION_SIGN = re.compile("[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_PLAIN_DIGITS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_QUOTES = str.maketrans(
    dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„«»「」『』", '"') | {"【": "[", "】": "]"}
)
_NOT_TEXT = re.compile("[\ud800-\udfff]")
_WRAPPING = "'\"$* \t\n"
_LAST = ".。!！,，;；:：、"
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def folded(text: str) -> str:
    """Half width, simplified characters, small letters, straight quotes; `1.1⁵⁰` as `1.1^50`."""
    text = _SUPERSCRIPT.sub(lambda power: "^" + power[0].translate(_PLAIN_DIGITS), _NOT_TEXT.sub("", text))
    text = _FRACTION_SIGN.sub(lambda sign: f"+({unicodedata.normalize('NFKC', sign[0])})", text)
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()
    return text if text.isascii() else _simplified().convert(text)


def unwrapped(text: str) -> str:
    """The text without quotes around it, and without punctuation at its end."""
    return text.strip(_WRAPPING).rstrip(_LAST + _WRAPPING).strip(_WRAPPING)


def without_brackets(text: str) -> str:
    """The text without brackets that hold all of it."""
    while text and _PAIRS.get(text[0]) == text[-1] and _closes_last(text):
        text = text[1:-1].strip()
    return text


def _closes_last(text: str) -> bool:
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0:
            return position == len(text) - 1
    return False


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")

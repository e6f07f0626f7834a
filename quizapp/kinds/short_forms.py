"""The forms in which people write a term: with its abbreviation, with a word for its sort, or as code."""

import re
from collections.abc import Callable

from quizapp.kinds.typed import folded, unwrapped, without_brackets
from quizapp.kinds.wording import canonical

_BEFORE = re.compile(
    r"(?:(?:it is|it's|this is|is|called|use|uses|using|call|set|the answer is|that's|that is|would be"
    r"|i think|i believe"
    r"|i guess|probably|maybe|via|by|calling|by calling|known as|named|my answer|answer|its|gate|method"
    r"|argument|parameter"
    r"|flag|function|with|on|tensor|tensor's"
    r")(?=[\s\"'`]|$)|答案是|应该是|就是|是|(?:它|其)(?:中|里)?的?|这个算法|该算法|叫做|叫|称为|用|使用"
    r"|调用|设置|即|the\b|an?\b|(?:pytorch|keras|gru)(?:'s|\s*(?:里面?|中)?的|(?=\s))|我觉得|我认为"
    r"|我猜|应该|可能|大概|参数名?|方法|函数|名为|通过|所谓的?|张量的?|把|将"
    r"|[\s\"'`:,])*+"
)
_SORT = re.compile(
    r"[\s\"'`]*(?:algorithm|method|function|argument|parameter|keyword|flag|option|call|gate"
    r"|technique|strategy|trick|procedure|approach"
    r"|算法|训练方法|方法|函数|参数|选项|标志|操作|这个参数|这个方法|这个门| one\b|技术|技巧|策略|机制"
    r"|训练法|训练|(?<=[\u3400-\u9fff])法)$"
)
_GLOSS = re.compile(r"([^()]+?)\s*\(([^()]*[^()\s][^()]*)\)")
_BETWEEN = re.compile(
    r"\s*(?:[,;/、|]|\bor\b|\bi\.e\.|\baka\b|或者?|也就是|即|简称|又称|也叫|(?<=\w) - (?=\w))\s*"
)
_ASSIGNMENT = re.compile(r"[\w.\[\], ]+=(?!=)\s*(.+)")
_ATTRIBUTE = re.compile(r"(?:[\w\[\]]+\.)*([a-z_]\w*)(?:\(([^()]*)\))?")
_LAYER = re.compile(r"(?:\w+\.)*[a-z]\w*\((.*)\)")
_SETTING = re.compile(
    r"(?:\w+\.)*([a-z_][a-z0-9_]*)\s*(?:=|:|参数|(?:参数)?(?:要)?设(?:置|定)?(?:为|成)|为|is|to|set to"
    r"|must be|should be)\s*true"
)
_WHERE = re.compile(
    r"[\s\"'`]*(?:(?:in|of|from|on) (?:the |a |an |your )?(?:gru|lstm|pytorch|keras|torch|tensorflow"
    r"|tensor|layer|state)s?(?: unit)?"
    r"|即可|就行|就可以了?|吧|了|啊)$"
)


def is_a_form_of(words: str, accepts: Callable[[str], bool]) -> bool:
    """Whether the words are an accepted term, alone or in one of the usual forms. All terms named must be accepted.

    accepts: whether a term, in its canonical form, is accepted.
    """
    plain = without_brackets(unwrapped(folded(words)))
    return any(accepts(canonical(text)) for text in (words, plain)) or _is_form(plain, accepts)


def _is_form(plain: str, accepts: Callable[[str], bool]) -> bool:
    plain = _WHERE.sub("", plain)
    text = plain[_BEFORE.match(plain).end() :]  # type: ignore[union-attr]  # matches nothing at least
    bare = unwrapped(_SORT.sub("", unwrapped(text)))
    if any(accepts(canonical(each)) for each in (text, bare)):
        return True
    if _is_code(bare, accepts) or _is_code(text, accepts):
        return True
    gloss = _GLOSS.fullmatch(bare)
    pieces = [gloss[1], gloss[2]] if gloss else _BETWEEN.split(bare)
    return len(pieces) > 1 and all(_is_piece(piece, accepts) for piece in pieces)


def _is_piece(piece: str, accepts: Callable[[str], bool]) -> bool:
    plain = unwrapped(_SORT.sub("", unwrapped(piece)))
    return accepts(canonical(piece)) or accepts(canonical(plain)) or _is_code(plain, accepts)


def _is_code(text: str, accepts: Callable[[str], bool]) -> bool:
    """`x.detach()`, `h = h.detach()`, `return_sequences=True`, or `LSTM(64, return_sequences=True)`."""
    if setting := _SETTING.fullmatch(text):
        return accepts(canonical(setting[1]))
    if layer := _LAYER.fullmatch(text):
        given = [argument.strip() for argument in layer[1].split(",")]
        settings = [_SETTING.fullmatch(argument) for argument in given if "=" in argument or ":" in argument]
        if settings:
            return all(setting is not None and accepts(canonical(setting[1])) for setting in settings)
    if assigned := _ASSIGNMENT.fullmatch(text):
        text = assigned[1].strip()
    attribute = _ATTRIBUTE.fullmatch(text)
    return attribute is not None and accepts(canonical(attribute[1]))

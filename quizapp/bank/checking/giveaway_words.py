"""The words and forms by which an option gives itself away, in each language."""

import re
from collections.abc import Iterable

from quizapp.bank.checking.empirical import one_line
from quizapp.domain.text import Language

ALL_OF_THE_ABOVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:all|none|both|neither|any)(?: of)? (?:the )?(?:above|these|those|following|other options)\b|"
        r"^(?:both|neither) (?:A|1) (?:and|nor) (?:B|2)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:以上|上述|前面|前述)(?:各项|选项|几项|几种|三项|两项)?(?:都|皆|均|全)\w{0,3}|^(?:全部|都)(?:正确|对|是|不对|不是)$|"
        r"^(?:A|①) ?[和与] ?(?:B|②) ?(?:都|均)"
    ),
}
_ABSOLUTE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:always|never|every|everywhere|impossible|completely|entirely|must|only ever|"
        r"guarantees?|in all cases)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile("总是|永远|从不|从来|绝不|绝对|一定会|必然|必定|完全|任何|所有情况|不可能|毫无"),
}
_STOP_WORDS = """
about above after again against among because been before being below between cannot could does
doing down during each from further have having here into itself just like more most much only other
over same should some such than that their them then there these they this those through under until
very were what when where which while will with would your called network networks gradient
gradients value values layer layers step steps option correct right wrong following statement true
false best describes
"""
_STOP = frozenset(_STOP_WORDS.split())
_ENDINGS = re.compile(r"(?:ations?|ings?|ions?|edly|ly|ed|es|s)$")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]{3,}")
_HAN_WORDS = re.compile("[\u3400-\u9fff]{3}")
_MARKUP = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)
_NUMBER = re.compile(
    r"^[≈~约]?\s*\$?(-?\d+(?:\.\d+)?)(?:\s*\\?(?:times|cdot|×)?\s*10\^\{?(-?\d+)\}?)?\$?\s*[%％]?$"
)
_VOWEL = re.compile(r"^(?:hour|honest|[aeio]|u(?!ni[tqvf]|s[aeiu]|til))", re.IGNORECASE)
_LETTER_AS_VOWEL = re.compile(r"^(?:[AEFHILMNORSX](?:[A-Z]{1,4})\b)")  # spelled: an LSTM, an MLP, an RNN
_ARTICLE = re.compile(r"\b(a|an)\s*(?:_{2,}|…|\.\.\.|:)?\s*[:?.]?\s*$", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(these|those|several|many|are the|are called|are)\s*(?:_{2,}|…|\.\.\.)?\s*:?\s*$", re.IGNORECASE
)
_MEASURED = re.compile(r"一(条|张|层|位|本|辆)\s*(?:_{2,}|……|（\s*）|\(\s*\))?\s*[:：]?\s*$")
# Nouns that surely take one of these measure words and none of the others.
_NOUNS: dict[str, str] = {
    "曲线": "条", "直线": "条", "路径": "条", "规则": "条", "图": "张", "表": "张", "隐藏层": "层", "输出层": "层",
    "网络层": "层", "作者": "位", "学者": "位", "教师": "位", "书": "本", "教材": "本",
}  # fmt: skip


def content_words(text: str, language: Language) -> dict[str, str]:
    """The words of a text that name something, by what they are compared by; runs of three characters in Chinese."""
    plain = _MARKUP.sub(" ", text)
    if language == "zh":
        return {plain[at : at + 3]: plain[at : at + 3] for at in _starts(plain)}
    found: dict[str, str] = {}
    for word in _WORD.findall(plain):
        lower = word.lower()
        stem = _ENDINGS.sub("", lower)
        if lower not in _STOP and len(stem) >= 4:
            found.setdefault(stem, lower)
    return found


def joined_words(words: Iterable[str], language: Language) -> str:
    """Content words as a reader knows them: runs of Chinese characters that overlap are one."""
    if language == "en":
        return ", ".join(words)
    found: list[str] = []
    for run in words:
        if found and len(run) == 3 and found[-1].endswith(run[:2]):
            found[-1] += run[2]
        else:
            found.append(run)
    return "、".join(found)


def _starts(text: str) -> list[int]:
    return [at for at in range(len(text) - 2) if _HAN_WORDS.match(text, at)]


def absolute_words(text: str, language: Language) -> list[str]:
    return [word.lower() for word in _ABSOLUTE[language].findall(text)]


def number_in(text: str) -> float | None:
    """The number that an option is; None if it has other words."""
    found = _NUMBER.match(one_line(text))
    return float(found[1]) * 10.0 ** int(found[2] or 0) if found else None


def misfit(prompt: str, option: str, language: Language) -> str | None:
    """The words at the end of the prompt that the option, put after them, does not agree with; None if it may."""
    before, option = one_line(prompt), one_line(option)
    if language == "zh":
        return _misfit_of_measure(before, option)
    if (article := _ARTICLE.search(before)) and re.match(r"[A-Za-z]", option):
        begins_with_vowel = bool(_VOWEL.match(option) or _LETTER_AS_VOWEL.match(option))
        return None if begins_with_vowel == (article[1].lower() == "an") else article[1]
    if (plural := _PLURAL.search(before)) and len(option.split()) <= 3 and option[-1:].isalpha():
        is_plural = option.endswith("s") and not option.endswith(("ss", "us", "is"))
        return None if is_plural else plural[1]
    return None


def _misfit_of_measure(before: str, option: str) -> str | None:
    if found := _MEASURED.search(before):
        measure = next((own for noun, own in _NOUNS.items() if option.rstrip("。").endswith(noun)), None)
        return None if measure in (None, found[1]) else f"一{found[1]}"
    return None

"""Find sentences that say what networks do: outcomes, comparisons, and numbers that only a run can show.

A finder of words, not of meaning. It errs on the side of finding too much: such a sentence is then marked as derived
or cited in the evidence of its document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.bank.checking.checks import Passage
from quizapp.domain.text import Language
from simulator.paths import split_last

_OUTCOMES: dict[Language, str] = {
    "en": r"""\b(explod\w*|explosion\w*|diverg\w*|overflow\w*|nan|vanish\w*|oscillat\w*|stall\w*|learns?|unlearned
        |fails?|failed|falls?|fell|drops?|rises?|rose|jumps?|spikes?|stays?|grows?|grew|shrinks?|shrank|disappears?
        |reach(?:es)?|exceeds?|converges?|collapses?|saturat\w*|unstable|stable|stuck|solves?|forgets?
        |recovers?|succeeds?|catch(?:es)?\ up|helps?|hardly|nearly|almost|usually|mostly|most\ seeds|every\ seed
        |faster|slower|slowly|quickly|worse|better|smaller|larger|lower|higher|harder|easier|fewer|the\ same
        |similar|equally|unchanged|doubles?|halves|finite|infinite|chance\ level|dozens|hundreds|thousands
        |millions)\b""",
    "zh": """爆炸|发散|溢出|NaN|消失|振荡|停滞|学会|学不会|学得|学不到|失败|下降|降到
        |降低|升到|上升|骤升|猛增|尖峰|停在|仍然|增长|增大|缩小|放大|达到|超过|收敛
        |饱和|稳定|不稳|解决|记住|记不住|赶上|有效|起作用|没有用|有限|几乎|一般|多数
        |多半|更快|更慢|很慢|很快|更差|更好|更小|更大|更低|更高|更难|更容易|相同
        |一样|相近|相当|不变|翻倍|减半|随机猜测|几十|几百|上百|上千|几千|上万|百万""",
}
_QUANTITIES: dict[Language, str] = {
    "en": r"""(\d|ten|hundred|thousand|million|several|many|two|three)[\w.,^{}$\ -]{0,12}(-?fold\b|\btimes\b
        |\borders?\ of\ magnitude|\bdecades?\b|\bper\ ?cent\b|%|\bupdates?\b|\bof\ \d+\ seeds)|\bfactor\b
        |order\ of\ magnitude""",
    "zh": r"[\d一二两三四五六七八九十百千万几数多]\s?(倍|数量级|%|次更新|成)|百分之|数量级",
}
_EMPIRICAL = {
    language: re.compile(re.sub(r"\n\s*", "", f"{outcomes}|{_QUANTITIES[language]}"), re.IGNORECASE)
    for language, outcomes in _OUTCOMES.items()
}
_SENTENCE_ENDS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?<=[.!?;])[”’)*]*\s+(?=\S)|\n(?=\s*(?:[-*|#]|\d+[.)])\s)|\n\n"),
    "zh": re.compile(r"(?<=[。！？；])[”’）*]*|\n"),
}
_QUOTED_CODE = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Sentence:
    field: str
    language: Language
    text: str


def empirical_sentences(passages: Sequence[Passage]) -> Iterator[Sentence]:
    for passage in passages:
        language: Language = "zh" if split_last(passage.field)[1] == "zh" else "en"
        for text in sentences(passage.text, language):
            if _EMPIRICAL[language].search(text):
                yield Sentence(passage.field, language, text)


def sentences(text: str, language: Language) -> Iterator[str]:
    """The sentences of a text, and the entries of its lists, on one line each and without code blocks."""
    for sentence in _SENTENCE_ENDS[language].split(_QUOTED_CODE.sub("", text)):
        if plain := one_line(sentence).removeprefix("- ").removeprefix("* ").lstrip("# "):
            yield plain


def one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def is_covered(sentence: Sentence, quoted: Sequence[str]) -> bool:
    """Whether an excerpt quotes this sentence or a part of it, or it is part of an excerpt.

    quoted: the excerpts in the language of the sentence, each on one line.
    """
    own = one_line(sentence.text)
    return any(quote in own or own in quote for quote in quoted)

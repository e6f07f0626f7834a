"""What a text states, clause by clause: its sentences, which clauses are denied, and which only list words."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from quizapp.kinds.typed import folded
from quizapp.kinds.wording import running

_ABBREVIATED = r"(?<!i\.e\.)(?<!e\.g\.)(?<!vs\.)(?<!etc\.)"
_SENTENCE = re.compile(rf"(?<=[.!]){_ABBREVIATED}\s+|(?<=[;；])|[。!\n]+|(?<=\?)")  # in folded text
_WRAPPED_LINE = re.compile(r"(?<=[a-z0-9,])[ \t]*\n[ \t]*(?=[a-z0-9(])")  # as in an e-mail
_CLAUSE = re.compile(
    r"[,:—]|--|(?<!\w)(?=(?:but|whereas|while|although|though|so that|so|which|whose|since|however|yet)\b)"
    r"|(?=rather than\b|instead of\b|而不是|而非)|(?=但是|但|而是|却|所以|因此|虽然|尽管|然而|于是|从而)"
)
_NEGATION_EN = (
    r"\b(?:not|no|never|neither|nor|none|nothing|cannot|without|hardly|rarely|lacks?|lacking|unable"
    r"|fail(?:s|ed)? to|rather than|instead of|absent|dont|doesnt|isnt|arent|cant|wont|didnt|wasnt)\b|n't\b"
)
_NEGATION_ZH = r"不|没|无|非|未|别|毫无|勿|假|否认|并非|缺少|缺乏|而不是|而非"
_NEGATION = re.compile(f"{_NEGATION_EN}|{_NEGATION_ZH}")
_NO_NEGATION = re.compile(
    r"\bnot (?:only|just|merely|simply|to mention|surprising\w*)\b|\bno (?:matter|longer than|doubt|wonder"
    r"|more than)\b|\bnothing but\b"
    r"|\bindependent\b|\bwhy not\b|\bor not\b|\bwithout (?:bound|limit)\b"
    r"|不仅|不只|不但|不光|不单|不过|不同|不断|不得不|不管|不论|无论|无穷|无限|无界|非线性|非常|不稳定|不收敛"
    r"|是否|能否|否则|除非|不然"
    r"|无关|不变|特别|分别|区别|识别|类别|级别|个别|差别|别的|别名|假设|假如|未来|不妨|不难|无非|不可避免"
    r"|几乎没有|几乎不|([\u4e00-\u9fff])[不没]\1|不至于|差不多|不一样|不相同|对不对|不止|非零|非有限|无监督|无偏"
)
_REFUTED = re.compile(
    r"\b(?:is|are|was|were|be|sounds?|all|both|that's|it's|this's)\s+(?:all |just |simply |plainly "
    r"|completely |totally |also |both )?"
    r"(?:wrong|false|untrue|incorrect|nonsense|a myth|mistaken|not true|not right|not correct|not the case"
    r"|a misconception|meaningless)\b"
    r"|\b(?:isn't|aren't|not) (?:true|right|correct|the case)\b|\bmyth\b|\bmisconception\b"
    r"|是错的|是错误的|错误的说法|都错|不对(?!劲|称|等)|不正确|不成立|说法错|是假的|误解|谣言|没有意义"
    r"|毫无意义|无意义|并不是这样|不是这样|并非如此|子虚乌有|纯属"
)
_REFERS_BACK = re.compile(
    r"^(?:but |no,? |well,? |in fact,? )*(?:that|this|it|these|those|all (?:of )?(?:this|that|these|the above)"
    r"|both|everything|none of (?:this|that|these)|the above)\b.{0,40}$"
    r"|^(?:但|其实|可是|不过)*(?:这|那|以上|上述|前面|它们|全都|都|此话|这些|上面).{0,16}$|^(?:no|wrong|false"
    r"|错|不对|不是)\W*$"
)
_EVERYTHING = re.compile(r"\b(?:all|everything|none|the above|both)\b|以上|上述|全都|上面|都")
_ASKS = re.compile(r"\?\s*$|(?:吗|么|呢)\W*$")
_FUNCTION_WORDS = re.compile(
    r"\b(?:the|a|an|of|in|on|at|to|from|by|with|for|into|over|as|than|and|or|but|if|when|while|because|so"
    r"|which|that|this|these|those"
    r"|it|its|they|their|there|we|you|i|one|each|every|all|both|only|is|are|was|were|be|been|being|has|have"
    r"|had|do|does|did"
    r"|can|may|might|will|would|should|must|could|across|through|between|within|after|before|until|then|also"
    r"|too|at|per|about|whatever|what"
    r"|any|some|such|more|most|less|much|many|same|other|another|up|down|out|where|how|just|still|gets?|goes"
    r"|makes?|means?|uses?|takes?|gives?)\b"
)
_WORD = re.compile(r"[a-z][a-z0-9_']*")
_HAN = re.compile("[\u3400-\u9fff]")
_FUNCTION_CHARACTERS = re.compile(
    "[的了是在把被与和或就会要有从到对给让使因所如每只都也而不能可以为等由将则及后前里中上下它这那个种其之于很更最还再又没无才越各几两些此用先成来去得着]"
)
_LISTED = re.compile("(?<=[\u3400-\u9fff])[\\s,/|+]+(?=[\u3400-\u9fff])|、")
_SIGNS = re.compile(r"[=<>→]|->|\([^()]+\)")
_FRAGMENT_WORDS = 5  # fewer words or twice as many characters are a fragment, more of them a list
LEAST_SHARE = {"en": 0.15, "zh": 0.06}  # of function words; a list of keywords has next to none


@dataclass(frozen=True)
class Clause:
    """running: in the form in which phrases are found. denials: where a negation stands in it."""

    running: str
    denials: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Sentence:
    """is_fragment: a few words without a verb, as in notes. is_joined: by a semicolon to the one before it."""

    clauses: tuple[Clause, ...]
    is_fragment: bool = False
    is_joined: bool = False


def statements_of(text: str) -> list[Sentence | None]:
    """The sentences in order; None for one that states nothing: a question, a list of keywords, or one refuted."""
    parts = [
        part
        for part in (each.strip() for each in _SENTENCE.split(_WRAPPED_LINE.sub(" ", folded(text))))
        if part
    ]
    found = [
        _sentence(part, is_joined=position > 0 and parts[position - 1].endswith(";"))
        for position, part in enumerate(parts)
    ]
    for position, part in enumerate(parts):
        if _REFUTED.search(part) or re.fullmatch(r"(?:no|wrong|false|错|不对|不是)\W*", part):
            found[position] = None
            if _REFERS_BACK.search(part):
                first = 0 if _EVERYTHING.search(part) else max(0, position - 1)
                found[first:position] = [None] * (position - first)
    stated = [each for each in found if each is not None and not each.is_fragment]
    if len(found) > 2 and len(stated) * 2 < len(found):  # word by word, only with full stops between
        return [each if each in stated else None for each in found]
    return found


def _sentence(part: str, is_joined: bool) -> Sentence | None:
    if _ASKS.search(part):
        return None
    structure = _structure_of(part)
    if structure == "list":
        return None
    clauses = tuple(_clause(text) for text in _CLAUSE.split(part) if text and text.strip())
    return Sentence(clauses, structure == "fragment", is_joined)


def _clause(text: str) -> Clause:
    plain = running(text)
    harmless = [match.span() for match in _NO_NEGATION.finditer(plain)]
    denials = [match.span() for match in _NEGATION.finditer(plain)]
    return Clause(plain, tuple(denial for denial in denials if not _starts_in_one(denial, harmless)))


def _starts_in_one(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """others: in order, none overlapping another."""
    before = bisect_right(others, span[0], key=itemgetter(0))
    return before > 0 and span[0] < others[before - 1][1]


def _structure_of(part: str) -> str:
    """sentence, fragment, or list: by the share of function words, which lists of keywords do not have."""
    han, words = len(_HAN.findall(part)), len(_WORD.findall(part))
    if han >= max(1, words):
        pieces = _LISTED.split(part)
        if len(pieces) >= 5 and (han + words) / len(pieces) <= 4:
            return "list"
        size, least = han / 2, LEAST_SHARE["zh"]
        share = len(_FUNCTION_CHARACTERS.findall(part)) / han
    else:
        size, least = float(words), LEAST_SHARE["en"]
        share = len(_FUNCTION_WORDS.findall(part)) / max(1, words)
    if share >= least:
        return "sentence"
    return "fragment" if size < _FRAGMENT_WORDS or _SIGNS.search(part) else "list"

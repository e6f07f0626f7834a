"""Which claims an answer states, found by its words, clause by clause.

It is careful rather than complete: nothing is found in a question, a list of words, a report of what others say, a
denial, or a sentence that makes a condition. It matches words, not meaning.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.spoken import Spoken
from quizapp.kinds.statements import Clause, Sentence, statements_of
from quizapp.kinds.wording import Written, phrase_pattern

Span = tuple[int, int]
Bearing = Literal["supports", "mixed", "contradicts"]

# What a phrase in braces stands for.
FAMILIES: dict[str, tuple[str, ...]] = {
    "{explosion}": (
        "explo*", "blow* up", "blown up", "blew up", "blowup*", "爆炸",
    ),
    "{vanishing}": ("vanish*", "消失"),
    "{prevents}": (
        "prevent*", "avoid*", "solv*", "fix", "fixes", "fixed", "stop*", "eliminat*", "get rid of",
        "gets rid of", "rid of", "remov*", "cure*", "rule* out", "protect*", "overcom*", "keep* * from",
        "take* care of", "put* an end to", "resolv*", "safe from", "immune to", "防止", "避免", "解决",
        "消除", "杜绝", "克服", "根治", "遏制", "摆脱", "根除", "免于", "防住", "治好", "搞定",
    ),
    "{reduces}": (
        "reduc*", "help*", "mitigat*", "alleviat*", "eas*", "lessen*", "less*", "less severe", "limit*",
        "weaken*", "work* against", "缓解", "减轻", "减少", "抑制", "减弱", "改善", "降低", "有助于", "有用",
        "有效", "有帮助", "管用",
    ),
    "{never explodes}": (
        "not explo*", "no longer explo*", "never explo*", "cannot explo*", "can't explo*", "don't explo*",
        "doesn't explo*", "won't explo*", "wouldn't explo*", "couldn't explo*", "stop* exploding",
        "not blow up", "cannot blow up", "can't blow up", "don't blow up", "doesn't blow up",
        "won't blow up", "never blow* up", "no exploding", "no explosion*", "no more exploding",
        "not have exploding", "n't have exploding", "without exploding gradients", "不会爆炸",
        "不会再爆炸", "不再爆炸", "不爆炸", "不可能爆炸", "没有梯度爆炸", "不会梯度爆炸",
        "不会出现梯度爆炸", "不会发生梯度爆炸", "不会再出现梯度爆炸", "不会有梯度爆炸", "不会再有梯度爆炸",
        "爆炸不了", "不出现梯度爆炸", "不再出现梯度爆炸", "不再有梯度爆炸",
    ),
    "{means}": (
        "mean*", "sign of", "prove*", "show*", "indicat*", "tell*", "is caused by", "are exploding",
        "must be", "have exploded", "has exploded", "exploded", "explode", "说明", "表明", "意味着", "就是",
        "证明", "表示", "代表", "可以断定", "肯定是", "一定是",
    ),
}  # fmt: skip
LONGEST_REST = 40  # characters
_CLAUSE_ENDS = re.compile(r"[.,;:!?()。，；：！？（）\n]")
_HEDGED = re.compile(
    r"\b(?:if|unless|only (?:if|when|for|with|partly|sometimes)|provided|depend\w*|may|might|sometimes|perhaps"
    r"|possibly|maybe|partly|not always|in some|in part|to some (?:extent|degree)|up to a point|at least partly"
    r"|so-called|supposed\w*|as long as|assuming|mostly|mainly|by itself|alone)\b"
    r"|如果|若|只有|除非|也许|可能|未必|不一定|取决于|视情况|有时|在一定程度|一定程度上|某种程度|部分地|前提"
    r"|只要|主要|多半|往往|不见得|单靠|仅靠|单独"
)


BRIEF_SENTENCE = 10  # words: people say “clipping prevents exploding gradients” without a function word


@dataclass(frozen=True)
class Stated:
    """A claim as an answer states it. start, end: of the words in the answer."""

    claim: str
    spoken: Spoken
    start: int
    end: int
    quote: str


def bearing_of(test: ClaimTest, spoken: Spoken) -> Bearing:
    """What the recorded seeds of its test say about the statement."""
    if test.recorded is None or test.recorded.leaning == "mixed":
        return "mixed"
    return "supports" if (test.recorded.leaning == "supports") is (spoken.speaks == "for") else "contradicts"


def find_stated(answer: str, claims: Iterable[Claim]) -> list[Stated]:
    """The claims that the answer states, each once, in the order of the answer."""
    entries = [(claim.slug, spoken) for claim in claims for spoken in claim.spoken]
    written = Written(answer)
    found: dict[str, Stated] = {}
    for sentence in statements_of(answer, BRIEF_SENTENCE):
        if sentence is None or sentence.is_report:
            continue
        for slug, spoken in entries:
            others = tuple(
                other
                for _, other in entries
                if other.about == "remedy" and not _shares_subject(other, spoken)
            )
            said = _said_in(sentence, spoken, others)
            place = _place(written, said) if said and spoken.id not in found else None
            if place:
                start, end = place[0], _end_of_clause(answer, place[1])
                found[spoken.id] = Stated(slug, spoken, start, end, answer[start:end])
    return sorted(found.values(), key=lambda stated: (stated.start, stated.end))


def _shares_subject(one: Spoken, other: Spoken) -> bool:
    return bool(set(one.subject) & set(other.subject))


def _end_of_clause(answer: str, end: int) -> int:
    """The end of the clause that goes on after these words, so that a quotation does not stop in mid-sentence."""
    rest = _CLAUSE_ENDS.search(answer, end, end + LONGEST_REST)
    return rest.start() if rest else end


def _place(written: Written, said: Sequence[str]) -> Span | None:
    """From the first of these words to the last."""
    places = [written.places_of(words) for words in said]
    ends = [span for span in places[-1] if places[0] and span[1] >= places[0][0][0]]
    return (places[0][0][0], ends[0][1]) if ends else None


def _said_in(sentence: Sentence, spoken: Spoken, others: Sequence[Spoken]) -> list[str] | None:
    """The words that say it, in one clause or two."""
    whole = "\n".join(clause.running for clause in sentence.clauses)
    if any(pattern.search(whole) for pattern in _patterns(spoken.unless)):
        return None
    for position, clause in enumerate(sentence.clauses):
        before = sentence.clauses[position - 1] if position else None
        for text, denials in _windows(clause, before):
            for predicate in spoken.predicates:
                spans = _matched(text, spoken, predicate, len(text) - len(clause.running))
                if spans is None:
                    continue
                start, end = min(span[0] for span in spans), max(span[1] for span in spans)
                allowed = [*spans, *_spans(text, spoken.even_if)]
                hedges = [match.span() for match in _HEDGED.finditer(text)]
                rivals = [
                    span
                    for other in others
                    for span in _spans(text, other.subject)
                    if not _is_within(span, spans)
                ]
                if _is_said_of_another(spans, rivals, len(text) - len(clause.running)):
                    continue
                if any(not _is_within(span, allowed) for span in (*denials, *hedges)):
                    continue
                if _is_hedged_elsewhere(sentence, position, spoken):
                    continue
                return text[start:end].split("\n")
    return None


def _is_said_of_another(spans: Sequence[Span], rivals: Sequence[Span], clause_from: int) -> bool:
    """Whether a rival of the subject, which is the first of the spans, is closer to the predicate by its place."""
    subject, anchor = spans[0], spans[1]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return any(
        (start <= rival[0] and rival[1] <= end)
        or (subject[0] < clause_from <= rival[0])
        or (rival[0] < anchor[0] < subject[0])
        for rival in rivals
    )


def _windows(clause: Clause, before: Clause | None) -> Iterator[tuple[str, list[Span]]]:
    """The clause alone, and with the one before it, with the places of their denials."""
    yield clause.running, list(clause.denials)
    if before is not None:
        shift = len(before.running) + 1
        later = [
            (start + shift, end + shift) if start >= 0 else (start, end) for start, end in clause.denials
        ]
        yield f"{before.running}\n{clause.running}", [*before.denials, *later]


def _matched(
    text: str, spoken: Spoken, predicate: Sequence[Sequence[str]], predicate_from: int
) -> list[Span] | None:
    """The subject, and each group of the predicate in the last clause: of all places, the closest ones."""
    subjects = _spans(text, spoken.subject)
    groups = [[span for span in _spans(text, group) if span[0] >= predicate_from] for group in predicate]
    if not subjects or not all(groups):
        return None
    anchor = max(groups[0], key=lambda span: span[1] - span[0])
    chosen = [min(spans, key=lambda span: abs(span[0] - anchor[0])) for spans in groups[1:]]
    return [min(subjects, key=lambda span: abs(span[0] - anchor[0])), anchor, *chosen]


def _is_hedged_elsewhere(sentence: Sentence, position: int, spoken: Spoken) -> bool:
    """Whether another clause of the sentence makes a condition."""
    for number, clause in enumerate(sentence.clauses):
        if number != position:
            allowed = _spans(clause.running, (*spoken.even_if, *spoken.subject))
            for match in _HEDGED.finditer(clause.running):
                if not _is_within(match.span(), allowed):
                    return True
    return False


def _is_within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _spans(text: str, phrases: Sequence[str]) -> list[Span]:
    return [match.span() for pattern in _patterns(tuple(phrases)) for match in pattern.finditer(text)]


@lru_cache(maxsize=1024)
def _patterns(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(phrase_pattern(each) for phrase in phrases for each in FAMILIES.get(phrase, (phrase,)))

"""What an exercise has lost when it comes back from a file, by the parts that losses name."""

import re
from collections.abc import Iterator
from dataclasses import replace

from quizapp.bank.formulas import markdown_reader
from quizapp.formats.exchange.found import FoundItem, joined
from quizapp.formats.exchange.leaving import LeavingItem
from quizapp.formats.exchange.written_answers import spread_of
from quizapp.formats.exchange.written_texts import plain
from quizapp.kinds.exchange import (
    Amount,
    Asked,
    Blanks,
    Chosen,
    Essay,
    OneOf,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
    Verdict,
)

_reader = markdown_reader(renderer=lambda latex, _: "⟦" + "".join(latex.split()) + "⟧")
_BLOCK = re.compile(r"</?(?:p|eqn?|section|div|span)[^>]*>")
_SPACES = re.compile(r"\s+")


def shown(text: str) -> str:
    """What a reader sees of a text, with its formatting and formulas."""
    return _SPACES.sub(" ", _BLOCK.sub(" ", _reader.render(text)).replace("&quot;", '"')).strip()


def bare(text: str) -> str:
    """Its letters alone."""
    return re.sub(r"[\s\\]+", "", plain(text)[0])


def differences(item: LeavingItem, found: FoundItem | None) -> set[str]:
    """The parts that differ."""
    return set(_differences(item, found))


def _differences(item: LeavingItem, found: FoundItem | None) -> Iterator[str]:
    if found is None or found.asked is None:
        yield "exercise"
        return
    asked, given = item.asked, found.asked
    yield from _prompts(item, found)
    if type(asked) is not type(given):
        yield "kind"
        if isinstance(asked, Verdict) and asked.reasons:
            yield "reasons"
    else:
        yield from _forms(asked, given)
    explanation = item.explained
    if isinstance(asked, Essay) and isinstance(given, Essay) and not given.model_answer:
        explanation = joined([asked.model_answer, explanation])
    if "kind" not in set(_kinds(asked, given)):
        yield from _texts(explanation, found.explanation, "explanation")
    if [shown(hint) for hint in item.hints] != [shown(hint) for hint in found.hints]:
        yield "hints"


def _kinds(asked: Asked, given: Asked) -> Iterator[str]:
    """A card has its explanation in its answer."""
    if isinstance(given, Essay) and not isinstance(asked, Essay):
        yield "kind"


def _texts(text: str, given: str, part: str) -> Iterator[str]:
    if shown(text) == shown(given):
        return
    yield "formatting" if bare(text) == bare(given) else part


def _prompts(item: LeavingItem, found: FoundItem) -> Iterator[str]:
    prompt, given = item.prompt, found.prompt
    if isinstance(item.asked, Blanks) and isinstance(found.asked, Blanks):
        prompt, given = joined([prompt, item.asked.text]), joined([given, found.asked.text])
    if (
        isinstance(item.asked, Amount)
        and isinstance(found.asked, Amount)
        and item.asked.unit != found.asked.unit
    ):
        yield "unit"
        prompt = f"{prompt} [{item.asked.unit}]"
    if isinstance(found.asked, Essay) and not isinstance(item.asked, Essay):
        if bare(prompt) not in bare(given):
            yield "prompt"
        return
    yield from _texts(prompt, given, "prompt")


def _forms(asked: Asked, given: Asked) -> Iterator[str]:
    if isinstance(asked, OneOf | SomeOf) and isinstance(given, OneOf | SomeOf):
        yield from _options(asked.options, given.options)
    elif isinstance(asked, Verdict) and isinstance(given, Verdict):
        if asked.is_true != given.is_true:
            yield "key"
        if asked.reasons and not given.reasons:
            yield "reasons"
    elif isinstance(asked, Amount) and isinstance(given, Amount):
        yield from _amounts(asked, given)
    elif isinstance(asked, Phrase) and isinstance(given, Phrase):
        yield from _phrases(asked, given)
    elif isinstance(asked, Sequenced) and isinstance(given, Sequenced):
        yield from _entries(asked.entries, given.entries)
    elif isinstance(asked, Paired) and isinstance(given, Paired):
        right = [asked.right[pair.match] for pair in asked.left]
        matches = [given.right[pair.match] for pair in given.left]
        yield from _lists(right, matches, "key")
        yield from _lists(sorted(asked.right, key=bare), sorted(given.right, key=bare), "options")
        yield from _entries([(pair.text, pair.feedback) for pair in asked.left],
                            [(pair.text, pair.feedback) for pair in given.left])  # fmt: skip
    elif isinstance(asked, Essay) and isinstance(given, Essay):
        if asked.points:
            yield "key_points"
        if not asked.points or bare(asked.model_answer) not in bare(given.model_answer):
            yield from _texts(asked.model_answer, given.model_answer, "model_answer")
    elif isinstance(asked, Blanks) and isinstance(given, Blanks):
        for blank, other in zip(asked.blanks, given.blanks, strict=True):
            if type(blank.asked) is not type(other.asked):
                yield "kind"
                continue
            yield from _forms(blank.asked, other.asked)
            if blank.feedback and bare(blank.feedback) not in bare(other.feedback):
                yield "feedback"


def _lists(texts: list[str], given: list[str], part: str) -> Iterator[str]:
    if len(texts) != len(given):
        yield part
        return
    for text, other in zip(texts, given, strict=True):
        yield from _texts(text, other, part)


def _entries(entries: object, given: object) -> Iterator[str]:
    assert isinstance(entries, list | tuple)
    assert isinstance(given, list | tuple)
    yield from _lists([text for text, _ in entries], [text for text, _ in given], "options")
    yield from _lists([said for _, said in entries], [said for _, said in given], "feedback")


def _options(options: tuple[Chosen, ...], given: tuple[Chosen, ...]) -> Iterator[str]:
    if [each.correct for each in options] != [each.correct for each in given]:
        yield "key"
    yield from _lists([each.text for each in options], [each.text for each in given], "options")
    for each, other in zip(options, given, strict=False):
        if each.feedback and bare(each.feedback) not in bare(other.feedback):
            yield "feedback"


def _amounts(asked: Amount, given: Amount) -> Iterator[str]:
    rounded = replace(asked, key=float(f"{float(asked.key):.9g}"))
    if rounded.key != float(f"{float(given.key):.9g}"):
        yield "key"
    if f"{spread_of(asked):.7g}" != f"{spread_of(given):.7g}" or (asked.relative and not given.relative):
        yield "tolerance"
    if [f"{value:.7g}" for value, _ in asked.mistakes] != [f"{value:.7g}" for value, _ in given.mistakes]:
        yield "mistakes"
    else:
        yield from _lists(
            [said for _, said in asked.mistakes], [said for _, said in given.mistakes], "mistakes"
        )


def _phrases(asked: Phrase, given: Phrase) -> Iterator[str]:
    if asked.accepted != given.accepted:
        yield "key"
    if [text for text, _ in asked.mistakes] != [text for text, _ in given.mistakes]:
        yield "mistakes"
    else:
        yield from _lists(
            [said for _, said in asked.mistakes], [said for _, said in given.mistakes], "mistakes"
        )

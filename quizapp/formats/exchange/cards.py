"""An exercise as a card with two sides, for Anki and for paper."""

import re

from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.leaving import LeavingItem
from quizapp.formats.exchange.losses import (
    EXPLANATION_ON_BACK,
    HINTS,
    ONLY_A_CARD,
    POINTS_ON_BACK,
    REASONS,
    Losses,
)
from quizapp.kinds.exchange import (
    Amount,
    Asked,
    Blanks,
    Essay,
    OneOf,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
    Verdict,
    unordered,
)

_BLANK = re.compile(r"\{\{(\d+)\}\}")


def name_losses(item: LeavingItem, slug: str, losses: Losses) -> None:
    """What a card cannot hold."""
    asked = item.asked
    for is_lost, reason in (
        (not isinstance(asked, Essay), ONLY_A_CARD),
        (isinstance(asked, Verdict) and asked.reasons, REASONS),
        (isinstance(asked, Essay) and item.explanation, EXPLANATION_ON_BACK),
        (isinstance(asked, Essay) and asked.points, POINTS_ON_BACK),
        (item.hints, HINTS),
    ):
        if is_lost:
            losses.add(slug, item.item_id, reason)


def front(item: LeavingItem) -> str:
    """The question with everything there is to choose from, as Markdown."""
    asked, texts = item.asked, [item.prompt]
    if isinstance(asked, OneOf | SomeOf):
        texts.append(_list([each.text for each in asked.options]))
    if isinstance(asked, Blanks):
        texts.append(_BLANK.sub(r"[\1]", asked.text))
        texts += [
            f"[{number}]\n\n{_list([each.text for each in blank.asked.options])}"
            for number, blank in enumerate(asked.blanks, start=1)
            if isinstance(blank.asked, OneOf)
        ]
    if isinstance(asked, Paired):
        texts.append(_list([pair.text for pair in asked.left]))
        texts.append(_list(shuffled(list(asked.right)), "A"))
    if isinstance(asked, Sequenced):
        texts.append(_list(shuffled([text for text, _ in asked.entries])))
    return joined(texts)


def back(item: LeavingItem) -> str:
    """The correct answer, and why it is right, as Markdown."""
    return joined([answer(item.asked), item.explained])


def answer(asked: Asked) -> str:
    """The correct answer, as Markdown."""
    if isinstance(asked, OneOf | SomeOf):
        right = [each.text for each in asked.options if each.correct]
        return right[0] if isinstance(asked, OneOf) else _list(right)
    if isinstance(asked, Verdict):
        return "✓" if asked.is_true else "✗"
    if isinstance(asked, Amount):
        return f"{float(asked.key):.6g} {asked.unit}".strip()
    if isinstance(asked, Phrase):
        return " / ".join(asked.accepted)
    if isinstance(asked, Sequenced):
        return "\n".join(f"{number}. {text}" for number, (text, _) in enumerate(asked.entries, start=1))
    if isinstance(asked, Paired):
        return _list([f"{pair.text} → {asked.right[pair.match]}" for pair in asked.left])
    if isinstance(asked, Blanks):
        return _list(
            [f"[{number}] {answer(blank.asked)}" for number, blank in enumerate(asked.blanks, start=1)]
        )
    return joined([asked.model_answer, _list(list(asked.points))])


def _list(texts: list[str], start: str = "") -> str:
    if start:
        return "\n".join(f"- {chr(ord(start) + place)}. {text}" for place, text in enumerate(texts))
    return "\n".join("- " + text.replace("\n", "\n  ") for text in texts)


def shuffled(texts: list[str]) -> list[str]:
    """The texts in an order that does not tell the right one, and is always the same."""
    places = unordered(texts)
    return [text for _, text in sorted(zip(places, texts, strict=True))]

"""Questions as GIFT. Its reader gives them back, except for what is named."""

import re

from quizapp.errors import Problem
from quizapp.formats.exchange.leaving import BLANKS, ENTRY_FEEDBACK, ORDER, Leaving, LeavingItem
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

_SIGNS = re.compile(r"([\\~=#{}:])")


def write_gift(leaving: Leaving) -> tuple[str, list[Problem]]:
    """The text, and what it cannot hold."""
    pieces, losses = [], list(leaving.losses)
    for question in leaving.questions:
        pieces.append(f"$CATEGORY: {question.topic}\n")
        for item in question.items:
            answers = _answers(item, question.slug, losses)
            if answers is not None:
                pieces.append(
                    f"// [id:{item.name}]\n::{_said(item.name)}::[markdown]{_said(item.prompt)}{{{answers}}}\n"
                )
    return "\n".join(pieces), losses


def spread_of(asked: Amount) -> float:
    """The tolerance as one absolute distance."""
    key = float(asked.key)
    return max(asked.absolute, asked.relative * abs(key))


def _said(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text.strip()).replace("\n", "\\n")


def _feedback(text: str) -> str:
    return f"#{_said(text)}" if text else ""


def _answers(item: LeavingItem, slug: str, losses: list[Problem]) -> str | None:
    asked, named = item.asked, {"item": item.name}
    if isinstance(asked, Sequenced | Blanks):
        losses.append(Problem(slug, ORDER if isinstance(asked, Sequenced) else BLANKS, named))
        return None
    if isinstance(asked, Paired) and any(pair.feedback for pair in asked.left):
        losses.append(Problem(slug, ENTRY_FEEDBACK, named))
    general = "\n\n".join(
        filter(None, [asked.model_answer if isinstance(asked, Essay) else "", item.explanation])
    )
    lines = _lines(asked)
    return lines + (f"\n####{_said(general)}" if general else "")


def _lines(asked: Asked) -> str:
    if isinstance(asked, OneOf):
        return "".join(f"\n{'=' if each.correct else '~'}{_option(each)}" for each in asked.options)
    if isinstance(asked, SomeOf):
        share = 100 / sum(each.correct for each in asked.options)
        return "".join(
            f"\n~{f'%{share:.5f}%' if each.correct else ''}{_option(each)}" for each in asked.options
        )
    if isinstance(asked, Verdict):
        return "TRUE" if asked.is_true else "FALSE"
    if isinstance(asked, Amount):
        wrong = [f"\n=%0%{value!r}:0{_feedback(said)}" for value, said in asked.mistakes]
        return f"#\n={float(asked.key)!r}:{spread_of(asked)!r}" + "".join(wrong)
    if isinstance(asked, Phrase):
        wrong = [f"\n=%0%{_said(text)}{_feedback(said)}" for text, said in asked.mistakes]
        return "".join(f"\n={_said(each)}" for each in asked.accepted) + "".join(wrong)
    if isinstance(asked, Paired):
        used = {pair.match for pair in asked.left}
        pairs = [f"\n={_said(pair.text)} -> {_said(asked.right[pair.match])}" for pair in asked.left]
        rest = [f"\n= -> {_said(text)}" for place, text in enumerate(asked.right) if place not in used]
        return "".join(pairs + rest)
    return ""


def _option(each: Chosen) -> str:
    return _said(each.text) + _feedback(each.feedback)

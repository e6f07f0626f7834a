"""Questions as GIFT. Its reader gives them back, except for what is named."""

import re

from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.leaving import Leaving, LeavingItem
from quizapp.formats.exchange.losses import (
    ANSWER_EXPLAINED,
    BLANKS,
    ENTRY_FEEDBACK,
    HINTS,
    ORDER,
    POINTS,
    REASONS,
    TOLERANCE,
    UNIT,
    Losses,
    Written,
)
from quizapp.formats.exchange.written_answers import has_relative, shares, spread_at, spread_of
from quizapp.formats.exchange.written_texts import TEX
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


def write_gift(leaving: Leaving) -> Written:
    """One text; variants have a category of their own."""
    pieces, losses = [], Losses(leaving.losses)
    for question in leaving.questions:
        for pool, items in question.pools.items():
            category = "/".join(filter(None, [question.topic, question.slug, pool]))
            written = [text for item in items if (text := _question(item, question.slug, losses))]
            pieces += [f"$CATEGORY: $course$/top/Nabla/{category}\n", *written] if written else []
    return Written("\n".join(pieces).encode(), losses.all)


def _question(item: LeavingItem, slug: str, losses: Losses) -> str:
    asked = item.asked
    if isinstance(asked, Sequenced | Blanks):
        losses.add(slug, item.item_id, ORDER if isinstance(asked, Sequenced) else BLANKS)
        return ""
    for is_lost, reason in (
        (item.hints, HINTS),
        (isinstance(asked, Paired) and any(pair.feedback for pair in asked.left), ENTRY_FEEDBACK),
        (isinstance(asked, Verdict) and asked.reasons, REASONS),
        (has_relative(asked), TOLERANCE),
        (isinstance(asked, Essay) and asked.points, POINTS),
        (isinstance(asked, Essay) and asked.model_answer, ANSWER_EXPLAINED),
    ):
        if is_lost:
            losses.add(slug, item.item_id, reason)
    prompt = item.prompt
    if isinstance(asked, Amount) and asked.unit:
        losses.add(slug, item.item_id, UNIT, unit=asked.unit)
        prompt = f"{prompt} [{asked.unit}]"
    general = joined([asked.model_answer if isinstance(asked, Essay) else "", item.explained])
    answers = _lines(asked) + (f"\n####{_html(general)}" if general else "")
    return f"// [id:{item.name}]\n::{_said(item.name)}::[html]{_html(prompt)}{{{answers}}}\n"


def _said(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text.strip()).replace("\n", "\\n")


def _html(text: str) -> str:
    return _said(TEX.html(text))


def _feedback(text: str) -> str:
    return f"#{_html(text)}" if text else ""


def _lines(asked: Asked) -> str:
    if isinstance(asked, OneOf):
        return "".join(f"\n{'=' if each.correct else '~'}{_option(each)}" for each in asked.options)
    if isinstance(asked, SomeOf):
        return "".join(
            f"\n~%{share:.7g}%{_option(each)}"
            for each, share in zip(asked.options, shares(asked), strict=True)
        )
    if isinstance(asked, Verdict):
        return "TRUE" if asked.is_true else "FALSE"
    if isinstance(asked, Amount):
        wrong = [
            f"\n=%0%{value!r}:{spread_at(asked, value)!r}{_feedback(said)}" for value, said in asked.mistakes
        ]
        return f"#\n={float(asked.key)!r}:{spread_of(asked)!r}" + "".join(wrong)
    if isinstance(asked, Phrase):
        wrong = [f"\n=%0%{_said(text)}{_feedback(said)}" for text, said in asked.mistakes]
        return "".join(f"\n={_said(each)}" for each in asked.accepted) + "".join(wrong)
    if isinstance(asked, Paired):
        used = {pair.match for pair in asked.left}
        pairs = [(_said(TEX.inline(pair.text)), asked.right[pair.match]) for pair in asked.left]
        pairs += [("", text) for place, text in enumerate(asked.right) if place not in used]
        return "".join(f"\n={left} -> {_said(TEX.inline(right))}" for left, right in pairs)
    return ""


def _option(each: Chosen) -> str:
    return _said(TEX.inline(each.text)) + _feedback(each.feedback)

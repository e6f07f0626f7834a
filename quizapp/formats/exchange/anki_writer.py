"""Exercises as notes of Anki in plain text, with ids that stay, so that a second import updates what the first made."""

import csv
import io
import re
from html import escape

from quizapp.errors import Problem
from quizapp.formats.exchange.leaving import ONLY_A_CARD, Leaving, LeavingItem
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
)

HEADER = "#separator:tab\n#html:true\n#guid column:1\n#notetype:Basic\n#deck column:2\n#tags column:5\n"
_BLOCK, _INLINE = re.compile(r"\$\$(.+?)\$\$", re.DOTALL), re.compile(r"(?<![\\$])\$([^$\n]+)\$")


def write_anki(leaving: Leaving) -> tuple[str, list[Problem]]:
    """The text, and what it cannot hold. The id of a note is that of its exercise."""
    losses, text = list(leaving.losses), io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    for question in leaving.questions:
        for item in question.items:
            front, back = _sides(item)
            writer.writerow(
                [f"nabla-{item.name}", f"Nabla::{question.topic}", _html(front), _html(back), question.slug]
            )
            if not isinstance(item.asked, Essay | Phrase | Amount):
                losses.append(Problem(question.slug, ONLY_A_CARD, {"item": item.name}))
    return HEADER + text.getvalue(), losses


def _sides(item: LeavingItem) -> tuple[str, str]:
    front, asked = [item.prompt], item.asked
    if isinstance(asked, OneOf | SomeOf):
        front.append("\n".join(f"- {each.text}" for each in asked.options))
    if isinstance(asked, Blanks):
        front.append(re.sub(r"\{\{(\d+)\}\}", r"[\1]", asked.text))
    if isinstance(asked, Paired):
        front.append("\n".join(f"- {pair.text}" for pair in asked.left))
    if isinstance(asked, Sequenced):
        front.append("\n".join(f"- {text}" for text, _ in sorted(asked.entries)))
    return "\n\n".join(front), "\n\n".join(filter(None, [_key(asked), item.explanation]))


def _key(asked: Asked) -> str:
    if isinstance(asked, OneOf | SomeOf):
        return "\n".join(each.text for each in asked.options if each.correct)
    if isinstance(asked, Verdict):
        return "✓" if asked.is_true else "✗"
    if isinstance(asked, Amount):
        return f"{float(asked.key):.6g} {asked.unit}".strip()
    if isinstance(asked, Phrase):
        return " / ".join(asked.accepted)
    if isinstance(asked, Sequenced):
        return "\n".join(f"{number}. {text}" for number, (text, _) in enumerate(asked.entries, start=1))
    if isinstance(asked, Paired):
        return "\n".join(f"{pair.text} → {asked.right[pair.match]}" for pair in asked.left)
    if isinstance(asked, Blanks):
        return "\n".join(
            f"[{number}] {_key(blank.asked)}" for number, blank in enumerate(asked.blanks, start=1)
        )
    return asked.model_answer


def _html(text: str) -> str:
    """Lines and formulas as Anki shows them; other Markdown stays as it is written."""
    shown = _BLOCK.sub(r"\\[\1\\]", escape(text.strip(), quote=False))
    return _INLINE.sub(r"\\(\1\\)", shown).replace("\n", "<br>")

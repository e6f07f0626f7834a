"""From the fields of an item's form to the answer its kind is graded by.

Kinds with several parts name each field after its part: `answer.is_true`, `answer.gap-1`.
"""

from typing import Any

from werkzeug.datastructures import MultiDict

from quizapp.domain.items import (
    Cloze,
    FixIt,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    SpotTheLine,
    TrueFalse,
)

Form = MultiDict[str, str]


def answer_from(item: Item, form: Form) -> Any:
    match item:
        case MultipleChoice() | Ordering():
            return form.getlist("answer")
        case TrueFalse():
            spelled = form.get("answer.is_true")
            verdict = {"is_true": spelled == "true"} if spelled in ("true", "false") else {}
            return verdict | _named(form, ["reason"])
        case SpotTheLine():
            lines = [int(line) for line in form.getlist("answer.lines") if line.isascii() and line.isdigit()]
            return {"lines": lines} | _named(form, ["fix"] if item.fixes else [])
        case Matching():
            return _named(form, [each.id for each in item.left])
        case Cloze():
            return _named(form, [gap.id for gap in item.gaps])
        case FixIt():
            return _named(form, [setting.id for setting in item.settings])
        case _:
            return form.get("answer", "")


def _named(form: Form, names: list[str]) -> dict[str, str]:
    """What is filled in; empty fields are parts left out."""
    given = {name: form.get(f"answer.{name}", "") for name in names}
    return {name: text for name, text in given.items() if text.strip()}

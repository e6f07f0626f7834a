"""Convert the fields of a submitted form to an answer.

Kinds with several parts name each field after its part: `answer.is_true`, `answer.gap-1`.
"""

from collections.abc import Iterable
from typing import Any, Protocol


class Form(Protocol):
    """A form as Werkzeug reads it: a name may have several values."""

    def get(self, name: str, default: str, /) -> str: ...
    def getlist(self, name: str, /) -> list[str]: ...


def one_field(item: Any, form: Form) -> str:
    return form.get("answer", "")


def several_fields(item: Any, form: Form) -> list[str]:
    return form.getlist("answer")


def named_fields(form: Form, names: Iterable[str]) -> dict[str, str]:
    """The filled-in parts; empty fields are parts left out."""
    given = {name: form.get(f"answer.{name}", "") for name in names}
    return {name: text for name, text in given.items() if text.strip()}

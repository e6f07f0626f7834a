"""The forms of an answer, gathered from the kinds of items."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union

from pydantic import Field

from quizapp.kinds import KINDS


def _every_form() -> tuple[Any, ...]:
    """Each form once, and with it which kinds take it, and for what."""
    said: list[tuple[Any, list[str]]] = []
    for kind in KINDS:
        for form, description in kind.answer_forms:
            known = next((lines for other, lines in said if other is form), None)
            if known is None:
                said.append((form, known := []))
            known += [f"{kind.id}: {description}."] if description else []
    return tuple(
        Annotated[form, Field(description=" ".join(lines))] if lines else form for form, lines in said
    )


if TYPE_CHECKING:
    Answer: TypeAlias = Any
else:
    Answer = Union[_every_form()]  # noqa: UP007

"""The forms of an answer, collected from the kinds of items."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union

from pydantic import Field

from quizapp.kinds import KINDS
from quizapp.kinds.answers import List, Named, Number, Words


def _every_form() -> tuple[Any, ...]:
    """Each form once, with the kinds that accept it and their purpose; the open form after the closed ones."""
    own = [
        form for kind in KINDS for form, _ in kind.answer_forms if form not in (Words, Number, List, Named)
    ]
    return tuple(_described(form) for form in (Words, Number, List, *own, Named))


def _described(form: Any) -> Any:
    said = [
        f"{kind.id}: {description}."
        for kind in KINDS
        for other, description in kind.answer_forms
        if other is form and description
    ]
    return Annotated[form, Field(description=" ".join(said))] if said else form


if TYPE_CHECKING:
    Answer: TypeAlias = Any
else:
    Answer = Union[_every_form()]  # noqa: UP007

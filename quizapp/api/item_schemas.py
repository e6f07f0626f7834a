"""What an item shows beside its prompt: its parts, and the fields that only some kinds have."""

from copy import copy
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from quizapp.api.bodies import ResponseBody
from quizapp.kinds import KINDS
from quizapp.kinds.asked import PartShown


class ItemFields(ResponseBody):
    parts: list[PartShown] = Field(
        description="Options, reasons, entries, the right side, fixes or outcomes, in this variant's order"
    )


def _fields_of_kinds() -> dict[str, Any]:
    """Each field once, with the descriptions of all kinds that have it."""
    fields: dict[str, FieldInfo] = {}
    said: dict[str, list[str]] = {}
    for kind in KINDS:
        for name, own in kind.api_fields.model_fields.items() if kind.api_fields else ():
            field = fields.setdefault(name, copy(own))
            assert field.annotation == own.annotation, f"{kind.id}: {name} is of another type elsewhere"
            if own.description:
                said.setdefault(name, []).append(f"{kind.id}: {own.description}")
    for name, lines in said.items():
        fields[name].description = "; ".join(lines)
    return {name: (field.annotation, field) for name, field in fields.items()}


if TYPE_CHECKING:

    class KindFields(ItemFields): ...

else:
    KindFields = create_model("KindFields", __base__=ItemFields, **_fields_of_kinds())

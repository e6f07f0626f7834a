"""What is shown of an item beside its prompt, by kind."""

from typing import Any, Literal

from pydantic import Field

from quizapp.api.bodies import ResponseBody


class PartShown(ResponseBody):
    id: str
    text: str


class AxisShown(ResponseBody):
    name: str
    meaning: str


class GapShown(ResponseBody):
    id: str
    kind: Literal["choice", "number", "words"]
    options: list[PartShown]


class SettingShown(ResponseBody):
    """Something that may be changed: to one of its choices, or to a number of its range."""

    id: str
    label: str
    choices: list[PartShown]
    value: bool | float | str | None = Field(description="As it is, where it is a number")
    minimum: float | None
    maximum: float | None


class KindFields(ResponseBody):
    """What only some kinds of item have."""

    parts: list[PartShown] = Field(
        description="Options, reasons, entries, the right side, fixes or outcomes, in this variant's order"
    )
    axes: list[AxisShown] = []
    unit: str | None = None
    left: list[PartShown] = Field(default=[], description="matching: each is to be given one of parts")
    text: str | None = Field(
        default=None, description="cloze: Markdown with {{gap}}; spot_the_line: the listing"
    )
    gaps: list[GapShown] = []
    settings: list[SettingShown] = []
    budget: int | None = Field(default=None, description="fix_it: how many settings may be changed")
    healed: list[dict[str, Any]] = Field(
        default=[], description="fix_it: conditions, as in a claim's predicate"
    )

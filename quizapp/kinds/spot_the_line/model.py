from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.options import Option, refuse_all_but_one_key
from quizapp.kinds.refutable import Refutable

MESSAGES = {
    "no_such_line": N_("Line %(line)s of the listing does not exist or is empty."),
    "line_twice": N_("Line %(line)s is listed twice."),
}

MOST_LINES = 60
Listing = Annotated[str, StringConstraints(min_length=1, max_length=6000)]


class LineRemark(ContentModel):
    """A line by its number, counted from 1, and the feedback on it."""

    line: int = Field(ge=1, le=MOST_LINES)
    feedback: Text


class InnocentLine(LineRemark, Refutable):
    """A line that looks wrong but is not. contradicts: the claim against blaming it."""


class SpotTheLine(ItemModel):
    """`mistakes` are lines that look wrong but are not. `fixes`, if any, are offered below the listing."""

    kind: Literal["spot_the_line"]
    listing: Listing
    wrong_lines: tuple[LineRemark, ...] = Field(min_length=1, max_length=6)
    mistakes: tuple[InnocentLine, ...] = Field(default=(), max_length=10)
    fixes: tuple[Option, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _lines_exist(self) -> Self:
        seen: set[int] = set()
        for field in ("wrong_lines", "mistakes"):
            for position, remark in enumerate(getattr(self, field)):
                place = {"field": f"{field}.{position}.line", "line": remark.line}
                if remark.line > len(self.lines) or not self.lines[remark.line - 1].strip():
                    raise PydanticCustomError("no_such_line", "The listing has no line {line}", place)
                if remark.line in seen:
                    raise PydanticCustomError("line_twice", "Line {line} is named twice", place)
                seen.add(remark.line)
        return self

    @model_validator(mode="after")
    def _fits_the_page(self) -> Self:
        if len(self.lines) > MOST_LINES:
            raise PydanticCustomError(
                "too_long", "At most {max_length}", {"max_length": MOST_LINES, "field": "listing"}
            )
        if self.fixes:
            refuse_repeated_ids([fix.id for fix in self.fixes], "fixes")
            refuse_all_but_one_key(self.fixes, "fixes")
        return self

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.listing.rstrip().split("\n"))

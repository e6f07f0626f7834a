"""Text in both languages, and the small value types of all content models."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

PartId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
KnobValue = bool | int | float | str  # the value of a control of a scenario
GAP = re.compile(r"\{\{([a-z0-9]+(?:-[a-z0-9]+)*)\}\}")  # a blank in a text, by its id


def order_of_name(name: str) -> bytes:
    """To sort the names of people by: without case and accents; Chinese ones after the others, by pronunciation, which
    is how GB 2312 orders its 3,755 more frequent characters.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return plain.casefold().encode("gb18030", "replace")


class ContentModel(BaseModel):
    """A piece of content: immutable, without unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(ContentModel):
    """Markdown with math between dollar signs, in both languages."""

    zh: Words
    en: Words

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Label(ContentModel):
    """A single line without Markdown, in both languages."""

    zh: Line
    en: Line

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

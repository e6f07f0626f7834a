"""Documents of the question bank, parsed from their stored text: the same text is parsed only once."""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Text, cast

from quizapp.bank.parametric.item import PUBLISHED
from quizapp.domain.text import ContentModel

Document = TypeVar("Document", bound=ContentModel)


def as_text(body: Any) -> ColumnElement[str]:
    """A JSON column as its stored text."""
    return cast(body, Text)


def read_document(kind: type[Document], text: str) -> Document:
    """It was checked when published. Content is immutable, so all readers may share it."""
    document = _read(kind, text)
    assert isinstance(document, kind)
    return document


@lru_cache(maxsize=2048)
def _read(kind: type[ContentModel], text: str) -> ContentModel:
    return kind.model_validate_json(text, context=PUBLISHED)

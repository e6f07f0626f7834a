"""An answer in one line of words: the texts of its parts instead of their ids. Its texts are Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from quizapp.domain.text import Label, Language, Text
from quizapp.kinds.item import ItemModel

BETWEEN: dict[Language, str] = {"zh": "；", "en": "; "}
TRUE = Label(zh="正确", en="true")
FALSE = Label(zh="错误", en="false")


def in_words(item: ItemModel, answer: Any, language: Language, beside: Any = None) -> str:
    """beside: another answer to the item; of answers with several parts, only those that differ are said."""
    names = dict(_texts(item))
    between = BETWEEN[language]
    if isinstance(answer, Mapping):
        other = beside if isinstance(beside, Mapping) else {}
        told = (
            _named(name, spelled(value, names, language), names, language)
            for name, value in answer.items()
            if name not in other or other[name] != value
        )
        return between.join(told)
    if isinstance(answer, list | tuple):
        if isinstance(beside, list | tuple):
            answer = [each for each in answer if each not in beside] or answer
        return between.join(spelled(each, names, language) for each in answer)
    return spelled(answer, names, language)


def in_order(item: ItemModel, answer: Any, language: Language, beside: Any = None) -> str:
    """As `in_words`, for a list whose order counts."""
    names = dict(_texts(item))
    parts = answer if isinstance(answer, list | tuple) else [answer]
    return " → ".join(spelled(each, names, language) for each in parts)


def spelled(value: Any, names: Mapping[str, Text | Label], language: Language) -> str:
    if isinstance(value, bool):
        return (TRUE if value else FALSE).in_language(language)
    if isinstance(value, list | tuple):
        return ", ".join(spelled(each, names, language) for each in value)
    if isinstance(value, Mapping):  # accepted wordings in each language
        return spelled(value.get(language, ""), names, language)
    if isinstance(value, str) and value in names:
        return names[value].in_language(language)
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)


def _named(name: str, value: str, names: Mapping[str, Text | Label], language: Language) -> str:
    return f"{names[name].in_language(language)} → {value}" if name in names else value


def _texts(model: BaseModel) -> Iterator[tuple[str, Text | Label]]:
    """Every part of an item that has an id and a text, however deep."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from _texts(part)
                text = getattr(part, "text", None) or getattr(part, "label", None)
                if isinstance(text, Text | Label) and isinstance(getattr(part, "id", None), str):
                    yield part.id, text  # type: ignore[attr-defined]

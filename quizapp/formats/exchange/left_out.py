"""What there is to read in an exercise that could not be drafted, so that its author can make it anew."""

import re
from collections.abc import Iterable

from quizapp.formats.exchange.found import FoundItem, FoundQuestion, joined
from quizapp.kinds.exchange import Asked, Blanks, OneOf, Paired, Sequenced, SomeOf

_BLANK = re.compile(r"\{\{\d+\}\}")


def texts_of(question: FoundQuestion) -> str:
    """All texts of a question, as one."""
    return joined([question.stem, *(text for item in question.items for text in _texts(item))])


def _texts(item: FoundItem) -> Iterable[str]:
    yield item.prompt
    if item.asked is not None:
        yield _parts(item.asked)
    yield item.explanation


def _parts(asked: Asked) -> str:
    if isinstance(asked, Blanks):
        return _BLANK.sub("_____", asked.text)
    if isinstance(asked, OneOf | SomeOf):
        return _list(each.text for each in asked.options)
    if isinstance(asked, Paired):
        return joined([_list(pair.text for pair in asked.left), _list(asked.right)])
    if isinstance(asked, Sequenced):
        return _list(sorted(text for text, _ in asked.entries))
    return ""


def _list(texts: Iterable[str]) -> str:
    return "\n".join("- " + text.replace("\n", "\n  ") for text in texts)

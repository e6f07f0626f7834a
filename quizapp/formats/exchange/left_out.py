"""What there is to read in an exercise that could not be drafted, so that its author can make it anew."""

import re
from collections.abc import Iterable

from quizapp.formats.exchange.found import FoundItem, FoundQuestion, joined
from quizapp.kinds.exchange import Asked, Blank, Blanks, OneOf, Paired, Phrase, Sequenced, SomeOf

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
        inside = [f"{number}\\. {_line(blank)}" for number, blank in enumerate(asked.blanks, start=1)]
        return joined([_BLANK.sub("_____", asked.text), "  \n".join(inside)])
    if isinstance(asked, OneOf | SomeOf):
        return _list(each.text for each in asked.options)
    if isinstance(asked, Paired):
        return joined([_list(pair.text for pair in asked.left), _list(asked.right)])
    if isinstance(asked, Sequenced):
        return _list(sorted(text for text, _ in asked.entries))
    return ""


def _line(blank: Blank) -> str:
    """What can be chosen, or is right, in a blank, with its feedback."""
    said = [blank.feedback]
    if isinstance(blank.asked, OneOf):
        said = [
            *(
                f"{each.text} ({each.feedback})" if each.feedback else each.text
                for each in blank.asked.options
            )
        ]
    elif isinstance(blank.asked, Phrase):
        said += [*blank.asked.accepted, *(f"{text} ({about})" for text, about in blank.asked.mistakes)]
    else:
        said += [f"{blank.asked.key}", *(f"{value:g} ({about})" for value, about in blank.asked.mistakes)]
    return " / ".join(" ".join(text.split()) for text in said if text)


def _list(texts: Iterable[str]) -> str:
    return "\n".join("- " + text.replace("\n", "\n  ") for text in texts)

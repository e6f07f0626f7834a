"""Searching the help: sections and examples in which all words occur."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext
from markupsafe import Markup, escape

from quizapp.domain.text import Language
from quizapp.presentation.markdown import to_html
from quizapp.web.help.texts import PAGES, help_page, list_examples

LONGEST_SEARCH = 100
_LONGEST_EXCERPT, _BEFORE = (
    180,
    60,
)  # characters, and how many of them stand before the first word that is found
_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Place:
    """Something to find. page: of the help; kind: of an example, instead of a section with an anchor."""

    page: str
    anchor: str
    way: tuple[str, ...]
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Found:
    place: Place
    excerpt: Markup


def search_help(words: str, language: Language) -> list[Found]:
    """Where all words occur: first where a heading has one of them, then in the order of the pages.

    language: of the reader.
    """
    wanted = [word.casefold() for word in words[:LONGEST_SEARCH].split()]
    if not wanted:
        return []
    found = [
        place
        for place in _places(language)
        if all(word in "\n".join([*place.way, place.text]).casefold() for word in wanted)
    ]
    found.sort(key=lambda place: -sum(word in place.way[-1].casefold() for word in wanted))
    return [Found(place, _excerpt(place.text, wanted)) for place in found]


@cache
def _places(language: Language) -> tuple[Place, ...]:
    return tuple(_all_places(language))


def _all_places(language: Language) -> Iterator[Place]:
    for slug in PAGES:
        page = help_page(slug, language)
        yield Place(slug, "", (page.title,), _plain(page.lead))
        for section in page.sections:
            yield Place(slug, section.anchor, (page.title, section.title), _plain(section.text))
        for example in list_examples(language) if slug == "kinds" else ():
            name = gettext(example.kind.name)
            notes = " ".join(line.note for line in example.lines)
            yield Place(slug, "", (page.title, name), _plain(f"{example.when} {notes}"), example.kind.id)


def _plain(markdown: str) -> str:
    """The words of a Markdown text on one line."""
    return " ".join(to_html(markdown).striptags().split())


def _excerpt(text: str, wanted: list[str]) -> Markup:
    """The part of the text in which most of the words are, with all of them marked."""
    plain = text.casefold()
    places = sorted(match.start() for word in wanted for match in re.finditer(re.escape(word), plain))
    after = _LONGEST_EXCERPT - _BEFORE
    best = max(places, key=lambda at: sum(word in plain[at : at + after] for word in wanted), default=0)
    start = best - _BEFORE if best > _BEFORE else 0
    if start and (space := _SPACE.search(text, start, best)):
        start = space.end()
    shown = text[start : start + _LONGEST_EXCERPT]
    if start + len(shown) < len(text) and " " in shown[-15:]:
        shown = shown[: shown.rindex(" ")]
    end = " …" if start + len(shown) < len(text) else ""
    return Markup("{}{}{}").format("… " if start else "", _marked(shown, wanted), end)


def _marked(text: str, wanted: list[str]) -> Markup:
    pattern = re.compile(
        "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True)), re.IGNORECASE
    )
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[at : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        at = match.end()
    return Markup("").join([*parts, escape(text[at:])])

"""Exercises as they stand on paper: with letters before the options, and lines to write on."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from quizapp.config import PACKAGE
from quizapp.domain.text import Language
from quizapp.formats.exchange import cards
from quizapp.formats.exchange.leaving import Leaving, LeavingItem
from quizapp.kinds.exchange import Amount, Blanks, Chosen, OneOf, Paired, Phrase, Sequenced, SomeOf, Verdict
from quizapp.presentation.markdown import to_html, to_inline_html

_BLANK = re.compile(r"\{\{(\d+)\}\}")
_LINE = "＿＿＿＿＿＿"  # to write on; no sign of Markdown


@dataclass(frozen=True)
class PaperItem:
    """An exercise. form: how it is answered, in one word for the template. beside: what the options are matched with.

    blanks: the choices of each blank that has some, by its number.
    """

    number: str
    name: str
    form: str
    prompt: str
    options: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    blanks: tuple[tuple[int, tuple[str, ...]], ...]
    unit: str
    answer: str
    explanation: str


@dataclass(frozen=True)
class PaperQuestion:
    number: int
    title: str
    items: tuple[PaperItem, ...]


def paper_html(leaving: Leaving, *, has_answers: bool) -> Markup:
    """The exercises as HTML, in their language, for a page and for a PDF file."""
    template = _templates(leaving.language).get_template("paper.html")
    return Markup(template.render(questions=pages_of(leaving), has_answers=has_answers))


@cache
def _templates(language: Language) -> Environment:
    """Templates that need neither a request nor an application."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations_of(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {"markdown": to_html, "markdown_inline": to_inline_html}
    return environment


@cache
def translations_of(language: Language) -> NullTranslations:
    locales = {"zh": ["zh_Hans_CN"], "en": []}[language]
    return Translations.load(PACKAGE / "translations", locales) if locales else NullTranslations()


def pages_of(leaving: Leaving) -> list[PaperQuestion]:
    return [
        PaperQuestion(
            number,
            question.title,
            tuple(_item(f"{number}.{place}", item) for place, item in enumerate(question.items, start=1)),
        )
        for number, question in enumerate(leaving.questions, start=1)
    ]


def _item(number: str, item: LeavingItem) -> PaperItem:
    asked = item.asked
    prompt = item.prompt
    options: list[str] = []
    beside: list[str] = []
    blanks: list[tuple[int, tuple[str, ...]]] = []
    if isinstance(asked, OneOf | SomeOf):
        options = [each.text for each in asked.options]
    elif isinstance(asked, Sequenced):
        options = cards.shuffled([text for text, _ in asked.entries])
    elif isinstance(asked, Paired):
        beside, options = [pair.text for pair in asked.left], cards.shuffled(list(asked.right))
    elif isinstance(asked, Blanks):
        prompt = (
            f"{prompt}\n\n{_BLANK.sub(_numbered, asked.text)}"
            if prompt
            else _BLANK.sub(_numbered, asked.text)
        )
        blanks = [
            (place, _texts(blank.asked.options))
            for place, blank in enumerate(asked.blanks, start=1)
            if isinstance(blank.asked, OneOf)
        ]
    return PaperItem(
        number,
        item.name,
        _form(item),
        prompt,
        tuple((chr(ord("A") + place), text) for place, text in enumerate(options)),
        tuple((str(place), text) for place, text in enumerate(beside, start=1)),
        tuple(blanks),
        asked.unit if isinstance(asked, Amount) else "",
        "" if isinstance(asked, Verdict) else cards.answer(asked),
        item.explained,
    )


def _form(item: LeavingItem) -> str:
    asked = item.asked
    if isinstance(asked, Verdict):
        return "true" if asked.is_true else "false"
    names = {OneOf: "one", SomeOf: "some", Sequenced: "order", Paired: "pairs", Blanks: "blanks"}
    if isinstance(asked, Amount | Phrase):
        return "line"
    return names.get(type(asked), "lines")


def _numbered(found: re.Match[str]) -> str:
    return f"{_LINE} ({found[1]})"


def _texts(options: tuple[Chosen, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in options)

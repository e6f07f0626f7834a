"""A concept in words, with the run that explains it."""

import re
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.presentation.language import words
from quizapp.presentation.markdown import to_inline_html
from quizapp.services.published_bank import PublishedBank

_VARIABLE = re.compile(r"\[\[[^\]]*\]\]")


@dataclass(frozen=True)
class ConceptWords:
    """In the reader's language; text: markdown. topic: its title. place: the question that asks about it, or the
    on-call room. run_url: of the test of its claim, or of its scenario; None where that would give a cause away.
    """

    text: str
    topic: str
    place: str
    place_number: str | None
    place_url: str
    run_url: str | None


_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<=[。？！])")


def title_of_item(item: AuthoredItem) -> Markup:
    """What an item asks, in one line: the sentence with the question mark, or else the first."""
    return Markup(to_inline_html(_question_in(words(item.prompt))))


def _question_in(prompt: str) -> str:
    text = _VARIABLE.sub("…", prompt).strip().split("\n\n")[0]
    sentences = [" ".join(part.split()) for part in _SENTENCE_END.split(text) if part.strip()]
    return next((each for each in sentences if each.endswith(("?", "？"))), sentences[0])


def card_words(card: Card, bank: PublishedBank, today: date) -> ConceptWords:
    """What a card is about; of a cause that is due, only that it is one."""
    if not card.is_of_cause:
        return concept_words(card.concept, bank)
    cause, run_url = CAUSES[card.concept.slug], None
    text = gettext("A cause that you have met on call")
    if not card.is_secret_on(today):
        text = gettext(cause.name)
        run_url = url_for("lab.scenario", slug=cause.scenario) if cause.scenario in bank.scenarios else None
    room = gettext("On call")
    return ConceptWords(text, room, room, None, url_for("oncall.index"), run_url)


def concept_words(concept: Concept, bank: PublishedBank) -> ConceptWords:
    """Of a concept that published questions ask about."""
    item = bank.items[bank.concepts[concept].item_ids[0]]
    question, claim = item.published.question, None
    if concept.kind == "claim":
        claim = bank.claims.get(concept.slug)
    if claim is not None:
        text = words(claim.statement)
        tests = [test.id for test in claim.tests]
        run_url = (
            url_for("claims.test", slug=claim.slug, test_id=tests[0])
            if tests
            else url_for("claims.show", slug=claim.slug)
        )
    else:
        text = _question_in(words(item.item.prompt))
        run_url = url_for("lab.scenario", slug=item.item.scenario.slug)
    return ConceptWords(
        text=" ".join(text.split()),
        topic=words(bank.topics[bank.concepts[concept].topic].title),
        place=words(question.title),
        place_number=question.number,
        place_url=url_for("questions.show", slug=question.slug, _anchor=f"item-{item.item.id}"),
        run_url=run_url,
    )

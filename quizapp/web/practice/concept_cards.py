"""A concept in words, with the run that explains it."""

import re
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.domain.scheduling.cards import Concept
from quizapp.domain.text import Label, Text
from quizapp.presentation.language import words
from quizapp.presentation.markdown import to_inline_html
from quizapp.services.published_bank import PublishedBank

_VARIABLE = re.compile(r"\[\[[^\]]*\]\]")


@dataclass(frozen=True)
class ConceptWords:
    """text: markdown in the reader's language. run_url: of the test of its claim, or of the scenario of its item."""

    text: str
    question_number: str | None
    question_title: Label | Text
    question_url: str
    run_url: str


_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<=[。？！])")


def title_of_item(item: AuthoredItem) -> Markup:
    """What an item asks, in one line: the sentence with the question mark, or else the first."""
    return Markup(to_inline_html(_question_in(words(item.prompt))))


def _question_in(prompt: str) -> str:
    text = _VARIABLE.sub("…", prompt).strip().split("\n\n")[0]
    sentences = [" ".join(part.split()) for part in _SENTENCE_END.split(text) if part.strip()]
    return next((each for each in sentences if each.endswith(("?", "？"))), sentences[0])


def concept_words(concept: Concept, bank: PublishedBank) -> ConceptWords:
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
        question_number=question.number,
        question_title=question.title,
        question_url=url_for("questions.show", slug=question.slug, _anchor=f"item-{item.item.id}"),
        run_url=run_url,
    )

"""Mentions of claims in the texts of a question: `[words](claim:slug)`, shown as a link with the verdict.

Nobody may learn a claim as plainly true if it is not: an item that rests on such a claim must mention it where the
explanation uses it, in both languages.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim
from quizapp.domain.text import LANGUAGES, Text
from quizapp.errors import N_, Problem
from simulator.paths import leaves, split_last

MENTION = re.compile(r"\]\(claim:([^()\s]*)\)")
UNKNOWN = N_("The claim “%(slug)s” was not found.")
UNNAMED = N_("The claim “%(slug)s” is mentioned in the text; list it here too.")
AGREED = N_("The claim “%(slug)s” is a convention, which does not make another choice wrong.")
UNSAID = N_("The claim “%(slug)s” does not simply hold (%(verdict)s). Say so here: [words](claim:%(slug)s).")


def mentions_in(text: str) -> set[str]:
    """The slugs of the claims a text mentions."""
    return set(MENTION.findall(text))


def problems_of_mentions(question: Question, claims: Mapping[str, Claim]) -> Iterator[Problem]:
    """Claims that are named or mentioned but do not exist, and verdicts that an explanation does not mention."""
    for position, slug in enumerate(question.claims):
        if slug not in claims:
            yield Problem(f"claims.{position}", UNKNOWN, {"slug": slug})
    for place, text in _texts(question.model_dump(mode="json")):
        for slug in sorted(mentions_in(text) - set(claims)):
            yield Problem(place, UNKNOWN, {"slug": slug})
    yield from _problems_of_contradictions(question, claims)
    own = {slug for slug, claim in claims.items() if claim.question == question.slug}
    yield from _unnamed(question.answer, own.union(question.claims), claims, "claims")
    for number, item in enumerate(question.items):
        yield from _unnamed(item.explanation, set(item.claims), claims, f"items.{number}.claims")
        for position, slug in enumerate(item.claims):
            claim = claims.get(slug)
            if claim is None:
                yield Problem(f"items.{number}.claims.{position}", UNKNOWN, {"slug": slug})
            elif claim.verdict != "supported":
                for language in LANGUAGES:
                    if slug not in mentions_in(item.explanation.in_language(language)):
                        place = f"items.{number}.explanation.{language}"
                        yield Problem(place, UNSAID, {"slug": slug, "verdict": claim.verdict})


def _problems_of_contradictions(question: Question, claims: Mapping[str, Claim]) -> Iterator[Problem]:
    """Wrong answers with a claim that does not exist, or that cannot speak against them."""
    for number, item in enumerate(question.items):
        for place, slug in _texts(item.model_dump(mode="json")):
            if split_last(place)[1] != "contradicts":
                continue
            claim = claims.get(slug)
            if claim is None:
                yield Problem(f"items.{number}.{place}", UNKNOWN, {"slug": slug})
            elif claim.verdict == "convention":
                yield Problem(f"items.{number}.{place}", AGREED, {"slug": slug})


def _unnamed(text: Text, named: set[str], claims: Mapping[str, Claim], place: str) -> Iterator[Problem]:
    """Claims that a text mentions but its item or question does not name: they would be shown without a verdict."""
    mentioned = {slug for language in LANGUAGES for slug in mentions_in(text.in_language(language))}
    for slug in sorted(mentioned.intersection(claims) - named):
        yield Problem(place, UNNAMED, {"slug": slug})


def _texts(document: Any) -> Iterator[tuple[str, str]]:
    return ((place, text) for place, text in leaves(document) if isinstance(text, str))

"""Where published content uses a scenario or a claim."""

import json
from collections.abc import Iterator

from sqlalchemy.orm import Session

from quizapp.domain.text import Label
from quizapp.services.published_bank import published_bank
from simulator.paths import Document, leaves

Use = tuple[str, Label]  # the slug of a question, and its title


def questions_using(session: Session, slug: str) -> list[Use]:
    """The published and retired questions that name a scenario or a claim, or link to its page."""
    bank = published_bank(session)
    found = [*bank.questions.values(), *bank.retired.values()]
    return [
        (each.question.slug, each.question.title)
        for each in found
        if _names(each.question.model_dump(mode="json", exclude={"slug", "topic"}), slug)
    ]


def claims_using(session: Session, scenario: str) -> list[str]:
    """The numbers of the claims that show this scenario."""
    return [claim.number for claim in published_bank(session).claims.values() if scenario in claim.scenarios]


def _names(document: Document, slug: str) -> bool:
    return any(text == slug or any(link in text for link in _links(slug)) for text in _texts(document))


def _texts(document: Document) -> Iterator[str]:
    for _place, value in leaves(document):
        yield value if isinstance(value, str) else json.dumps(value)


def _links(slug: str) -> tuple[str, ...]:
    return (f"claim:{slug})", f"/lab/{slug})", f"/claims/{slug})")

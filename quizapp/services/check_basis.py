"""What the check of a question rests on besides its own text: its topic, and the scenarios and claims that it names.

A check is out of date once one of these is another one, by whatever way: edited in the browser, imported, or shipped.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from quizapp.bank.checking.mentions import MENTION
from quizapp.services.published_bank import PublishedBank
from simulator.paths import Document

TOPIC, SCENARIO, CLAIM = "topic", "scenario", "claim"
Basis = Mapping[str, str]  # the digest of each, by its room and slug; empty if there is none
_LINKS = ("scenario", "world")
_CLAIMS = ("claims", "contradicts", "claim")


def basis_of(bank: PublishedBank, document: Document) -> dict[str, str]:
    """What a check of the document rests on now."""
    named = [(TOPIC, document.get("topic")), *_named(document)]
    own = [(CLAIM, slug) for slug, claim in bank.claims.items() if claim.question == document.get("slug")]
    names = dict.fromkeys(f"{room}:{slug}" for room, slug in [*named, *own] if isinstance(slug, str) and slug)
    return {name: bank.digests.get(name, "") for name in names}


def changed_since(basis: Basis, bank: PublishedBank) -> tuple[tuple[str, str], ...]:
    """The room and slug of each part of the basis that is another one now."""
    names = [name for name, digest in basis.items() if bank.digests.get(name, "") != digest]
    return tuple((room, slug) for room, _colon, slug in (name.partition(":") for name in names))


def _named(part: Any) -> Iterator[tuple[str, Any]]:
    """The scenarios and claims named in a part of a document, at any depth."""
    if isinstance(part, str):
        yield from ((CLAIM, slug) for slug in MENTION.findall(part))
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _named(each)
    elif isinstance(part, dict):
        for name, inside in part.items():
            if name in _LINKS and isinstance(inside, dict):
                yield SCENARIO, inside.get("slug")
            elif name in _CLAIMS:
                yield from (
                    (CLAIM, slug) for slug in (inside if isinstance(inside, list | tuple) else [inside])
                )
            yield from _named(inside)

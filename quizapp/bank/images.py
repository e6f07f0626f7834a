"""Images in texts: `![what it shows](image:NAME)`, optionally with a caption as the title of the link.

The name of an image says what it is: the hash of its content, its width and height in pixels, and its format. The words
in brackets are what somebody reads who does not see it, so each text has them in its own language.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from quizapp.bank.formulas import tokens
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from simulator.paths import leaves, split_last

SCHEME, ADDRESS = "image:", "/images/"
STILL = "?still"  # behind the address of an animation: its first frame
NAME = re.compile(r"([0-9a-f]{32})-(\d{1,5})x(\d{1,5})\.(png|jpg|webp)")
_NAMED = re.compile(SCHEME + NAME.pattern)
_IMAGE = re.compile(rf'!\[((?:[^\[\]\\]|\\.)*)\]\({SCHEME}([0-9a-f]{{32}}-[^)\s]+)(?:\s+"[^"]*")?\)')
LONGEST_DESCRIPTION = 400  # characters

NOT_DESCRIBED = N_(
    "Describe the image for those who don’t see it: ![what it shows](image:…). Each language needs its own words."
)
ELSEWHERE = N_("The image %(address)s is at another address. Upload it here, so that everybody sees it.")
ONLY_THERE = N_("The text in the other language has an image, and this one has none.")


@dataclass(frozen=True)
class Placed:
    """An image in a text. address: as written, with the scheme."""

    address: str
    description: str

    @property
    def name(self) -> str | None:
        found = _NAMED.fullmatch(self.address)
        return self.address.removeprefix(SCHEME) if found else None


def is_animated(name: str) -> bool:
    """Whether an image moves, as its format says: only animations are stored as WebP."""
    return name.endswith(".webp")


def size_of(name: str) -> tuple[int, int]:
    """Width and height in pixels, as its name says."""
    found = NAME.fullmatch(name)
    return (int(found[2]), int(found[3])) if found else (0, 0)


def images_in(text: str) -> list[Placed]:
    """The images of a text, in order."""
    if "![" not in text:
        return []
    return [
        Placed(str(token.attrGet("src") or ""), words_of(token))
        for token in tokens(text)
        if token.type == "image"
    ]


def words_of(image: Token) -> str:
    """What an image shows, as plain words."""
    return "".join(" " if child.type == "softbreak" else child.content for child in image.children or ())


def texts_of(document: Any) -> Iterator[tuple[str, str]]:
    """The place and the words of every text of a document, in both languages, however incomplete it is."""
    for place, text in leaves(document):
        if isinstance(text, str) and split_last(place)[1] in LANGUAGES:
            yield place, text


def names_in(document: Any) -> frozenset[str]:
    """The names of all images in the texts of a document."""
    found = (image.name for _place, text in texts_of(document) for image in images_in(text))
    return frozenset(name for name in found if name)


def problems_of_images(document: Any) -> Iterator[Problem]:
    """Images that are not described, not stored here, or in one language only."""
    by_place = {place: images_in(text) for place, text in texts_of(document)}
    for place, images in by_place.items():
        for image in images:
            if image.name is None:
                yield Problem(place, ELSEWHERE, {"address": image.address[:80]})
            elif not image.description.strip():
                yield Problem(place, NOT_DESCRIBED)
        whole, language = split_last(place)
        others = (by_place.get(f"{whole}.{other}") for other in LANGUAGES if other != language)
        if not images and any(others):
            yield Problem(place, ONLY_THERE)


def described(text: str, name: str, description: str) -> str:
    """The text with another description of an image."""
    pattern = re.compile(rf"!\[(?:[^\[\]\\]|\\.)*\]\({re.escape(SCHEME + name)}(?=[\s)])")
    written = f"![{escaped(description)}]({SCHEME}{name}"
    return pattern.sub(lambda _found: written, text)


def without_images(text: str, kept: Collection[str] = ()) -> str:
    """The text with what images show in their place, except for those that are kept."""
    return _IMAGE.sub(lambda found: found[0] if found[2] in kept else f"[{found[1]}]", text)


def written(name: str, description: str) -> str:
    """An image as it is written in a text."""
    return f"![{escaped(description)}]({SCHEME}{name})"


def escaped(description: str) -> str:
    """On one line, and without what would end the brackets or begin a formula or emphasis."""
    return re.sub(r"([\\\[\]$*_`<>&])", r"\\\1", " ".join(description.split()))

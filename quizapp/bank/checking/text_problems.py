"""What is wrong with the texts of a question: links that lead nowhere, and placeholders that nothing fills in."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from quizapp.bank.checking.checks import Passage
from quizapp.bank.formulas import tokens
from quizapp.bank.parametric.placeholders import placeholders_in
from quizapp.errors import N_, Problem

NO_PAGE = N_("There is no page at %(address)s.")
NO_ADDRESS = N_(
    "The link to %(address)s leads nowhere. Begin it with https://, or with / for a page of this site."
)
PLACEHOLDER = N_(
    "Nothing fills in [[%(expression)s]]: only the texts of an exercise with variables have placeholders. Remove the "
    "brackets, or add a variable."
)
PAGES = {"/", "/lab", "/lab/new", "/claims", "/work", "/account", "/sign-in", "/sign-up", "/api/docs"}
_WHOLE = re.compile(r"(https?://|claim:)\S")
_RUN = re.compile(r"/lab/runs/[0-9a-f]+")


def problems_of_texts(passages: Iterable[Passage], rooms: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """The problems of each text. rooms: the slugs of the pages in each room, such as `questions`."""
    for passage in passages:
        for problem in _problems_of_text(passage.text, rooms):
            yield Problem(passage.field, problem.message, problem.values)


def _problems_of_text(text: str, rooms: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for token in tokens(text):
        if token.type == "link_open":
            yield from _problems_of_link(str(token.attrGet("href") or ""), rooms)
        elif token.type == "text" or token.type.startswith("math_"):
            for expression in placeholders_in(token.content):
                yield Problem("", PLACEHOLDER, {"expression": expression})


def _problems_of_link(address: str, rooms: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    if address.startswith("/") and not address.startswith("//"):
        if not _is_page(re.split(r"[?#]", address)[0], rooms):
            yield Problem("", NO_PAGE, {"address": address})
    elif not _WHOLE.match(address):
        yield Problem("", NO_ADDRESS, {"address": address or "“”"})


def _is_page(path: str, rooms: Mapping[str, Collection[str]]) -> bool:
    room, _, slug = path.removeprefix("/").partition("/")
    return path in PAGES or slug in rooms.get(room, ()) or _RUN.fullmatch(path) is not None

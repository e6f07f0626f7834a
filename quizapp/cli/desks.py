"""The questions of authors, here or on a server: the same operations, and the same documents."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, Protocol

import click

from quizapp.cli.desk_history import HistoryDesk
from quizapp.domain.text import Language
from quizapp.errors import Invalid, Problem
from simulator.paths import Document

Which = Literal["latest", "draft", "published"]


@dataclass(frozen=True)
class Read:
    """The texts of a question, and the revision that a change of them is based on. of: draft or published."""

    document: Document
    revision: str
    of: str


@dataclass(frozen=True)
class Written:
    """A file for another program, and what it does not hold: question, exercise, part, and a sentence."""

    name: str
    data: bytes
    losses: Sequence[Document]


class Desk(Protocol):
    """What an author can do with questions. Raises QuizErrors."""

    @property
    def history(self) -> HistoryDesk: ...

    def lines(self, filters: Document) -> list[Document]:
        """filters: as the API takes them."""

    def find(self, slug: str, of: Which = "latest") -> Read | None: ...

    def get(self, slug: str, of: Which = "latest") -> Read: ...

    def create(self, document: Document) -> None: ...

    def replace(self, slug: str, document: Document, revision: str) -> None: ...

    def check(self, slug: str) -> list[Problem]: ...

    def publish(self, slug: str, revision: str, note: str = "", reason: str = "") -> int:
        """The number of the new version. reason: why it is published although the check finds problems."""

    def image_names(self, slug: str) -> frozenset[str]:
        """The images that are at hand for a question."""

    def image(self, slug: str, name: str) -> bytes: ...

    def add_image(self, slug: str, data: bytes, descriptions: Mapping[Language, str]) -> str:
        """The name under which it is stored."""

    def bank_statistics(self) -> list[Document]: ...

    def statistics(self, slug: str, class_id: str | None, language: Language) -> Document: ...

    def export(
        self, slugs: Sequence[str], topic: str | None, form: str, language: Language, variants: int
    ) -> Written: ...

    def import_file(self, name: str, data: bytes, topic: str) -> Document:
        """The drafts that were made, what was lost, and whether that is all: as the API answers."""


@dataclass(frozen=True)
class Place:
    """Where the desk is: on a server, or in the database here, where an account is named."""

    server: str | None
    token: str | None
    name: str | None


def with_place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where the questions are; the command gets them as `place`."""

    @click.option(
        "--server",
        metavar="URL",
        envvar="QUIZAPP_SERVER",
        help="Work with the questions of this server  [QUIZAPP_SERVER]",
    )
    @click.option(
        "--token",
        envvar="QUIZAPP_TOKEN",
        help="From your account page on the server  [QUIZAPP_TOKEN]",
    )
    @click.option(
        "--as",
        "name",
        metavar="NAME",
        help="Without a server: the instructor who does this; not needed if there is only one",
    )
    @wraps(command)
    def placed(*, server: str | None, token: str | None, name: str | None, **options: Any) -> Any:
        return command(place=Place(server, token, name), **options)

    return placed


@contextmanager
def open_desk(place: Place) -> Iterator[Desk]:
    if place.server:
        from quizapp.cli.remote_desk import RemoteDesk
        from quizapp.cli.server_calls import Server

        if not place.token:
            raise click.UsageError(
                "Name a token with --token or QUIZAPP_TOKEN. You can make one on your account page: "
                f"{place.server.rstrip('/')}/account"
            )
        yield RemoteDesk(Server(place.server, place.token))
    else:
        from quizapp.cli.local_desk import open_local_desk

        with open_local_desk(place.name) as desk:
            yield desk


def named(problems: Iterable[Problem], slug: str) -> Invalid:
    """The problems of a question, as an error that names it."""
    return Invalid([problem.within(slug) for problem in problems])


def as_json_text(document: Document) -> str:
    """With its fields in one order, wherever it comes from."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)

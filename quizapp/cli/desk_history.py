"""The history of questions, here or on a server: versions, regrades, and shipped updates."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from simulator.paths import Document

Told = Callable[[int, int], None]  # how many attempts are done, and of how many


class HistoryDesk(Protocol):
    """What an author can do with the history of questions. The documents are those of the API. Raises QuizErrors."""

    def versions(self, slug: str) -> list[Document]: ...

    def restore(self, slug: str, number: int) -> None: ...

    def regrades(self, slug: str) -> list[Document]: ...

    def preview(self, slug: str, scope: Document, told: Told) -> Document:
        """A preview that is done, or failed. scope: as the API takes it."""

    def entries(self, slug: str, regrade_id: int, which: str, page: int) -> Document: ...

    def apply(self, slug: str, regrade_id: int, cause: str, reason: str, told: Told) -> Document: ...

    def undo(self, slug: str, regrade_id: int, reason: str, told: Told) -> Document: ...

    def update(self, slug: str) -> Document: ...

    def accept_update(self, slug: str, choices: Mapping[str, Literal["theirs", "mine"]]) -> None: ...

    def decline_update(self, slug: str) -> None: ...

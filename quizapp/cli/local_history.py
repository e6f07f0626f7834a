"""The history of the questions in the database here."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic_core import to_jsonable_python
from sqlalchemy.orm import Session

from quizapp.cli.desk_history import Told
from quizapp.models import Account, Regrade
from quizapp.presentation.three_way import merge_document, merged_as_chosen
from quizapp.services import (
    question_versions,
    regrade_application,
    regrade_previews,
    regrades,
    shipped_updates,
)
from quizapp.services.regrade_documents import entries_document, regrade_document, version_document
from quizapp.services.regrades import Scope
from simulator.paths import Document


class LocalHistory:
    """What takes long is done here, and not left to a server."""

    def __init__(self, session: Session, author: Account) -> None:
        self._session, self._author = session, author

    def versions(self, slug: str) -> list[Document]:
        found = question_versions.list_versions(self._session, self._author, slug)
        return [_plain(version_document(each)) for each in found]

    def restore(self, slug: str, number: int) -> None:
        question_versions.restore_version(self._session, self._author, slug, number)

    def regrades(self, slug: str) -> list[Document]:
        return [self._shown(each) for each in regrades.list_regrades(self._session, self._author, slug)]

    def preview(self, slug: str, scope: Document, told: Told) -> Document:
        made = regrade_previews.preview_regrade(self._session, self._author, slug, Scope(**scope))
        return self._shown(made)

    def entries(self, slug: str, regrade_id: int, which: Any, page: int) -> Document:
        found = regrades.get_regrade(self._session, self._author, slug, regrade_id)
        return _plain(entries_document(self._session, found, which, page))

    def apply(self, slug: str, regrade_id: int, cause: str, reason: str, told: Told) -> Document:
        digest = regrades.get_regrade(self._session, self._author, slug, regrade_id).digest
        wish = slug, regrade_id, digest, cause, reason
        return self._shown(regrade_application.apply_regrade(self._session, self._author, *wish))

    def undo(self, slug: str, regrade_id: int, reason: str, told: Told) -> Document:
        wish = slug, regrade_id, reason
        return self._shown(regrade_application.undo_regrade(self._session, self._author, *wish))

    def update(self, slug: str) -> Document:
        offered = shipped_updates.get_update(self._session, self._author, slug)
        merged = merge_document(offered.base, offered.theirs, offered.mine)
        return _plain({**vars(offered), **merged})

    def accept_update(self, slug: str, choices: Mapping[str, Literal["theirs", "mine"]]) -> None:
        offered = shipped_updates.get_update(self._session, self._author, slug)
        merged = merged_as_chosen(offered.base, offered.theirs, offered.mine, choices)
        wish = slug, offered.update_id, merged, offered.revision
        shipped_updates.accept_update(self._session, self._author, *wish)

    def decline_update(self, slug: str) -> None:
        offered = shipped_updates.get_update(self._session, self._author, slug)
        shipped_updates.decline_update(self._session, self._author, slug, offered.update_id)

    def _shown(self, regrade: Regrade) -> Document:
        return _plain(regrade_document(self._session, regrade))


def _plain(document: Document) -> Document:
    """Times as the API writes them."""
    found: Document = to_jsonable_python(document)
    return found

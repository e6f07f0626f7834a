"""The history of the questions of a server, over its API."""

import time
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

from quizapp.cli.desk_history import Told
from quizapp.cli.server_calls import Server
from simulator.paths import Document

SECONDS_BETWEEN_LOOKS = 1.0
UNDER_WAY = ("waiting", "previewing", "applying", "undoing")


class RemoteHistory:
    def __init__(self, server: Server) -> None:
        self._server = server

    def versions(self, slug: str) -> list[Document]:
        found: list[Document] = self._server.document(f"{_address(slug)}/versions")["versions"]
        return found

    def restore(self, slug: str, number: int) -> None:
        revision = self._server.document(_address(slug))["revision"]
        self._server.send("POST", f"{_address(slug)}/versions/{number}/restore", None, revision)

    def regrades(self, slug: str) -> list[Document]:
        found: list[Document] = self._server.document(f"{_address(slug)}/regrades")["regrades"]
        return found

    def preview(self, slug: str, scope: Document, told: Told) -> Document:
        return self._awaited(slug, self._server.send("POST", f"{_address(slug)}/regrades", scope), told)

    def entries(self, slug: str, regrade_id: int, which: str, page: int) -> Document:
        query = {"which": which, "page": page}
        found: Document = self._server.document(f"{_address(slug)}/regrades/{regrade_id}", query)
        return found

    def apply(self, slug: str, regrade_id: int, cause: str, reason: str, told: Told) -> Document:
        wish = {
            "digest": self._server.document(f"{_address(slug)}/regrades/{regrade_id}")["digest"] or "-" * 64,
            "cause": cause,
            "reason": reason,
        }
        address = f"{_address(slug)}/regrades/{regrade_id}/apply"
        return self._awaited(slug, self._server.send("POST", address, wish), told)

    def undo(self, slug: str, regrade_id: int, reason: str, told: Told) -> Document:
        address = f"{_address(slug)}/regrades/{regrade_id}/undo"
        return self._awaited(slug, self._server.send("POST", address, {"reason": reason}), told)

    def update(self, slug: str) -> Document:
        found: Document = self._server.document(f"{_address(slug)}/update")
        return found

    def accept_update(self, slug: str, choices: Mapping[str, Literal["theirs", "mine"]]) -> None:
        offered = self.update(slug)
        wish = {"update_id": offered["update_id"], "choices": dict(choices)}
        self._server.send("POST", f"{_address(slug)}/update/accept", wish, offered["revision"])

    def decline_update(self, slug: str) -> None:
        wish = {"update_id": self.update(slug)["update_id"]}
        self._server.send("POST", f"{_address(slug)}/update/decline", wish)

    def _awaited(self, slug: str, regrade: Document, told: Told) -> Document:
        while regrade["state"] in UNDER_WAY:
            told(regrade["done"], regrade["total"])
            time.sleep(SECONDS_BETWEEN_LOOKS)
            regrade = self._server.document(f"{_address(slug)}/regrades/{regrade['id']}")
        return regrade


def _address(slug: str) -> str:
    return f"/author/questions/{quote(slug, safe='')}"

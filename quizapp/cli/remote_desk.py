"""The questions of a server, over its API."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from quizapp.cli.desks import Read, Which, Written
from quizapp.cli.remote_history import RemoteHistory
from quizapp.cli.server_calls import Server
from quizapp.domain.text import Language
from quizapp.errors import Problem, ServerRefused
from quizapp.formats.exchange.export_formats import FORMATS
from simulator.paths import Document

PAGE = 200


class RemoteDesk:
    def __init__(self, server: Server) -> None:
        self._server = server
        self.history = RemoteHistory(server)

    def lines(self, filters: Document) -> list[Document]:
        found: list[Document] = []
        while True:
            query = {**filters, "offset": len(found), "limit": PAGE}
            page = self._server.document("/author/questions", query)
            found += page["questions"]
            if len(found) >= page["count"] or not page["questions"]:
                return found

    def find(self, slug: str, of: Which = "latest") -> Read | None:
        try:
            return self.get(slug, of)
        except ServerRefused as refused:
            if refused.values["code"] == 404:
                return None
            raise

    def get(self, slug: str, of: Which = "latest") -> Read:
        found = self._server.document(f"{_address(slug)}/document", {"of": of})
        return Read(found["document"], found["revision"], found["of"])

    def create(self, document: Document) -> None:
        self._server.send("POST", "/author/questions", {"document": document})

    def replace(self, slug: str, document: Document, revision: str) -> None:
        self._server.send("PUT", f"{_address(slug)}/document", {"document": document}, revision)

    def check(self, slug: str) -> list[Problem]:
        found = self._server.send("POST", f"{_address(slug)}/check", None)["problems"]
        return [Problem(each["field"], "%(said)s", {"said": each["message"]}) for each in found]

    def publish(self, slug: str, revision: str, note: str = "", reason: str = "") -> int:
        done = self._server.send(
            "POST", f"{_address(slug)}/publish", {"note": note, "reason": reason}, revision
        )
        return int(done["version"])

    def image_names(self, slug: str) -> frozenset[str]:
        found = self._server.document(f"{_address(slug)}/images")["images"]
        return frozenset(each["name"] for each in found)

    def image(self, slug: str, name: str) -> bytes:
        return bytes(self._server.get(f"{_address(slug)}/images/{quote(name, safe='')}").content)

    def add_image(self, slug: str, data: bytes, descriptions: Mapping[Language, str]) -> str:
        fields = {f"description.{language}": said for language, said in descriptions.items()}
        added = self._server.upload(f"{_address(slug)}/images", "image", data, fields)
        return str(added["name"])

    def bank_statistics(self) -> list[Document]:
        found: list[Document] = self._server.document("/author/statistics")["questions"]
        return found

    def statistics(self, slug: str, class_id: str | None, language: Language) -> Document:
        query = {"class_id": class_id, "lang": language}
        found: Document = self._server.document(f"{_address(slug)}/statistics", query)
        return found

    def export(
        self, slugs: Sequence[str], topic: str | None, form: str, language: Language, variants: int
    ) -> Written:
        query = {"question": slugs, "topic": topic, "format": form, "lang": language, "variants": variants}
        data = self._server.get("/exports/questions", query).content
        losses = self._server.document("/exports/questions", {**query, "only_losses": True})["losses"]
        told = [
            {
                "question": each["question"],
                "exercise": each["item"],
                "part": each["part"],
                "what": each["what"],
            }
            for each in losses
        ]
        return Written(FORMATS[form].file_name, data, told)

    def import_file(self, name: str, data: bytes, topic: str) -> Document:
        fields = {"dry_run": "false", "topic": topic}
        found: Document = self._server.upload("/author/imports", name, data, fields)
        return found


def _address(slug: str) -> str:
    return f"/author/questions/{quote(slug, safe='')}"

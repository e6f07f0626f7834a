"""A folder of questions that were pulled, and what each was then: so nothing of somebody else is overwritten."""

import json
from hashlib import sha256
from pathlib import Path

from quizapp.formats.question_texts import text_of
from simulator.paths import Document

RECORD = ".pulled.json"


class PulledFiles:
    """Questions as files below a folder: `questions/<topic>/<slug>.yaml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        record = folder / RECORD
        self._pulled: dict[str, str] = json.loads(record.read_text()) if record.is_file() else {}

    def path(self, document: Document) -> Path:
        """Where it is already, or where a file of its topic belongs."""
        slug = str(document["slug"])
        found = sorted((self._folder / "questions").rglob(f"{slug}.yaml"))
        return found[0] if found else self._folder / "questions" / str(document.get("topic")) / f"{slug}.yaml"

    def was_pulled(self, slug: str) -> bool:
        return slug in self._pulled

    def is_as_pulled(self, document: Document) -> bool:
        """Whether a question is still what was pulled or pushed last."""
        return self._pulled.get(str(document["slug"])) == _hash(text_of(document))

    def note(self, document: Document) -> None:
        """This is what both sides have now."""
        self._pulled[str(document["slug"])] = _hash(text_of(document))
        self._folder.mkdir(parents=True, exist_ok=True)
        record = json.dumps(self._pulled, indent=1, sort_keys=True)
        (self._folder / RECORD).write_text(record + "\n", encoding="utf-8")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()

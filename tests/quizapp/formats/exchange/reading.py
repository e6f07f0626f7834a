"""Read a text or bytes as a file, and look at what came out."""

import io
import zipfile
from typing import Any

from quizapp.formats.exchange.drafts import Drafts
from quizapp.formats.exchange.reading import read_drafts


def read(text: str | bytes, name: str = "file.txt") -> Drafts:
    return read_drafts(name, text.encode() if isinstance(text, str) else text)


def only_item(text: str | bytes, name: str = "file.txt") -> dict[str, Any]:
    """The one item of the one question of a file."""
    (draft,) = read(text, name).drafts
    (item,) = draft.items
    return item


def kinds(drafts: Drafts) -> list[str]:
    return [item["kind"] for draft in drafts.drafts for item in draft.items]


def losses(text: str | bytes, name: str = "file.txt") -> list[str]:
    return [str(each) for each in read(text, name).losses]


def right_texts(item: dict[str, Any]) -> list[str]:
    return [option["text"]["en"] for option in item["options"] if option.get("correct")]


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()

"""Cards for Anki as plain text, as a package, and as CrowdAnki, with ids by which a second import updates them."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from quizapp.formats.exchange import cards
from quizapp.formats.exchange.anki_collections import MODEL, collection
from quizapp.formats.exchange.images import FOLDER, addressed, image_files
from quizapp.formats.exchange.leaving import Leaving
from quizapp.formats.exchange.losses import Losses, Written
from quizapp.formats.exchange.packing import packed
from quizapp.formats.exchange.written_texts import TEX

HEADER = "#separator:tab\n#html:true\n#guid column:1\n#notetype:Basic\n#deck column:2\n#tags column:5\n"


@dataclass(frozen=True)
class Note:
    """A card. guid: by which Anki knows it again."""

    guid: str
    deck: str
    front: str
    back: str
    tags: tuple[str, ...]


def write_anki(leaving: Leaving) -> Written:
    """Notes in plain text."""
    losses, text = Losses(leaving.losses), io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    for note in _notes(leaving, losses):
        writer.writerow([note.guid, note.deck, note.front, note.back, " ".join(note.tags)])
    return Written((HEADER + text.getvalue()).encode(), losses.all)


def write_apkg(leaving: Leaving) -> Written:
    """A package with a collection, which every version of Anki imports."""
    losses = Losses(leaving.losses)
    notes = list(_notes(leaving, losses))
    images = image_files(leaving.images, *(side for note in notes for side in (note.front, note.back)))
    rows = [
        (note.guid, note.deck, addressed(note.front, ""), addressed(note.back, ""), note.tags)
        for note in notes
    ]
    media = {str(number): path.removeprefix(FOLDER) for number, path in enumerate(images)}
    files: dict[str, str | bytes] = {
        "collection.anki2": collection(rows, leaving.written_at),
        "media": json.dumps(media),
        **{str(number): body for number, body in enumerate(images.values())},
    }
    return Written(packed(files), losses.all)


def write_crowd_anki(leaving: Leaving) -> Written:
    """One deck as JSON, with a deck for each topic inside it."""
    losses = Losses(leaving.losses)
    decks: dict[str, list[Note]] = {}
    for note in _notes(leaving, losses):
        decks.setdefault(note.deck, []).append(note)
    model = MODEL | {"__type__": "NoteModel", "crowdanki_uuid": _uuid("model")}
    children = [_deck(name.removeprefix("Nabla::"), notes, []) for name, notes in decks.items()]
    document = _deck("Nabla", [], children) | {"note_models": [model], "media_files": []}
    return Written(json.dumps(document, ensure_ascii=False, indent=1).encode(), losses.all)


def _notes(leaving: Leaving, losses: Losses) -> Iterator[Note]:
    prefix = "nabla" if leaving.language == "en" else f"nabla-{leaving.language}"
    for question in leaving.questions:
        for item in question.items:
            cards.name_losses(item, question.slug, losses)
            tags = (question.slug, *((item.pool,) if item.pool else ()))
            sides = [_html(cards.front(item)), _html(cards.back(item))]
            yield Note(f"{prefix}-{item.name}", f"Nabla::{question.topic}", sides[0], sides[1], tags)


def _html(text: str) -> str:
    return TEX.html(text)


def _uuid(name: str) -> str:
    return str(UUID(bytes=sha256(f"nabla/{name}".encode()).digest()[:16], version=4))


def _deck(name: str, notes: list[Note], children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "__type__": "Deck",
        "children": children,
        "crowdanki_uuid": _uuid(f"deck/{name}"),
        "deck_config_uuid": _uuid("options"),
        "deck_configurations": [],
        "desc": "",
        "dyn": 0,
        "extendNew": 0,
        "extendRev": 0,
        "media_files": [],
        "name": name,
        "note_models": [],
        "notes": [
            {
                "__type__": "Note",
                "fields": [note.front, note.back],
                "guid": note.guid,
                "note_model_uuid": _uuid("model"),
                "tags": list(note.tags),
            }
            for note in notes
        ],
    }

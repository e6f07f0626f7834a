"""CrowdAnki: a deck of Anki as JSON, with the decks inside it."""

import json
from typing import Any

from quizapp.errors import N_
from quizapp.formats.exchange.anki_notes import Model, read_note
from quizapp.formats.exchange.bounds import UNKNOWN, UNREADABLE, FileRefused
from quizapp.formats.exchange.found import Found
from quizapp.formats.exchange.moodle_xml import FILE
from quizapp.formats.exchange.weights import short
from quizapp.formats.exchange.xml_trees import TOO_DEEP

DECK_TEXT = N_("The description of the deck is dropped: “%(text)s”.")
UNKNOWN_MODEL = N_("Its kind of note is not in the file; the first field is the front, the second the back.")
_DEEPEST = 20


def read_crowd_anki(text: str) -> Found:
    try:
        deck = json.loads(text)
    except ValueError as error:
        raise FileRefused(UNREADABLE, reason=str(error)[:120]) from None
    except RecursionError:
        raise FileRefused(TOO_DEEP, limit=_DEEPEST) from None
    if not isinstance(deck, dict) or not isinstance(deck.get("notes", deck.get("children")), list):
        raise FileRefused(UNKNOWN)
    found = Found()
    models = {str(each.get("crowdanki_uuid")): _model(each) for each in _dicts(deck.get("note_models"))}
    _read_deck(deck, str(deck.get("name", "")), models, found, 0)
    return found


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _model(document: dict[str, Any]) -> Model:
    fields = [str(each.get("name", "")) for each in _dicts(document.get("flds"))]
    templates = [
        (str(each.get("qfmt", "")), str(each.get("afmt", ""))) for each in _dicts(document.get("tmpls"))
    ]
    return Model(tuple(fields), tuple(templates), document.get("type") == 1)


def _read_deck(deck: dict[str, Any], name: str, models: dict[str, Model], found: Found, depth: int) -> None:
    if depth > _DEEPEST:
        raise FileRefused(TOO_DEEP, limit=_DEEPEST)
    models = models | {
        str(each.get("crowdanki_uuid")): _model(each) for each in _dicts(deck.get("note_models"))
    }
    if description := " ".join(str(deck.get("desc") or "").split()):
        found.lose(name, DECK_TEXT, text=short(description))
    media = deck.get("media_files")
    for file in media if isinstance(media, list) else []:
        found.lose(name, FILE, name=str(file)[:80])
    for note in _dicts(deck.get("notes")):
        values = [str(value) for value in note.get("fields", []) if isinstance(note.get("fields"), list)]
        model = models.get(str(note.get("note_model_uuid")))
        if model is None or not model.fields:
            model = Model(tuple(str(number) for number in range(1, len(values) + 1)))
            found.lose(name, UNKNOWN_MODEL)
        tags = note.get("tags")
        read_note(found, model, values, [str(tag) for tag in tags] if isinstance(tags, list) else [], name)
    for child in _dicts(deck.get("children")):
        _read_deck(child, f"{name}::{child.get('name', '')}", models, found, depth + 1)

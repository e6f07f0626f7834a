"""Packages of Anki (.apkg, .colpkg): a zip archive with an SQLite database, packed again by newer versions."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from quizapp.errors import N_
from quizapp.formats.exchange.anki_notes import Model, read_note
from quizapp.formats.exchange.archives import Archive
from quizapp.formats.exchange.bounds import MOST_BYTES, MOST_QUESTIONS, TOO_LARGE, TOO_MANY, FileRefused
from quizapp.formats.exchange.found import Found
from quizapp.formats.exchange.images import Entries, files_in
from quizapp.formats.exchange.moodle_xml import FILE

DAMAGED = N_("The database of the package is damaged.")
NO_ZSTD = N_("The package is in a newer format. Export it from Anki with “Support older Anki versions”.")
PROGRESS = N_("How well %(count)s cards are known is not taken over.")
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
_STEPS = 20_000_000  # of SQLite’s machine, for all queries
_EVERY = 100_000


def is_anki_package(archive: Archive) -> bool:
    return any(name in archive.names for name in COLLECTIONS)


def read_anki_package(archive: Archive) -> Found:
    name = next(name for name in COLLECTIONS if name in archive.names)
    data = archive.read(name)
    if name.endswith("b"):
        data = _unpacked(data)
    found, media = Found(), _media(archive)
    files = Entries(media, lambda name: _file(archive, media[name]))
    with closing(_opened(data)) as database, files_in(files):
        try:
            _read(database, found)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
            raise FileRefused(DAMAGED) from None
    for file in media:
        if file not in files.used:
            found.lose("–", FILE, name=file[:80])
    return found


def _unpacked(data: bytes) -> bytes:
    try:
        from backports.zstd import ZstdDecompressor, ZstdError
    except ImportError:
        raise FileRefused(NO_ZSTD) from None
    try:
        unpacker = ZstdDecompressor()
        unpacked = bytes(unpacker.decompress(data, MOST_BYTES + 1))
    except (ZstdError, EOFError):
        raise FileRefused(DAMAGED) from None
    if len(unpacked) > MOST_BYTES:
        raise FileRefused(TOO_LARGE, limit=MOST_BYTES)
    return unpacked


def _opened(data: bytes) -> sqlite3.Connection:
    """A database in memory that runs nothing of its own, and no query for long."""
    database = sqlite3.connect(":memory:")
    steps = iter(range(_STEPS // _EVERY))
    database.set_progress_handler(lambda: 1 if next(steps, None) is None else 0, _EVERY)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        if not data.startswith(b"SQLite format 3\x00"):
            raise FileRefused(DAMAGED)
        database.deserialize(data)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
    except (sqlite3.Error, OverflowError):
        database.close()
        raise FileRefused(DAMAGED) from None
    return database


def _tables(database: sqlite3.Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' LIMIT 200"
    return {str(name): str(sql).lower() for name, sql in database.execute(query)}


def _read(database: sqlite3.Connection, found: Found) -> None:
    tables = _tables(database)
    if "notes" not in tables or "virtual" in tables["notes"]:
        raise FileRefused(DAMAGED)
    models = dict(_models(database, tables))
    decks = dict(_decks(database, tables))
    decks_of = {}
    if "cards" in tables and "virtual" not in tables["cards"]:
        decks_of = dict(database.execute("SELECT nid, did FROM cards ORDER BY ord DESC LIMIT 200000"))
        (known,) = database.execute("SELECT count(*) FROM cards WHERE reps > 0").fetchone()
        if known:
            found.lose("–", PROGRESS, count=known)
    query = "SELECT id, mid, tags, flds FROM notes ORDER BY id LIMIT ?"
    rows = database.execute(query, (MOST_QUESTIONS + 1,)).fetchall()
    if len(rows) > MOST_QUESTIONS:
        raise FileRefused(TOO_MANY, limit=MOST_QUESTIONS)
    for note_id, model_id, tags, values in rows:
        fields = str(values).split("\x1f")
        model = models.get(str(model_id))
        if model is None or not model.fields:
            model = Model(tuple(str(number) for number in range(1, len(fields) + 1)))
        deck = decks.get(str(decks_of.get(note_id)), "")
        read_note(found, model, fields, str(tags).split(), deck)


def _models(database: sqlite3.Connection, tables: dict[str, str]) -> Iterator[tuple[str, Model]]:
    """The kinds of notes: as JSON in the collection, or in tables of their own."""
    if "notetypes" in tables and "fields" in tables:
        names: dict[str, list[str]] = {}
        for model_id, name in database.execute(
            "SELECT ntid, name FROM fields ORDER BY ntid, ord LIMIT 10000"
        ):
            names.setdefault(str(model_id), []).append(str(name))
        yield from ((model_id, Model(tuple(fields))) for model_id, fields in names.items())
        return
    for model_id, model in _json(database, "models").items():
        if isinstance(model, dict):
            fields = tuple(str(each.get("name")) for each in _dicts(model.get("flds")))
            templates = tuple(
                (str(each.get("qfmt", "")), str(each.get("afmt", ""))) for each in _dicts(model.get("tmpls"))
            )
            yield model_id, Model(fields, templates, model.get("type") == 1)


def _decks(database: sqlite3.Connection, tables: dict[str, str]) -> Iterator[tuple[str, str]]:
    if "decks" in tables:
        for deck_id, name in database.execute("SELECT id, CAST(name AS TEXT) FROM decks LIMIT 5000"):
            yield str(deck_id), str(name).replace("\x1f", "::")
        return
    for deck_id, deck in _json(database, "decks").items():
        if isinstance(deck, dict):
            yield deck_id, str(deck.get("name", ""))


def _json(database: sqlite3.Connection, column: str) -> dict[str, Any]:
    row = database.execute(f"SELECT {column} FROM col LIMIT 1").fetchone()
    try:
        document = json.loads(row[0]) if row and row[0] else {}
    except (ValueError, RecursionError):
        raise FileRefused(DAMAGED) from None
    return document if isinstance(document, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _file(archive: Archive, entry: str) -> bytes:
    """A file beside the notes; nothing if the package only names it."""
    return archive.read(entry) if entry in archive.names else b""


def _media(archive: Archive) -> dict[str, str]:
    """The files beside the notes: their names in the notes, with their names in the archive."""
    if "media" not in archive.names:
        return {}
    try:
        document = json.loads(archive.read("media"))
    except (ValueError, RecursionError):  # newer packages list them in another way
        return {name: name for name in archive.names if name.isdecimal()}
    names = document.items() if isinstance(document, dict) else ()
    return {str(name): entry for entry, name in names}

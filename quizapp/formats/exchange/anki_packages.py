"""Packages of Anki (.apkg, .colpkg): a zip archive with an SQLite database, packed again by newer versions."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from quizapp.errors import N_
from quizapp.formats.exchange.anki_notes import Model, read_note
from quizapp.formats.exchange.anki_protobuf import has_deletions, names_of_files, sides_of_template
from quizapp.formats.exchange.archives import Archive
from quizapp.formats.exchange.bounds import MOST_BYTES, MOST_QUESTIONS, TOO_MANY, FileRefused
from quizapp.formats.exchange.found import Found
from quizapp.formats.exchange.images import Entries, files_in
from quizapp.formats.exchange.moodle_xml import FILE

DAMAGED = N_("The database of the package is damaged.")
NO_ZSTD = N_("The package is in a newer format. Export it from Anki with “Support older Anki versions”.")
PROGRESS = N_("How well %(count)s cards are known is not taken over.")
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
_ZSTD = b"\x28\xb5\x2f\xfd"
_STEPS = 20_000_000  # of SQLite’s machine, for all queries
_EVERY = 100_000


def is_anki_package(archive: Archive) -> bool:
    return any(name in archive.names for name in COLLECTIONS)


def read_anki_package(archive: Archive) -> Found:
    name = next(name for name in COLLECTIONS if name in archive.names)
    data = archive.read(name)
    is_packed = name.endswith("b")
    if is_packed:
        data = _unpacked(data, archive)
    found, media = Found(), _media(archive, is_packed=is_packed)
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


def _unpacked(data: bytes, archive: Archive) -> bytes:
    try:
        from backports.zstd import ZstdDecompressor, ZstdError
    except ImportError:
        raise FileRefused(NO_ZSTD) from None
    try:
        unpacked = bytes(ZstdDecompressor().decompress(data, archive.left + 1))
    except (ZstdError, EOFError):
        raise FileRefused(DAMAGED) from None
    archive.spend(len(unpacked))
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
        yield from _models_in_tables(database, tables)
        return
    for model_id, model in _json(database, "models").items():
        if isinstance(model, dict):
            fields = tuple(str(each.get("name")) for each in _dicts(model.get("flds")))
            templates = tuple(
                (str(each.get("qfmt", "")), str(each.get("afmt", ""))) for each in _dicts(model.get("tmpls"))
            )
            yield model_id, Model(fields, templates, model.get("type") == 1)


def _models_in_tables(database: sqlite3.Connection, tables: dict[str, str]) -> Iterator[tuple[str, Model]]:
    names, templates = defaultdict[str, list[str]](list), defaultdict[str, list[tuple[str, str]]](list)
    with_deletions = set()
    for model_id, name in database.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord LIMIT 10000"):
        names[str(model_id)].append(str(name))
    try:
        if "templates" in tables:
            query = "SELECT ntid, config FROM templates ORDER BY ntid, ord LIMIT 10000"
            for model_id, config in database.execute(query):
                templates[str(model_id)].append(sides_of_template(bytes(config)))
        for model_id, config in database.execute("SELECT id, config FROM notetypes LIMIT 10000"):
            if has_deletions(bytes(config)):
                with_deletions.add(str(model_id))
    except (TypeError, ValueError):
        raise FileRefused(DAMAGED) from None
    for model_id, fields in names.items():
        yield model_id, Model(tuple(fields), tuple(templates[model_id]), model_id in with_deletions)


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
    """A file beside the notes, which newer packages pack once more; nothing if the package only names it."""
    data = archive.read(entry) if entry in archive.names else b""
    return _unpacked(data, archive) if data.startswith(_ZSTD) else data


def _media(archive: Archive, *, is_packed: bool) -> dict[str, str]:
    """The files beside the notes: their names in the notes, with their names in the archive."""
    if "media" not in archive.names:
        return {}
    data = archive.read("media")
    try:
        if is_packed and data.startswith(_ZSTD):
            listed = names_of_files(_unpacked(data, archive))
            return {name: str(number) for number, name in enumerate(listed)}
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {name: name for name in archive.names if name.isdecimal()}
    names = document.items() if isinstance(document, dict) else ()
    return {str(name): entry for entry, name in names}

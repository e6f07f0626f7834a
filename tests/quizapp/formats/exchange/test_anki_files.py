"""Packages of Anki and decks of CrowdAnki, written here."""

import json
import sqlite3
from contextlib import closing

import pytest
from backports.zstd import compress

from quizapp.formats.exchange.bounds import FileRefused
from tests.images import image_file
from tests.quizapp.formats.exchange.reading import read, zipped

MODEL = {
    "1": {
        "flds": [{"name": "Question"}, {"name": "Answer"}, {"name": "Source"}],
        "tmpls": [{"qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}"}],
        "type": 0,
    }
}


def collection(*notes: str, extra: str = "") -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            "CREATE TABLE col (models TEXT, decks TEXT);"
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, tags TEXT, flds TEXT);"
            "CREATE TABLE cards (nid INTEGER, did INTEGER, ord INTEGER, reps INTEGER);"
        )
        decks = {"9": {"name": "deep::rnn"}}
        database.execute("INSERT INTO col VALUES (?, ?)", (json.dumps(MODEL), json.dumps(decks)))
        for number, fields in enumerate(notes, start=1):
            database.execute("INSERT INTO notes VALUES (?, 1, ' rnn ', ?)", (number, fields))
            database.execute("INSERT INTO cards VALUES (?, 9, 0, 3)", (number,))
        database.executescript(extra)
        database.commit()
        return database.serialize()


NOTE = "What is <b>BPTT</b>?[sound:a.mp3]\x1fIt unrolls \\(T\\) steps.\x1fa book"


@pytest.mark.parametrize("name", ["collection.anki2", "collection.anki21", "collection.anki21b"])
def test_a_package_becomes_cards_with_its_losses(name: str) -> None:
    data = collection(NOTE)
    packed = compress(data) if name.endswith("b") else data
    drafts = read(zipped({name: packed, "media": '{"0": "a.mp3"}', "0": b"x"}), "deck.apkg")
    (card,) = drafts.drafts
    assert card.document["prompt"]["en"].startswith("What is **BPTT**?")
    assert card.items[0]["model_answer"] == {"en": "It unrolls $T$ steps."}
    assert (card.category, card.tags) == ("deep::rnn", ("rnn",))
    said = " ".join(map(str, drafts.losses))
    for word in ("a.mp3", "Source", "1 cards are known"):
        assert word in said


@pytest.mark.parametrize(
    "data",
    [
        b"SQLite format 3\x00" + b"\x00" * 2000,
        collection(NOTE)[:3000],
        b"no database",
        collection(
            NOTE,
            extra="DROP TABLE notes; CREATE VIEW notes AS SELECT 1 AS id, 1 AS mid, '' AS tags, '' AS flds;",
        ),
    ],
)
def test_a_damaged_database_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read(zipped({"collection.anki2": data}), "deck.apkg")


def test_a_deck_of_crowd_anki_with_decks_inside() -> None:
    note = {"fields": ["Front?", "<div class='x'>Back</div>"], "note_model_uuid": "m", "tags": ["t"]}
    deck = {
        "__type__": "Deck",
        "name": "outer",
        "note_models": [{"crowdanki_uuid": "m", "flds": [{"name": "Front"}, {"name": "Back"}], "tmpls": []}],
        "notes": [note],
        "children": [{"name": "inner", "notes": [note], "children": []}],
        "media_files": ["a.png"],
    }
    drafts = read(json.dumps(deck), "deck.json")
    assert [draft.category for draft in drafts.drafts] == ["outer", "outer::inner"]
    assert drafts.drafts[0].items[0]["model_answer"] == {"en": "Back"}
    assert any("a.png" in str(each) for each in drafts.losses)


def _field(number: int, value: bytes | int) -> bytes:
    """A field of a protocol buffer, with less than 128 bytes."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2, len(value)]) + value


NEW_TABLES = """
CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name TEXT, config BLOB);
CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT);
CREATE TABLE templates (ntid INTEGER, ord INTEGER, config BLOB);
INSERT INTO notetypes VALUES (1, 'Turned', x'');
INSERT INTO fields VALUES (1, 0, 'Back'), (1, 1, 'Front');
"""


def test_a_package_of_a_new_version_has_its_images_and_the_sides_of_its_templates() -> None:
    template = _field(1, b"{{Front}}") + _field(2, b"{{FrontSide}}{{Back}}")
    extra = f"{NEW_TABLES}INSERT INTO templates VALUES (1, 0, x'{template.hex()}');"
    media = _field(1, _field(1, b"a b.png") + _field(2, 9)) + _field(1, _field(1, b"c.mp3"))
    files = {
        "collection.anki21b": compress(collection('gates<img src="a b.png">\x1fWhat?', extra=extra)),
        "media": compress(media),
        "0": compress(image_file()),
        "1": compress(b"ID3"),
    }
    drafts = read(zipped(files), "deck.apkg")
    (card,) = drafts.drafts
    assert card.document["prompt"] == {"en": "What?"}
    assert len(drafts.images) == 1
    assert drafts.images[0].name in card.items[0]["model_answer"]["en"]
    assert any("“c.mp3” is not taken over" in str(each) for each in drafts.losses)


def test_packed_files_of_a_new_version_are_counted_together() -> None:
    media = b"".join(_field(1, _field(1, f"{number}.png".encode())) for number in range(3))
    shown = "".join(f'<img src="{number}.png">' for number in range(3))
    bombs = {str(number): compress(bytes([number]) * 7_000_000) for number in range(3)}
    files = {"collection.anki21b": compress(collection(f"{shown}\x1fb")), "media": compress(media), **bombs}
    with pytest.raises(FileRefused, match="more than"):
        read(zipped(files), "deck.apkg")


def test_a_damaged_list_of_files_is_no_reason_to_refuse_the_cards() -> None:
    files = {"collection.anki21b": compress(collection(NOTE)), "media": compress(b"\x0a\xff")}
    assert len(read(zipped(files), "deck.apkg").drafts) == 1

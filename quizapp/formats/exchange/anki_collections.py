"""A collection of Anki as an SQLite database, in the schema that all versions import (11).

genanki was looked at: it writes the same tables, but its ids of notes change with the clock, and it has had no release
since 2023. What is needed of the schema fits on a page.
"""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha1, sha256
from typing import Any

Row = tuple[str, str, str, str, tuple[str, ...]]  # guid, deck, front, back, tags

_FIRST_DAY = 1_577_836_800  # of the collection: 2020-01-01, in seconds
_MODEL_ID = 1_700_000_000_001
_TAG = re.compile(r"<[^>]*>")
MODEL: dict[str, Any] = {
    "css": ".card { font-family: sans-serif; font-size: 20px; text-align: left; }\npre { overflow-x: auto; }",
    "flds": [
        {"name": name, "ord": place, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
        for place, name in enumerate(("Front", "Back"))
    ],
    "latexPost": "\\end{document}",
    "latexPre": "\\documentclass[12pt]{article}\n\\usepackage{amssymb,amsmath}\n\\begin{document}\n",
    "name": "Nabla",
    "req": [[0, "any", [0]]],
    "sortf": 0,
    "tags": [],
    "tmpls": [
        {"name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}",
         "did": None, "bqfmt": "", "bafmt": ""},
    ],
    "type": 0,
    "vers": [],
}  # fmt: skip
_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
  odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
  type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""


def collection(rows: Sequence[Row], written_at: int) -> bytes:
    """The database. written_at: in seconds; Anki updates a card if it was written after the one it has."""
    when = written_at or _FIRST_DAY
    decks = {name: _id(f"deck/{name}") for name in dict.fromkeys(row[1] for row in rows)}
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_TABLES)
        model = MODEL | {"id": _MODEL_ID, "mod": when, "usn": -1, "did": 1}
        database.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (
                _FIRST_DAY, when * 1000, _FIRST_DAY * 1000, json.dumps(_CONF), json.dumps({str(_MODEL_ID): model}),
                json.dumps({"1": _deck(1, "Default", when)} | {str(i): _deck(i, n, when) for n, i in decks.items()}),
                json.dumps({"1": _OPTIONS}),
            ),
        )  # fmt: skip
        for due, (guid, deck, front, back, tags) in enumerate(rows, start=1):
            note_id, plain = _id(f"note/{guid}"), _TAG.sub("", front).strip()
            checksum = int(sha1(plain.encode(), usedforsecurity=False).hexdigest()[:8], 16)
            tagged = f" {' '.join(tags)} " if tags else ""
            database.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
                (note_id, guid, _MODEL_ID, when, tagged, f"{front}\x1f{back}", plain, checksum),
            )
            database.execute(
                "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                (_id(f"card/{guid}"), note_id, decks[deck], when, due),
            )
        database.commit()
        return database.serialize()


def _id(name: str) -> int:
    """A number in the range of those that Anki makes of the clock, in milliseconds."""
    return (
        1_400_000_000_000
        + int.from_bytes(sha256(f"nabla/{name}".encode()).digest()[:5], "big") % 200_000_000_000
    )


def _deck(deck_id: int, name: str, when: int) -> dict[str, Any]:
    none = [0, 0]
    return {"id": deck_id, "name": name, "mod": when, "usn": -1, "desc": "", "dyn": 0, "conf": 1, "collapsed": False,
            "browserCollapsed": False, "extendNew": 0, "extendRev": 0, "newToday": none, "revToday": none,
            "lrnToday": none, "timeToday": none}  # fmt: skip


_CONF = {"nextPos": 1, "estTimes": True, "activeDecks": [1], "sortType": "noteFld", "timeLim": 0,
         "sortBackwards": False, "addToCur": True, "curDeck": 1, "newBury": True, "newSpread": 0,
         "dueCounts": True, "curModel": None, "collapseTime": 1200}  # fmt: skip
_OPTIONS = {
    "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True,
    "dyn": False,
    "new": {"delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "separate": True, "order": 1, "perDay": 20,
            "bury": False},
    "rev": {"perDay": 200, "ease4": 1.3, "fuzz": 0.05, "minSpace": 1, "ivlFct": 1, "maxIvl": 36500, "bury": False},
    "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 0},
}  # fmt: skip

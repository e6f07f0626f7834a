"""Hostile files are refused quickly, with little memory, and with a reason."""

import io
import random
import stat
import time
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.exchange.bounds import MOST_BYTES, FileRefused
from tests.examples import examples
from tests.quizapp.formats.exchange.reading import read, zipped
from tests.quizapp.formats.exchange.test_anki_files import collection
from tests.quizapp.formats.exchange.test_xml_files import CHOICE, moodle, qti2

LAUGHS = (
    '<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><quiz><question>&b;</question></quiz>'
)
EXTERNAL = '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz><question>&a;</question></quiz>'


def _entry(name: str, mode: int = 0) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, "::t::What?{T}")
    return data.getvalue()


HOSTILE = {
    "entities.xml": LAUGHS,
    "external.xml": EXTERNAL,
    "deep.xml": "<quiz>" + "<a>" * 100_000,
    "deep.json": "[" * 200_000,
    "deeper.json": '{"notes":' * 50_000,
    "many.xml": "<quiz>" + "<a/>" * 100_001 + "</quiz>",
    "many.gift": "What?{T}\n\n" * 3_000,
    "large.txt": b"a" * (MOST_BYTES + 1),
    "bomb.zip": zipped({"a.gift": b"0" * 15_000_000, "b.gift": b"0" * 15_000_000}),
    "nested.zip": zipped({"a.zip": zipped({"b.gift": "What?{T}"})}),
    "up.zip": _entry("../../etc/passwd.gift"),
    "absolute.zip": _entry("/etc/passwd.gift"),
    "link.zip": _entry("a.gift", stat.S_IFLNK | 0o777),
    "count.zip": zipped({f"{number}.gift": "" for number in range(4_000)}, zipfile.ZIP_STORED),
    "cut.zip": zipped({"a.gift": "What?{T}"})[:-30],
    "cut.apkg": zipped({"collection.anki2": collection("a\x1fb")})[:400],
    "alias.yaml": "items: &a [1]\ntitle: {en: x}\nmore: [*a, *a]",
    "html.xml": moodle("essay", "", "&lt;b>" * 50_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_little_memory(name: str) -> None:
    data = HOSTILE[name]
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as refused:
            read(data, name)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(refused.value).startswith(f"{name}: ")
    assert most < 100_000_000


@pytest.mark.parametrize(
    "text",
    [
        "{1:SA:" * 2000,
        "$" * 10000,
        "\\(" * 5000,
        "[$]" * 5000,
        "::t::" + "{~" * 5000,
        "::t::What?{#" + "=3:0.1 " * 5000 + "}",
        "<" * 10000,
        "**" * 3000 + "{T}",
        "A) x\n" * 5000 + "ANSWER: B",
        "::t::" + "%50%" * 3000 + "{=a}",
        "a\tb" * 5000,
        "{{c1::" * 3000 + "\tb",
        "&#x41;" * 3000 + "{T}",
        "```" * 3000 + "{T}",
        '"a' * 5000 + ",question,answer\n",
    ],
    ids=lambda text: text[:12],
)
def test_the_time_to_read_grows_with_the_size_and_not_faster(text: str) -> None:
    """Four times the size takes about four times as long; sixteen times would show."""

    def seconds(part: str) -> float:
        start = time.process_time()
        for name in ("q.gift", "q.txt", "q.csv"):
            with suppress(FileRefused):
                read(part, name)
        return time.process_time() - start

    quarter, whole = seconds(text[: len(text) // 4]), seconds(text)
    assert whole < 1 + 10 * quarter, f"{quarter:.2f} s for a quarter, {whole:.2f} s for the whole"


SOUND = [
    b"::t::What?{~a#no =b#yes}\n\n::u::How many?{#3:1}\n\nA text {1:SA:=x~%50%y} here.\n",
    qti2(CHOICE, "A").encode(),
    zipped({"a.xml": qti2(CHOICE, "A")}),
    zipped({"collection.anki2": collection("a\x1fb")}),
    b"question,answer\nWhat?,gate\n",
]


def test_an_archive_with_a_nameless_entry_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), "::t::What?{T}")
    with pytest.raises(FileRefused):
        read(data.getvalue(), "a.zip")


@examples(60)
@given(st.randoms(use_true_random=False))
def test_a_mutated_file_is_read_or_refused_in_time_and_nothing_else(drawn: random.Random) -> None:
    data = bytearray(drawn.choice(SOUND))
    for _ in range(drawn.randint(1, 8)):
        place = drawn.randrange(len(data))
        data[place : place + drawn.randint(0, 4)] = bytes(
            drawn.randrange(256) for _ in range(drawn.randint(0, 4))
        )
        data = data or bytearray(b" ")
    start = time.process_time()
    with suppress(FileRefused):
        read(bytes(data), drawn.choice(["a.gift", "a.xml", "a.zip", "a.csv", "a.txt", "a.yaml"]))
    assert time.process_time() - start < 10, "a second, on a machine ten times slower"

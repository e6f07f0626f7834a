"""Files to import, spoiled at random: bombs, entities, paths that leave their folder, links, depth, and huge counts."""

import io
import random
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterator

from quizapp.bank.images import written
from quizapp.bank.questions import Question
from quizapp.formats.exchange.export_formats import FORMATS, write_questions
from quizapp.formats.image_files import write_anew
from tests.bank import bank
from tests.images import animation, image_file

MOST_BYTES = 3_000_000  # of a spoiled text; larger ones take long to make, and are refused by their size
ZIP = b"PK\x03\x04"
SNIPPETS = (
    b'<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', b"&b;", b'<!ENTITY a SYSTEM "file:///etc/passwd">',
    b"<a>", b"</a>", b"{", b"}", b"\\(", b"\\)", b"$", b"$$", b"[$]", b"![](", b"{{c1::", b"{1:SA:=", b"~%50%", b"=",
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b"\t", b"::", b"//", b"\n\n", b"```", b"> ", b"- ", b"|", b"**",
    b"9" * 400, b"%1e309%", b"NaN", b"-1", b"<img src=data:image/png;base64,AAAA>", b"<math><mfrac>", b"&#x41;",
    b"]]>", b"<![CDATA[", b"@@PLUGINFILE@@/", b"[[1]]", b"ANSWER: ", b"\xc4\xe3\xba\xc3", "，。".encode(),
)  # fmt: skip
NAMES = ("../../etc/passwd.gift", "/etc/a.gift", "C:\\a.gift", "a\x00.gift", "", ".", "a/../../b.xml", "media",
         "collection.anki2", "imsmanifest.xml", "questions.yaml", "x" * 400 + ".xml")  # fmt: skip
GIFT = b"""$CATEGORY: a/b

::One::[html]Which <b>gate</b>?{~no#fb =yes#ok ####general}

::Two::How many?{#=3:0.1 =%50%4:1}

::Three::Match.{=a -> 1 =b -> 2 =c -> 3}

The {1:MC:=cell~gate} state {1:NM:=3:1}.

True?{T#no#yes}
"""
AIKEN = b"What?\nA) a\nB) b\nANSWER: B\n\nAnd?\n(a) one\n(b) two\nANSWER: A\n"
TABLE = "题目;选项A;选项B;答案\n哪个？;一;二;A\n几个？;;;3.5\n".encode("gbk")


def sound_files() -> list[bytes]:
    """Files that can be imported: an export in every format with images, and a few by hand."""
    images = [write_anew(image_file()), write_anew(image_file("JPEG")), write_anew(animation("GIF", 4))]
    questions = [
        _with_images(question, [image.name for image in images]) for question in bank().questions[:2]
    ]
    files = {image.name: image.body for image in images}
    exported = [
        write_questions(form, questions, language, 1, images=files).data
        for form in FORMATS
        for language in ("en", "zh")
    ]
    return [*exported, GIFT, AIKEN, TABLE, GIFT.decode().encode("utf-16")]


def _with_images(question: Question, names: list[str]) -> Question:
    document = question.model_dump(mode="json")
    for language in ("en", "zh"):
        document["prompt"][language] += "".join(written(name, "a curve") for name in names)
    return Question.from_publication(document)


def spoiled_files(seed: int, count: int) -> Iterator[bytes]:
    """So many files, always the same for a seed."""
    sound = sound_files()
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        data = chance.choice(sound)
        spoil = _spoiled_archive if data.startswith(ZIP) and chance.random() < 0.8 else _spoiled
        yield spoil(data, chance)


def _spoiled(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(SPOILERS)(data, chance)[:MOST_BYTES]
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data or b" ")
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:] if chance.random() < 0.5 else data[:end]


def _insert(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(SNIPPETS) * chance.choice((1, 3, 100, 20_000)) + data[place:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((10, 200, 4_000))]
    return data[:start] + piece * chance.choice((2, 50, 5_000)) + data[start:]


def _other_encoding(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(
        chance.choice(("utf-16", "gbk", "big5", "utf-32-be")), "replace"
    )


SPOILERS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _cut,
    _insert,
    _repeat,
    _other_encoding,
)


def _spoiled_archive(data: bytes, chance: random.Random) -> bytes:
    """The same archive with other entries, some of them hostile."""
    file = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        warnings.simplefilter("ignore")  # several entries of one name are meant
        for name in archive.namelist():
            if chance.random() < 0.1:
                continue
            body = archive.read(name)
            made.writestr(name, _spoiled(body, chance) if chance.random() < 0.4 else body)
        for _ in range(chance.randint(0, 2)):
            _add_hostile(made, chance)
    made_of = file.getvalue()
    return _flip(made_of, chance) if chance.random() < 0.3 else made_of


def _add_hostile(made: zipfile.ZipFile, chance: random.Random) -> None:
    entry = zipfile.ZipInfo(chance.choice(NAMES) or "a.xml")
    entry.compress_type = zipfile.ZIP_DEFLATED
    match chance.randrange(5):
        case 0:
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, "/etc/passwd")
        case 1:
            made.writestr(entry, b"0" * chance.choice((900_000, 15_000_000)))
        case 2:
            for number in range(chance.choice((50, 3_500))):
                made.writestr(f"many/{number}.gift", "")
        case 3:
            made.writestr("inside.zip", ZIP + bytes(100))
        case _:
            made.writestr(entry, chance.choice(SNIPPETS) * 5_000)

"""The text in a file of unknown encoding: Unicode with or without a mark, and the two Chinese encodings before it."""

import codecs
import re
from itertools import islice

from quizapp.errors import N_
from quizapp.formats.exchange.bounds import FileRefused, refuse_if_large

NO_TEXT = N_("The file is neither text nor an archive that can be imported.")
NO_ENCODING = N_("The encoding of the file was not recognized. Save it in UTF-8.")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_WESTERN = re.compile(
    "[ßà-öø-ÿœ](?=[a-zßà-öø-ÿœ\\s.,;:?!'’)])|[À-ÖØ-ÞŒ](?=[a-zA-Zà-öø-ÿ])|[«»“”‘’–—…€°§±²³µ·×½\u00a0]"
)
_SAMPLE = 20_000  # characters by which two encodings are compared
# Characters that nearly every Chinese text has; a text read in the wrong encoding has hardly any.
_USUAL = frozenset(
    "的一是不了在人有我他这这個个上们们来到时时大地为為子中你说說生国國年着就那和要她出也得里后自以会會家可下而过過"
    "天去能对對小多然于心学學么之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女但"
    "现前些所同日手又行意动動方期它头頭经經长長兒回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已亲親其进進此话"
    "常与與活正感問问答題题選选項項誰谁哪何錯错对將将網网络絡層层梯度，。？！、：；（）「」"
)


def decoded(data: bytes) -> str:
    """The text of a file, without a mark, with plain line ends. Raises FileRefused."""
    refuse_if_large(len(data))
    text = _decoded(data).removeprefix("\ufeff")
    if _CONTROLS.search(text):
        if len(_CONTROLS.findall(text[:_SAMPLE])) > 5:
            raise FileRefused(NO_TEXT)
        text = _CONTROLS.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data, encoding)
    declared = _DECLARED.match(data.lstrip()[:200])
    if declared:
        return _read(data, declared[1].decode("ascii"))
    if (wide := _wide(data)) is not None:
        return _read(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _read(data, _of_chinese(data))


def _read(data: bytes, encoding: str) -> str:
    name = encoding.lower()
    if name in ("gb2312", "gbk"):
        name = "gb18030"  # which has both
    try:
        found = codecs.lookup(name)
        if not getattr(found, "_is_text_encoding", True):
            raise LookupError(name)
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        raise FileRefused(NO_ENCODING) from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[:2000]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.15 and even < odd / 4:
        return "utf-16-le"
    if even > len(sample) * 0.15 and odd < even / 4:
        return "utf-16-be"
    return None


def _of_chinese(data: bytes) -> str:
    """GBK or Big5, whichever gives more usual characters."""
    best, most = "", 0.0
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)[:_SAMPLE]
        except UnicodeDecodeError:
            continue
        wide = [letter for letter in text if letter > "\x7f"]
        usual = sum(letter in _USUAL for letter in wide) / max(1, len(wide))
        if usual > most:
            best, most = encoding, usual
    if not best or most < 0.05:
        return _of_western(data)
    return best


def _of_western(data: bytes) -> str:
    """Windows-1252, if what it gives beside ASCII is letters within words and the signs that word processors set."""
    text = data.decode("cp1252", "replace")
    ends = [found.end() for found in islice(_BEYOND_ASCII.finditer(text), _SAMPLE)]
    usual = len(_WESTERN.findall(text[: ends[-1] + 1])) if ends else 0
    if not ends or usual < len(ends) * 0.9:
        raise FileRefused(NO_ENCODING)
    return "cp1252"

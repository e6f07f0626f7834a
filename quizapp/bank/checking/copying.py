"""Find sentences copied from the source: shared runs of characters or words, compared by hashes.

The source itself is not in the repository. `quizapp content hash-source` writes the hashes of all its runs of 11
Chinese characters and of 9 English words into `source-hashes.txt`; a claim may share no more than 10 characters or 8
words in a row with it outside quotation marks. Punctuation, spaces, and capitals make no difference.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from quizapp.bank.checking.checks import passages_in
from quizapp.domain.claims.claim import Claim
from quizapp.domain.text import Language
from quizapp.errors import N_, Problem
from simulator.paths import split_last

MOST_SHARED: dict[Language, int] = {"zh": 10, "en": 8}  # characters, words
COMPARED_FIELDS = {"statement", "source_says"}
COPIED = N_("This repeats the source word for word; use other words or quotation marks: %(words)s")
_HASH_BYTES = 6
_QUOTED = re.compile('“[^”]*”|「[^」]*」|‘[^’]*’|`[^`]*`|"[^"]*"')
_PIECES: dict[Language, re.Pattern[str]] = {
    "zh": re.compile("[\u3400-\u9fff]"),
    "en": re.compile(r"[a-z0-9]+(?:'[a-z]+)?"),
}


def hashes_of_source(texts: Iterable[str]) -> list[str]:
    """The hashes of every run in the texts that may not be repeated, sorted."""
    found = {
        _hash(run)
        for text in texts
        for language in MOST_SHARED
        for run in _runs(_pieces(text, language), language)
    }
    return sorted(found)


def problems_of_copies(claims: Iterable[Claim], hashes: Collection[str]) -> Iterator[Problem]:
    known = frozenset(hashes)
    for claim in claims:
        for passage in passages_in(claim.model_dump(mode="json", include=COMPARED_FIELDS)):
            language: Language = "zh" if split_last(passage.field)[1] == "zh" else "en"
            for words in copied(passage.text, language, known):
                yield Problem(f"claims/{claim.slug}.yaml: {passage.field}", COPIED, {"words": words})


def copied(text: str, language: Language, hashes: Collection[str]) -> Iterator[str]:
    """The longest runs of the text, outside quotation marks, that the source has too."""
    for part in _QUOTED.split(text):
        pieces = _pieces(part, language)
        shared = [_hash(run) in hashes for run in _runs(pieces, language)]
        start = None
        for at, is_shared in enumerate([*shared, False]):
            if is_shared and start is None:
                start = at
            elif not is_shared and start is not None:
                yield _joined(pieces[start : at + MOST_SHARED[language]], language)
                start = None


def _pieces(text: str, language: Language) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return _PIECES[language].findall(plain)


def _runs(pieces: Sequence[str], language: Language) -> Iterator[str]:
    length = MOST_SHARED[language] + 1
    for start in range(len(pieces) - length + 1):
        yield _joined(pieces[start : start + length], language)


def _joined(pieces: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(pieces)


def _hash(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[: 2 * _HASH_BYTES]

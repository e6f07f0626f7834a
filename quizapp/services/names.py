"""Names of accounts: one spelling of names that look alike."""

import re
import unicodedata

NAME_FORM = re.compile(r"[\w][\w.@+-]{1,79}")
# Small Cyrillic, Greek, and Armenian letters, and the Latin ones that Unicode’s list of confusables (UTS 39) names.
_LOOK_LATIN = (
    ("асеорхуіѕјһԁԛԝӏгѵ", "aceopxyisjhdqwlrv"),
    ("ον\N{GREEK SMALL LETTER ALPHA}ιρυγ", "ovaipuy"),
    ("ոսօհցզ", "nuohgq"),
)
_WRITTEN_TOGETHER = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


def displayed(name: str) -> str:
    """The name as it is shown: full-width and other compatible forms as plain ones."""
    return unicodedata.normalize("NFKC", name).strip()


def key_of(name: str) -> str:
    """The name by which an account is found."""
    return unicodedata.normalize("NFKC", displayed(name).casefold())


def is_of_one_script(name: str) -> bool:
    """Whether no letter is of another script, among which letters look alike: Cyrillic і in a Latin name."""
    scripts = {_script_of(letter) for letter in name if letter.isalpha()}
    return len(scripts) <= 1 or scripts <= _WRITTEN_TOGETHER


def look_alikes(name: str) -> set[str]:
    """The names that look like this one though every letter is of another script: Cyrillic аре, and Latin ape."""
    found = {name}
    for letters, latin in _LOOK_LATIN:
        for these, others in ((letters, latin), (latin, letters)):
            table = dict(zip(these, others, strict=True))
            if all(letter in table for letter in name if letter.isalpha()):
                found.add("".join(table.get(letter, letter) for letter in name))
    return found - {name}


def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]

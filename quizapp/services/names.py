"""Names of accounts: one spelling of names that look alike."""

import re
import unicodedata

NAME_FORM = re.compile(r"[\w][\w.@+-]{1,79}")
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


def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]

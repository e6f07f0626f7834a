"""Plain text as Markdown that shows it unchanged, with its formulas between dollar signs."""

import re

from quizapp.bank.formulas import markdown_reader
from quizapp.formats.exchange.math_texts import with_formulas_kept

LONGEST_TRIED, MOST_SIGNS = 2_000, 100  # characters, and signs with a meaning in Markdown
_reader = markdown_reader()
_PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak"}
_INLINE = re.compile(r"([\\`*_~\[\]<>$|&])")
_LINE_START = re.compile(
    r"^([ \t]*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-+\s*$|\d{1,9}[.)](?=\s|$)|>|:?-)", re.MULTILINE
)
_SUSPECT = re.compile(r"[\\`*_~\[\]<>$|&#]|^[^\S\n]*(?:[-+=>]|\d+[.)])|^(?: {4}|\t)", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def markdown_of_plain(text: str) -> str:
    """Markdown that shows a plain text as it is; its line breaks stay."""
    return with_formulas_kept(_INDENT.sub("", text.strip()), _escaped)


def _escaped(text: str) -> str:
    lines = "  \n".join(line.rstrip() for line in text.split("\n")) if "\n" in text else text
    lines = re.sub(r"(?:[ ]*\n){2,}", "\n\n", lines)
    if not _SUSPECT.search(lines) or _shows_itself(lines):
        return lines
    return _escape_starts(_INLINE.sub(_escape_sign, lines))


def escaped_inline(text: str) -> str:
    """A piece of a line, such as a text inside HTML, as Markdown that shows it unchanged."""
    if not _SUSPECT.search(text) or _shows_itself(text.strip()):
        return text
    return _escape_starts(_INLINE.sub(_escape_sign, text))


def _escape_sign(found: re.Match[str]) -> str:
    sign, text, place = found[1], found.string, found.start()
    after = text[place + 1 : place + 2]
    if sign == "&" and not re.match(r"&#?\w{1,32};", text[place : place + 40]):
        return sign
    if sign == "\\" and not re.match(r"[!-/:-@\[-`{-~\n]", after):
        return sign  # before a letter it stands for itself
    if sign == "_" and text[max(0, place - 1) : place].isalnum() and after.isalnum():
        return sign
    if sign in "<>" and not re.match(r"[A-Za-z/!?]", after):
        return sign
    return "\\" + sign


def _escape_starts(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        mark = found[2]
        if mark[:1].isdigit():
            return f"{found[1]}{mark[:-1]}\\{mark[-1]}"
        return f"{found[1]}\\{mark}"

    return _LINE_START.sub(escape, text)


def _shows_itself(text: str) -> bool:
    """Whether Markdown reads nothing but text in it. One with very many signs is not tried: it could take long."""
    if len(_INLINE.findall(text[:LONGEST_TRIED])) > MOST_SIGNS or len(text) > LONGEST_TRIED:
        return False
    shown = []
    for token in _reader.parse(text):
        if token.type not in _PLAIN:
            return False
        for inside in token.children or ():
            if inside.type not in _PLAIN:
                return False
            shown.append(inside.content)
    said = "".join(shown)
    return _WITHOUT_SPACE.sub("", said) == _WITHOUT_SPACE.sub("", text)


_WITHOUT_SPACE = re.compile(r"\s+")

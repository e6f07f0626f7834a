"""GIFT, the text format of Moodle: one question after the other, each with its answers in braces.

Written from Moodle's documentation and its reader. pygiftparser was tried: it joins questions, drops the text after
a gap, reads no nested format, and has no place to name what is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.errors import N_
from quizapp.formats.exchange import gift_answers
from quizapp.formats.exchange.embedded_answers import has_embedded, read_embedded
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.gift_texts import hidden, markdown_in, plain
from quizapp.formats.exchange.markup import COMMENT, Lose

ASKS_NOTHING = N_("This text asks nothing. It stays as a question without exercises.")
STRAY = N_("Stray characters after the answers are dropped: %(text)s.")
UNCLOSED = N_("A brace is not closed, so that the answers cannot be told from the text.")
NOT_READABLE = N_("The answers cannot be read: %(text)s.")

_CATEGORY = re.compile(r"^\s*\$CATEGORY:\s*(.*)$")
_MARKS = re.compile(r"\[(id|tag):((?:\\.|[^\]\\]){1,200})\]")
_TITLE = re.compile(r"^\s*::(.*?)::", re.DOTALL)
_COMMENT = re.compile(r"(?:(?<=\s)|^)//(?:\s[^{}]*)?$")
_CODE = re.compile(r"\[(?:html|markdown)\]|```")  # where such a comment may belong to a program
_OPEN = re.compile(r"[{}]")


@dataclass(frozen=True)
class _Chunk:
    text: str
    category: str
    tags: tuple[str, ...]
    source_id: str
    comments: tuple[str, ...]  # at the ends of its lines


def read_gift(text: str) -> Found:
    """The questions of a GIFT text."""
    found = Found()
    for chunk in _chunks(text):
        _read(chunk, found)
    return found


def _chunks(text: str) -> Iterator[_Chunk]:
    """The texts between blank lines, without their comments; a blank line inside braces belongs to the answers."""
    category, lines = "", list[str]()
    tags, source_id, comments = list[str](), "", list[str]()
    depth, is_code, has_answers = 0, False, False

    def chunk() -> _Chunk:
        return _Chunk("\n".join(lines).strip("\n"), category, tuple(tags), source_id, tuple(comments))

    for line in [*text.split("\n"), "", ""]:
        if line.lstrip().startswith("//"):
            for name, value in _MARKS.findall(line):
                value = value.replace("\\]", "]")
                source_id = value if name == "id" else source_id
                tags += [value] if name == "tag" else []
            continue
        begins = line.lstrip().startswith("::") and (depth > 0 or has_answers)
        if (found := _CATEGORY.match(hidden(line))) and (not lines or (has_answers and depth <= 0)):
            if lines:
                yield chunk()
                tags, source_id, lines, comments, has_answers = [], "", [], [], False
            category = plain(found[1]).strip()
            continue
        if (not line.strip() and depth <= 0) or begins or (not line.strip() and not _closes_soon(lines)):
            if lines:
                yield chunk()
                tags, source_id = [], ""
            lines, comments, depth, is_code, has_answers = [], [], 0, False, False
            if not begins:
                continue
        is_code = is_code or _CODE.search(line) is not None
        if not is_code and (comment := _COMMENT.search(line)):
            comments.append(comment[0])
            line = line[: comment.start()].rstrip()
        lines.append(line)
        for sign in _OPEN.findall(hidden(line)):
            depth += 1 if sign == "{" else -1
            has_answers = has_answers or sign == "}"
    if lines and any(line.strip() for line in lines):
        yield chunk()


def _closes_soon(lines: list[str]) -> bool:
    return len(lines) < 400


def _read(chunk: _Chunk, found: Found) -> None:
    text = hidden(chunk.text)
    title = ""
    if name := _TITLE.match(text):
        title, text = " ".join(plain(name[1]).split()), text[name.end() :]
    form, text = gift_answers.split_format(text)
    where = titled(title, plain(text.partition("{")[0]))

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    if not text.strip() and not title:
        return
    for comment in chunk.comments:
        lose(COMMENT, text=comment.strip("/ ")[:60])
    if has_embedded(text):
        items = _embedded(text, form, found, where)
    elif "{" not in text:
        lose(ASKS_NOTHING)
        stem = markdown_in(text, form, lose)
        found.add(FoundQuestion(titled(title, stem), (), stem, chunk.category, chunk.tags, chunk.source_id))
        return
    else:
        items = _with_answers(text, form, found, where, lose)
    if items is None:
        return
    shown = titled(title, items[0].prompt) if items[0].prompt else where
    found.add(FoundQuestion(shown, items, "", chunk.category, chunk.tags, chunk.source_id))


def _embedded(text: str, form: str, found: Found, where: str) -> tuple[FoundItem, ...] | None:
    item = read_embedded(plain(text), form if form != "moodle" else "html", found, where)
    return None if item is None else (item,)


def _with_answers(text: str, form: str, found: Found, where: str, lose: Lose) -> tuple[FoundItem, ...] | None:
    blocks = _blocks(text)
    if blocks is None:
        found.fail(where, UNCLOSED)
        return None
    if len(blocks) > 1:
        item = gift_answers.several(text, blocks, form, lose)
    else:
        start, end = blocks[0]
        item = _one_block(text[:start], text[start + 1 : end - 1], text[end:], form, lose)
    if item is None:
        found.fail(where, NOT_READABLE, text=" ".join(plain(text[blocks[0][0] :]).split())[:80])
        return None
    return (item,)


def _one_block(head: str, answers: str, tail: str, form: str, lose: Lose) -> FoundItem | None:
    if re.fullmatch(r"[\"';\s]+", tail) and tail.strip():
        lose(STRAY, text=plain(tail).strip())
        tail = ""
    if head.rstrip().endswith(("?", "？")) and tail.strip() in (".", "。"):
        lose(STRAY, text=tail.strip())
        tail = ""
    explain: list[str] = []
    body, _, general = answers.partition("####")
    asked = gift_answers.asked_in(body.strip(), form, lose, explain)
    if asked is None:
        return None
    prompt = head if not tail.strip() else f"{head.rstrip(' ')} _____ {tail.lstrip(' ')}"
    if tail[:1] in tuple(".,;:!?)。，；：！？）"):
        prompt = f"{head.rstrip(' ')} _____{tail}"
    return FoundItem(
        markdown_in(prompt, form, lose),
        asked,
        joined([*explain, markdown_in(general, form, lose)]),
    )


def _blocks(text: str) -> list[tuple[int, int]] | None:
    """Where each pair of braces begins and ends; None if they do not match."""
    found, start, depth = [], 0, 0
    for sign in _OPEN.finditer(text):
        if sign[0] == "{":
            start = sign.start() if depth == 0 else start
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                return None
            if depth == 0:
                found.append((start, sign.end()))
    return found if depth == 0 and found else None

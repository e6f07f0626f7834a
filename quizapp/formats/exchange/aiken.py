"""Aiken: choices of one, each with its text, its options by letter, and the letter of the right one."""

import re

from quizapp.errors import N_
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, titled
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.kinds.exchange import Chosen, OneOf

NO_OPTIONS = N_("It has no options.")
NO_ANSWER = N_("It has no line “ANSWER:”.")
NOT_AN_OPTION = N_("The answer “%(letter)s” is none of its options.")

_OPTION = re.compile(r"^\s*([A-Z])\s*[.)．）、]\s*(.*)$")
_ANSWER = re.compile(r"^\s*(?:ANSWER|答案)\s*[:：]\s*([A-Za-z])?\s*(.*)$", re.IGNORECASE)


def is_aiken(text: str) -> bool:
    lines = text.split("\n")
    return any(_ANSWER.match(line) for line in lines) and any(_OPTION.match(line) for line in lines)


def read_aiken(text: str) -> Found:
    found = Found()
    prompt: list[str] = []
    options: list[tuple[str, str]] = []
    for line in text.split("\n"):
        if answer := _ANSWER.match(line):
            _add(found, prompt, options, (answer[1] or "").upper())
            prompt, options = [], []
        elif option := _OPTION.match(line):
            options.append((option[1], option[2].strip()))
        elif not line.strip():
            continue
        elif options:
            if line[:1].isspace():
                options[-1] = (options[-1][0], f"{options[-1][1]} {line.strip()}")
                continue
            found.fail(titled("", " ".join(prompt)), NO_ANSWER)
            prompt, options = [line.strip()], []
        else:
            prompt.append(line.strip())
    if prompt or options:
        found.fail(titled("", " ".join(prompt)), NO_ANSWER)
    return found


def _add(found: Found, prompt: list[str], options: list[tuple[str, str]], letter: str) -> None:
    text = "\n".join(prompt)
    title = titled("", " ".join(prompt))
    if not options:
        found.fail(title, NO_OPTIONS)
    elif letter not in [each for each, _ in options]:
        found.fail(title, NOT_AN_OPTION, letter=letter)
    else:
        chosen = [Chosen(markdown_of_plain(said), each == letter) for each, said in options]
        found.add(FoundQuestion(title, (FoundItem(markdown_of_plain(text), OneOf(tuple(chosen))),)))

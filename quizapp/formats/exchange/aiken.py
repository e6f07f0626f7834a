"""Aiken: choices of one, each with its text, its options by letter, and the letter of the right one."""

import re
from dataclasses import replace

from quizapp.errors import N_
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.kinds.exchange import Chosen, OneOf, SomeOf

NO_OPTIONS = N_("It has no options.")
NO_ANSWER = N_("It has no line “ANSWER:”.")
AFTER_ANSWER = N_("What follows the letter of the answer is dropped: “%(text)s”.")
NOT_AN_OPTION = N_("The answer “%(letter)s” is none of its options.")

_OPTION = re.compile(r"^\s*[(（]?([A-Z]|[a-j](?=[.)]\s))\s*[.)．）、]\s*(.*)$")
_ANSWER = re.compile(r"^\s*(?:ANSWERS?|答案|正确答案)\s*[:：]\s*(.*)$", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z](?:[\s,;、，；&]+(?:and\s+)?[A-Za-z])*|[A-Z]{2,8}")
_BRACKETED = re.compile(r"[(（]?\b([A-Za-z])(?:[)）]|[.．](?=\s*$))")
_EXPLANATION = re.compile(r"^\s*(?:FEEDBACK|EXPLANATION|反馈|解析|解释)\s*[:：]\s*(.*)$", re.IGNORECASE)


def is_aiken(text: str) -> bool:
    lines = text.split("\n")
    return any(_ANSWER.match(line) for line in lines) and any(_OPTION.match(line) for line in lines)


def read_aiken(text: str) -> Found:
    found = Found()
    prompt: list[str] = []
    options: list[tuple[str, str]] = []
    for line in text.split("\n"):
        if answer := _ANSWER.match(line):
            _add(found, prompt, options, _BRACKETED.sub(r"\1", answer[1].strip()))
            prompt, options = [], []
        elif not prompt and (explanation := _EXPLANATION.match(line)) and found.questions:
            found.questions[-1] = _explained(found.questions[-1], explanation[1])
        elif option := _OPTION.match(line):
            options.append((option[1].upper(), option[2].strip()))
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


def _explained(question: FoundQuestion, text: str) -> FoundQuestion:
    """The question with an explanation, which some programs write below the answer."""
    (item,) = question.items
    explanation = joined([item.explanation, markdown_of_plain(text)])
    return replace(question, items=(replace(item, explanation=explanation),))


def _add(found: Found, prompt: list[str], options: list[tuple[str, str]], answer: str) -> None:
    text = "\n".join(prompt)
    title = titled("", " ".join(prompt))
    letters = (
        set(re.findall(r"[A-Z]", answer.upper())) if _LETTERS.fullmatch(answer) else {answer[:1].upper()}
    )
    if not options:
        found.fail(title, NO_OPTIONS)
    elif not letters <= {each for each, _ in options}:
        found.fail(title, NOT_AN_OPTION, letter=answer[:20])
    else:
        if not _LETTERS.fullmatch(answer):
            found.lose(title, AFTER_ANSWER, text=answer[1:].strip()[:80])
        chosen = tuple(Chosen(markdown_of_plain(said), each in letters) for each, said in options)
        asked = OneOf(chosen) if len(letters) == 1 else SomeOf(chosen)
        found.add(FoundQuestion(title, (FoundItem(markdown_of_plain(text), asked),)))

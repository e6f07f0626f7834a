"""What stands between the braces of GIFT."""

import re
from collections.abc import Iterator

from quizapp.errors import N_
from quizapp.formats.exchange.found import FoundItem, joined
from quizapp.formats.exchange.gift_texts import markdown_in, plain
from quizapp.formats.exchange.markup import Lose
from quizapp.formats.exchange.numbers import interval_in
from quizapp.formats.exchange.weights import (
    NO_MATCH,
    Weighed,
    amount,
    any_of,
    phrase,
    short,
    some_of,
    without_wildcards,
)
from quizapp.kinds.exchange import Amount, Asked, Blank, Blanks, Essay, OneOf, Pair, Paired, Phrase, Verdict

WRONG_FEEDBACK = N_(
    "There is no place for feedback on a wrong verdict; it moves to the explanation: “%(text)s”."
)

_FORMAT = re.compile(r"^\s*\[(html|markdown|plain|moodle)\]")
_ANSWER = re.compile(r"[=~][^=~]*")
_SIGN = re.compile(r"[=~#]")
_PERCENT = re.compile(r"^\s*%(-?\d+(?:\.\d*)?)%")
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def split_format(text: str, usual: str = "moodle") -> tuple[str, str]:
    """The format named at the beginning of a text, and the rest of the text."""
    found = _FORMAT.match(text)
    return (found[1], text[found.end() :]) if found else (usual, text)


def asked_in(body: str, form: str, lose: Lose, explain: list[str]) -> Asked | None:
    """The form of the answers; None if they cannot be read. Feedback without a place of its own goes to `explain`."""
    if not body:
        return Essay()
    if body.startswith("#"):
        return _number(body[1:], form, lose, explain)
    word, *feedback = body.split("#")
    if (verdict := _VERDICTS.get(word.strip().upper())) is not None:
        return _verdict(verdict, feedback, form, lose, explain)
    if "~" not in body and "=" in body and "->" in body:
        return _pairs(body, form, lose)
    if not _ANSWER.search(body):
        return None if len(body.split("\n")) > 1 else asked_in(f"={body}", form, lose, explain)
    answers = list(_answers(body, form, lose))
    if "~" not in body:
        return phrase(without_wildcards(answers, lose), lose, explain)
    return any_of(answers, lose) if "=" in body else some_of(answers, lose)


def _answers(body: str, form: str, lose: Lose) -> Iterator[Weighed]:
    """The answers with their credit; a text before the first of them is one more wrong answer."""
    for found in _ANSWER.finditer(body):
        text = found[0][1:]
        percent = 100.0 if found[0][0] == "=" else 0.0
        if credit := _PERCENT.match(text):
            percent, text = float(credit[1]), text[credit.end() :]
        said, _, feedback = text.partition("#")
        own_form, said = split_format(said, form)
        feedback_form, feedback = split_format(feedback, form)
        in_words = "~" not in body
        shown = " ".join(plain(said).split()) if in_words else markdown_in(said, own_form, lose)
        yield Weighed(shown, percent, markdown_in(feedback, feedback_form, lose))


def _verdict(verdict: bool, feedback: list[str], form: str, lose: Lose, explain: list[str]) -> Verdict:
    """The first feedback is on the wrong verdict, the second on the right one."""
    said = []
    for each in feedback[:2]:
        own_form, text = split_format(each, form)
        said.append(markdown_in(text, own_form, lose))
    wrong, right = [*said, "", ""][:2]
    if wrong:
        lose(WRONG_FEEDBACK, text=wrong[:60])
    explain += [right, wrong]
    return Verdict(verdict)


def _pairs(body: str, form: str, lose: Lose) -> Paired | None:
    left: list[tuple[str, str, str]] = []
    right: list[str] = []
    for found in _ANSWER.finditer(body):
        text, _, feedback = found[0][1:].partition("#")
        own_form, text = split_format(text, form)
        entry, arrow, match = text.partition("->")
        if not arrow:
            return None
        entry, match = markdown_in(entry, own_form, lose), markdown_in(match, form, lose)
        if match and match not in right:
            right.append(match)
        if entry and match:
            left.append((entry, match, markdown_in(feedback, form, lose)))
        elif entry:
            lose(NO_MATCH, text=short(entry))
    pairs = tuple(Pair(entry, right.index(match), said) for entry, match, said in left)
    return Paired(pairs, tuple(right))


def _number(body: str, form: str, lose: Lose, explain: list[str]) -> Amount | None:
    """One number, or several answers that each begin with = or ~."""
    weighed = []
    first = re.search(r"[=~]", body)
    plain_part = body[: first.start()] if first else body
    if plain_part.strip():
        weighed.append(_weighed_number(plain_part, 100.0, form, lose))
    for found in _ANSWER.finditer(body[first.start() :] if first else ""):
        text, percent = found[0][1:], 100.0 if found[0][0] == "=" else 0.0
        if credit := _PERCENT.match(text):
            percent, text = float(credit[1]), text[credit.end() :]
        weighed.append(_weighed_number(text, percent, form, lose))
    return amount(weighed, lose, explain)


def _weighed_number(text: str, percent: float, form: str, lose: Lose) -> Weighed:
    said, _, feedback = text.partition("#")
    interval = interval_in(plain(said))
    return Weighed(plain(said).strip(), percent, markdown_in(feedback, form, lose), interval)


def several(text: str, blocks: list[tuple[int, int]], form: str, lose: Lose) -> FoundItem | None:
    """A question with several pairs of braces, which GIFT does not know, as a text with blanks."""
    blanks: list[Blank] = []
    pieces, explain, end = list[str](), list[str](), 0
    for start, stop in blocks:
        answers, _, general = text[start + 1 : stop - 1].partition("####")
        body = answers.strip()
        asked = asked_in(body, form, lose, explain) if _SIGN.search(body) else None
        explain.append(markdown_in(general, form, lose))
        if not isinstance(asked, OneOf | Amount | Phrase):
            return None
        blanks.append(Blank(asked))
        pieces += [text[end:start].replace("{{", "{ {"), f"\ue020{len(blanks)}\ue021"]
        end = stop
    shown = markdown_in("".join([*pieces, text[end:]]), form, lose)
    shown = shown.replace("\ue020", "{{").replace("\ue021", "}}")
    return FoundItem("", Blanks(shown, tuple(blanks)), joined(explain))

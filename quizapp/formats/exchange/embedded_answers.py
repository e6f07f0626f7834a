"""Embedded answers, Moodle’s texts with blanks such as `{1:SHORTANSWER:=Paris}`, alone or inside other files."""

import re
from collections.abc import Iterator

from quizapp.errors import N_
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import Lose, looks_like_html, markdown_of_html
from quizapp.formats.exchange.numbers import interval_in
from quizapp.formats.exchange.weights import (
    NO_KEY,
    Weighed,
    amount,
    one_of,
    phrase,
    short,
    without_wildcards,
)
from quizapp.kinds.exchange import Amount, Blank, Blanks, OneOf, Phrase

NO_BLANKS = N_("The text has no blank that can be filled.")
BAD_BLANK = N_("The blank cannot be read: %(text)s. The question is left out.")
ONE_CHOICE = N_("It has fewer than two choices.")
NO_KIND = N_("Its kind is not known.")
SEVERAL_RIGHT = N_("Several choices of a blank are right; only the first one can be kept: %(text)s.")
WEIGHT = N_("The weight of a blank is dropped: %(text)s.")
CASE = N_("Capitals no longer matter in a blank: %(text)s.")

_BLANK = re.compile(r"\{(\d{0,4}):([A-Z_]{2,30})(?::((?:\\.|[^{}\\]){0,8000}))?\}", re.DOTALL)
_BARE = re.compile(r"\{(\d{1,4}):([A-Z_]{2,30})\}")
_PIECE = re.compile(r"(?:\\.|[^~\\])+", re.DOTALL)
_PERCENT = re.compile(r"^(=|%(-?\d+(?:\.\d*)?)%)?", re.DOTALL)
_UNESCAPE = re.compile(r"\\([~=#{}\"'\\/])")
_WORDS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_CHOICES = re.compile(r"(MULTICHOICE|MC|MULTIRESPONSE|MR)(_?[HVS]{0,2})?")


def has_embedded(text: str) -> bool:
    return _BLANK.search(text) is not None or _BARE.search(text) is not None


def read_embedded_file(text: str) -> Found:
    """A file that is one text with blanks."""
    found = Found()
    where = titled("", _BLANK.sub("_____", text))
    item = read_embedded(text, "plain", found, where)
    if item is not None:
        found.add(FoundQuestion(where, (item,)))
    return found


def read_embedded(text: str, form: str, found: Found, where: str) -> FoundItem | None:
    """The item of a text with blanks; None, and a failure, if one of them cannot be read."""

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    explain: list[str] = []
    blanks, pieces, end = list[Blank](), list[str](), 0
    for match in _BLANK.finditer(text):
        asked, reason, right = _asked(match, form, lose, explain)
        if asked is None:
            found.fail(where, BAD_BLANK, text=short(match[0]))
            found.lose(where, reason)
            return None
        if match[1] not in ("", "1", "0"):
            lose(WEIGHT, text=short(match[0]))
        blanks.append(Blank(asked, right))
        pieces += [text[end : match.start()].replace("{{", "{ {"), f"\ue020{len(blanks)}\ue021"]
        end = match.end()
    if not blanks:
        found.fail(where, NO_BLANKS)
        return None
    whole = "".join([*pieces, text[end:].replace("{{", "{ {")])
    is_html = form == "html" or (form != "markdown" and looks_like_html(whole))
    shown = markdown_of_html(_with_breaks(whole), lose) if is_html else markdown_of_plain(whole)
    shown = shown.replace("\ue020", "{{").replace("\ue021", "}}")
    return FoundItem("", Blanks(shown, tuple(blanks)), joined(explain))


def _with_breaks(text: str) -> str:
    """In a text with few tags, line ends separate paragraphs."""
    return text if re.search(r"<(p|br|div|li|td)\b", text, re.IGNORECASE) else text.replace("\n", "<br>")


def _asked(
    match: re.Match[str], form: str, lose: Lose, explain: list[str]
) -> tuple[OneOf | Amount | Phrase | None, str, str]:
    """The form of a blank, or why it has none, and the feedback on its right answer."""
    kind, body = match[2], match[3] or ""
    answers = list(_answers(body, form, lose))
    own: list[str] = []
    asked: OneOf | Amount | Phrase | None = None
    if _CHOICES.fullmatch(kind):
        if len(answers) < 2:
            return None, ONE_CHOICE, ""
        asked = _choice(answers, lose, explain)
        own = [each.feedback for each in answers if each.percent >= 99.9][:1]
    elif kind in _WORDS:
        if kind.endswith("C") and kind != "MC":
            lose(CASE, text=short(match[0]))
        asked = phrase(without_wildcards(answers, lose), lose, own)
    elif kind in _NUMBERS:
        asked = amount([_with_number(each) for each in answers], lose, own)
    else:
        return None, NO_KIND, ""
    return asked, "" if asked else NO_KEY, joined(own)


def _choice(answers: list[Weighed], lose: Lose, explain: list[str]) -> OneOf | None:
    right = [each for each in answers if each.percent >= 99.9]
    for each in right[1:]:
        lose(SEVERAL_RIGHT, text=short(each.text))
        explain.append(each.feedback)
    kept = [each for each in answers if each not in right[1:]]
    return one_of([Weighed(_one_line(each.text), each.percent, each.feedback) for each in kept], lose)


def _one_line(text: str) -> str:
    """The text of a choice in a blank, which holds neither markup nor formulas."""
    return " ".join(text.replace("$", "").replace("**", "").split())


def _with_number(each: Weighed) -> Weighed:
    return Weighed(each.text, each.percent, each.feedback, interval_in(each.text))


def _answers(body: str, form: str, lose: Lose) -> Iterator[Weighed]:
    for piece in _PIECE.findall(body):
        credit = _PERCENT.match(piece)
        assert credit is not None
        percent = float(credit[2]) if credit[2] else (100.0 if credit[1] == "=" else 0.0)
        said, _, feedback = _split_feedback(piece[credit.end() :])
        said, feedback = _UNESCAPE.sub(r"\1", said).strip(), _UNESCAPE.sub(r"\1", feedback).strip()
        text = markdown_of_html(said, lose) if looks_like_html(said) else " ".join(said.split())
        about = markdown_of_html(feedback, lose) if looks_like_html(feedback) else markdown_of_plain(feedback)
        yield Weighed(text, percent, about)


def _split_feedback(text: str) -> tuple[str, str, str]:
    found = re.search(r"(?<![\\&])#", text)
    return (text[: found.start()], "#", text[found.end() :]) if found else (text, "", "")

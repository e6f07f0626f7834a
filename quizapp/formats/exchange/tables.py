"""Tables (CSV): a question in each row, under headings in English or Chinese.

`type` may be left out: options and letters as the answer make a choice, a number a number, and anything else words.
"""

import csv
import io
import re
from collections.abc import Mapping

from quizapp.errors import N_
from quizapp.formats.csv_files import STARTS_OF_FORMULAS
from quizapp.formats.exchange.bounds import FileRefused
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, titled
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import looks_like_html, markdown_of_html
from quizapp.formats.exchange.numbers import interval_in, number_in
from quizapp.formats.exchange.weights import Weighed, amount, one_of, phrase, some_of
from quizapp.kinds.exchange import Asked, Essay, Pair, Paired, Sequenced, Verdict

NO_COLUMNS = N_("The table needs the headings “question” and “answer”.")
NOT_AN_ANSWER = N_("The answer “%(text)s” does not fit the question; it is left out.")
NO_PROMPT = N_("Row %(row)s has no question; it is left out.")
COLUMN = N_("The column “%(name)s” is not known and is dropped.")

_HEADINGS = {
    "title": ("title", "name", "标题", "名称"),
    "question": ("question", "question text", "prompt", "stem", "front", "题目", "题干", "问题", "正面"),
    "type": ("type", "kind", "question type", "题型", "类型"),
    "answer": ("answer", "answers", "correct", "correct answer", "correct answers",
               "correct answer(s)", "correct option", "right answer", "solution", "key", "back",
               "答案", "正确答案", "背面"),
    "tolerance": ("tolerance", "误差", "容差"),
    "explanation": ("explanation", "answer explanation", "feedback", "rationale", "解析", "解释", "说明"),
    "hint": ("hint", "hints", "提示"),
    "tags": ("tags", "tag", "标签"),
    "category": ("category", "topic", "分类", "主题"),
    "points": ("points", "score", "分值", "分数"),
}  # fmt: skip
_SEPARATOR = re.compile(r"^sep=([,;\t|])\n", re.IGNORECASE)  # the first line of a table made for Excel
_HINT = re.compile(r"^(?:hint|提示)\s*([1-9])$")
_OPTION = re.compile(r"^(?:option|choice|选项|answer)?\s*([a-j]|10|[1-9])$")
_OPTION_FEEDBACK = re.compile(r"^(?:feedback|反馈)\s*([a-j]|10|[1-9])$")
_MARK = re.compile(r"[a-j]|10|[1-9]")
_MARKS = re.compile(r"(?:[a-j]|10|[1-9])(?:[\s,;，；、|]*(?:[a-j]|10|[1-9]))*")
_ARROW = re.compile(r"\\?->|→|=>|-?&gt;")
_WORDS = ("word", "short", "blank", "填空", "简短")
_TRUE, _FALSE = ("true", "t", "yes", "对", "正确", "是", "√"), ("false", "f", "no", "错", "错误", "否", "×")
_ESSAYS = ("essay", "free", "text", "card", "open", "问答", "简答", "论述")


def columns_of(heading: list[str]) -> dict[str, int]:
    """The places of the known columns; options are named `option a` and `feedback a`."""
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = " ".join(cell.replace("_", " ").lower().split()).partition(" - ")[0]
        known = next((key for key, names in _HEADINGS.items() if name in names), None)
        if numbered := _HINT.match(name):
            known = f"hint {numbered[1]}"
        if known:
            found.setdefault(known, place)
        elif option := _OPTION.match(name):
            found[f"option {_letter(option[1])}"] = place
        elif feedback := _OPTION_FEEDBACK.match(name):
            found[f"feedback {_letter(feedback[1])}"] = place
    return found


def _letter(name: str) -> str:
    return chr(ord("a") + int(name) - 1) if name.isdecimal() else name


def _sign_of(text: str) -> str:
    if named := _SEPARATOR.match(text):
        return named[1]
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t|", key=first.count)


def is_table(text: str) -> bool:
    first = next(iter(_rows(text[:20_000])), [])
    columns = columns_of(first)
    return "question" in columns and ("answer" in columns or "option a" in columns)


def _rows(text: str) -> list[list[str]]:
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(_SEPARATOR.sub("", text)), delimiter=_sign_of(text)))
    except csv.Error:
        return []
    return [row for row in rows if any(cell.strip() for cell in row)]


def read_table(text: str) -> Found:
    found, rows = Found(), _rows(text)
    columns = columns_of(rows[0]) if rows else {}
    if "question" not in columns or ("answer" not in columns and "option a" not in columns):
        raise FileRefused(NO_COLUMNS)
    for place, name in enumerate(rows[0]):
        if name.strip() and place not in columns.values():
            found.lose("–", COLUMN, name=name.strip()[:60])
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: _cell(row[place]) if place < len(row) else "" for name, place in columns.items()}
        _read(cells, number, found)
    return found


def _cell(text: str) -> str:
    """The text of a cell without the apostrophe that keeps a spreadsheet from computing it."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in STARTS_OF_FORMULAS else text


def _read(cells: Mapping[str, str], number: int, found: Found) -> None:
    if not cells["question"]:
        found.fail(titled(cells.get("title", ""), "") or str(number), NO_PROMPT, row=number)
        return
    where = titled(cells.get("title", ""), cells["question"])

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    def markdown(text: str) -> str:
        return markdown_of_html(text, lose) if looks_like_html(text) else markdown_of_plain(text)

    explain = [markdown(cells.get("explanation", ""))]
    options = [
        (
            name.removeprefix("option "),
            markdown(text),
            markdown(cells.get(name.replace("option", "feedback"), "")),
        )
        for name, text in sorted(cells.items())
        if name.startswith("option ") and text
    ]
    asked = _asked(cells, options, lose, explain)
    if asked is None:
        found.fail(where, NOT_AN_ANSWER, text=cells.get("answer", "")[:80])
        return
    if isinstance(asked, Essay):
        asked = Essay(markdown(asked.model_answer))
    hints = tuple(filter(None, (markdown(text) for name, text in cells.items() if name.startswith("hint"))))
    tags = tuple(filter(None, re.split(r"[,;，；\s]+", cells.get("tags", ""))))
    explanation = "\n\n".join(filter(None, dict.fromkeys(explain)))
    item = FoundItem(
        markdown(cells["question"]), asked, explanation, hints, number_in(cells.get("points", ""))
    )
    found.add(FoundQuestion(where, (item,), "", cells.get("category", ""), tags))


def _asked(
    cells: Mapping[str, str], options: list[tuple[str, str, str]], lose: object, explain: list[str]
) -> Asked | None:
    answer, kind = cells.get("answer", ""), cells.get("type", "").lower()
    assert callable(lose)
    if any(word in kind for word in _ESSAYS):
        return Essay(answer)
    if any(word in kind for word in ("order", "排序")):
        return (
            Sequenced(tuple((text, feedback) for _, text, feedback in options)) if len(options) > 2 else None
        )
    if any(word in kind for word in ("match", "配对", "匹配", "连线")):
        return _pairs([(text, feedback) for _, text, feedback in options])
    if options and not answer and any(word in kind for word in _WORDS):
        return phrase([Weighed(text, 100.0, said) for _, text, said in options], lose, explain)
    if options:
        return _choice(answer, kind, options, lose)
    if any(word in kind for word in _WORDS):
        return phrase(_wordings(answer), lose, explain)
    if answer.lower() in _TRUE + _FALSE:
        return Verdict(answer.lower() in _TRUE)
    spread = cells.get("tolerance", "")
    interval = interval_in(f"{answer}:{spread}" if spread else answer)
    if interval:
        return amount([Weighed(answer, 100.0, "", interval)], lose, explain)
    return phrase(_wordings(answer), lose, explain)


def _wordings(answer: str) -> list[Weighed]:
    """Accepted words, between bars or, if there are none, semicolons."""
    signs = r"\|" if "|" in answer else r"[;；]"
    return [Weighed(each.strip(), 100.0) for each in re.split(signs, answer) if each.strip()]


def _pairs(texts: list[tuple[str, str]]) -> Paired | None:
    """Entries with their matches; a match that stands alone belongs to none."""
    right: list[str] = []
    left: list[Pair] = []
    for text, feedback in texts:
        entry, arrow, match = _split_pair(text)
        if not arrow or not match:
            return None
        if match not in right:
            right.append(match)
        if entry:
            left.append(Pair(entry, right.index(match), feedback))
    return Paired(tuple(left), tuple(right)) if len(left) > 1 else None


def _split_pair(text: str) -> tuple[str, str, str]:
    found = _ARROW.search(text)
    return (text[: found.start()].strip(), found[0], text[found.end() :].strip()) if found else (text, "", "")


def _choice(answer: str, kind: str, options: list[tuple[str, str, str]], lose: object) -> Asked | None:
    assert callable(lose)
    letters = {letter for letter, _, _ in options}
    marks = [_letter(each) for each in re.findall(r"[a-j]|10|[1-9]", answer.lower())]
    is_letters = bool(marks) and re.fullmatch(
        r"(?:[a-j]|10|[1-9])(?:[\s,;，；、|]*(?:[a-j]|10|[1-9]))*", answer.lower()
    )
    right = set(marks) if is_letters else {letter for letter, text, _ in options if text == answer.strip()}
    if not right or not right <= letters:
        return None
    weighed = [Weighed(text, 100.0 if letter in right else 0.0, said) for letter, text, said in options]
    is_several = len(right) > 1 or any(word in kind for word in ("multi", "several", "多选", "多项"))
    is_several = is_several and not any(word in kind for word in ("single", "单选", "multiple choice"))
    return some_of(weighed, lose) if is_several or len(right) > 1 else one_of(weighed, lose)

"""Questions as a table (CSV) with headings in the language of the texts, which a spreadsheet opens as it is."""

from collections.abc import Iterator

from quizapp.domain.text import Language
from quizapp.formats.csv_files import BOM, csv_line
from quizapp.formats.exchange.leaving import Leaving, LeavingItem
from quizapp.formats.exchange.losses import (
    BLANKS,
    MISTAKES,
    POINTS,
    REASONS,
    TOLERANCE,
    UNIT,
    Losses,
    Reason,
    Written,
)
from quizapp.formats.exchange.written_answers import has_relative, spread_of
from quizapp.formats.exchange.written_texts import TEX, plain
from quizapp.kinds.exchange import (
    Amount,
    Asked,
    Blanks,
    Essay,
    OneOf,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
    Verdict,
)

MOST_OPTIONS, MOST_HINTS = 10, 5
_LETTERS = "ABCDEFGHIJ"
_HEADINGS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "title", "type": "type", "question": "question", "option": "option", "answer": "answer",
        "tolerance": "tolerance", "feedback": "feedback", "explanation": "explanation", "hint": "hint",
        "category": "category",
    },
    "zh": {
        "title": "标题", "type": "题型", "question": "题目", "option": "选项", "answer": "答案", "tolerance": "容差",
        "feedback": "反馈", "explanation": "解析", "hint": "提示", "category": "分类",
    },
}  # fmt: skip
_TYPES: dict[Language, dict[type, str]] = {
    "en": {
        OneOf: "single choice", SomeOf: "several answers", Verdict: "true or false", Amount: "number", Phrase: "words",
        Sequenced: "order", Paired: "match", Essay: "essay",
    },
    "zh": {
        OneOf: "单选", SomeOf: "多选", Verdict: "判断", Amount: "数值", Phrase: "填空", Sequenced: "排序",
        Paired: "配对", Essay: "问答",
    },
}  # fmt: skip


def write_table(leaving: Leaving) -> Written:
    losses = Losses(leaving.losses)
    lines = [BOM, csv_line(_headings(leaving.language))]
    for question in leaving.questions:
        for item in question.items:
            if isinstance(item.asked, Blanks):
                losses.add(question.slug, item.item_id, BLANKS)
                continue
            for reason, values in _lost_of(item):
                losses.add(question.slug, item.item_id, reason, **values)
            category = "/".join(filter(None, [question.topic, question.slug, item.pool]))
            lines.append(csv_line(_cells(item, category, leaving.language)))
    return Written("".join(lines).encode(), losses.all)


def _headings(language: Language) -> list[str]:
    said = _HEADINGS[language]
    return [
        *(said[name] for name in ("title", "type", "question")),
        *(f"{said['option']} {letter}" for letter in _LETTERS),
        *(said[name] for name in ("answer", "tolerance")),
        *(f"{said['feedback']} {letter}" for letter in _LETTERS),
        said["explanation"],
        *(f"{said['hint']} {number}" for number in range(1, MOST_HINTS + 1)),
        said["category"],
    ]


def _lost_of(item: LeavingItem) -> Iterator[tuple[Reason, dict[str, object]]]:
    asked = item.asked
    if isinstance(asked, Verdict) and asked.reasons:
        yield REASONS, {}
    if isinstance(asked, Essay) and asked.points:
        yield POINTS, {}
    if isinstance(asked, Amount | Phrase) and asked.mistakes:
        yield MISTAKES, {}
    if has_relative(asked):
        yield TOLERANCE, {}
    if isinstance(asked, Amount) and asked.unit:
        yield UNIT, {"unit": asked.unit}


def _text(text: str) -> str:
    """Plain where nothing is lost by it, and otherwise HTML."""
    said, is_lossy = plain(text)
    return TEX.inline(text) if is_lossy or "\n" in said or "<" in said or "&" in said else said


def _cells(item: LeavingItem, category: str, language: Language) -> list[object]:
    asked = item.asked
    prompt = f"{item.prompt} [{asked.unit}]" if isinstance(asked, Amount) and asked.unit else item.prompt
    options = _options(asked)
    texts = [text for text, _ in options] + [""] * (MOST_OPTIONS - len(options))
    feedback = [_text(said) if said else "" for _, said in options] + [""] * (MOST_OPTIONS - len(options))
    hints = [_text(hint) for hint in item.hints] + [""] * (MOST_HINTS - len(item.hints))
    return [
        item.name,
        _TYPES[language][type(asked)],
        _text(prompt),
        *texts,
        _answer(asked),
        spread_of(asked) if isinstance(asked, Amount) else "",
        *feedback,
        _text(item.explained) if item.explained else "",
        *hints,
        category,
    ]


def _options(asked: Asked) -> list[tuple[str, str]]:
    """What stands under the options, with its feedback."""
    if isinstance(asked, OneOf | SomeOf):
        return [(_text(each.text), each.feedback) for each in asked.options]
    if isinstance(asked, Sequenced):
        return [(_text(text), said) for text, said in asked.entries]
    if isinstance(asked, Paired):
        used = {pair.match for pair in asked.left}
        pairs = [
            (f"{_text(pair.text)} -> {_text(asked.right[pair.match])}", pair.feedback) for pair in asked.left
        ]
        return pairs + [
            (f"-> {_text(text)}", "") for place, text in enumerate(asked.right) if place not in used
        ]
    return []


def _answer(asked: Asked) -> object:
    if isinstance(asked, OneOf | SomeOf):
        return "".join(letter for letter, each in zip(_LETTERS, asked.options, strict=False) if each.correct)
    if isinstance(asked, Verdict):
        return asked.is_true
    if isinstance(asked, Amount):
        return float(asked.key)
    if isinstance(asked, Phrase):
        return " | ".join(asked.accepted)
    return _text(asked.model_answer) if isinstance(asked, Essay) and asked.model_answer else ""

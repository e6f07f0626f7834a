"""Questions as Moodle XML. Its reader gives them back, except for what is named."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from quizapp.formats.exchange.embedded_answers_writer import embedded
from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.images import addressed, names_written
from quizapp.formats.exchange.leaving import Leaving, LeavingItem, LeavingQuestion
from quizapp.formats.exchange.losses import (
    ENTRY_FEEDBACK,
    FORMATTING,
    HINTS,
    POINTS_FOR_GRADERS,
    REASONS,
    TOLERANCE,
    Losses,
    Written,
)
from quizapp.formats.exchange.written_answers import has_relative, shares, spread_at
from quizapp.formats.exchange.written_texts import TEX, plain
from quizapp.kinds.exchange import (
    Amount,
    Blanks,
    Essay,
    OneOf,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
    Verdict,
)

_TYPES: dict[type, str] = {
    OneOf: "multichoice", SomeOf: "multichoice", Verdict: "truefalse", Amount: "numerical", Phrase: "shortanswer",
    Sequenced: "ordering", Paired: "matching", Blanks: "cloze", Essay: "essay",
}  # fmt: skip
_CDATA = re.compile(r"<text><!\[CDATA\[.*?\]\]></text>", re.DOTALL)
_WITHOUT_HINTS = (Verdict, Essay)


def write_moodle_xml(leaving: Leaving) -> Written:
    losses, lines = Losses(leaving.losses), ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for question in leaving.questions:
        for pool, items in question.pools.items():
            lines += _category(question, pool)
            for item in items:
                _name_losses(item, question.slug, losses)
                lines += _question(item, question)
    lines.append("</quiz>\n")
    text = _CDATA.sub(lambda found: _with_files(found[0], leaving.images), "\n".join(lines))
    return Written(text.encode(), losses.all)


def _with_files(text: str, images: Mapping[str, bytes]) -> str:
    """A text with the images that it shows, as files after it."""
    files = "".join(
        f'<file name="{name}" path="/" encoding="base64">{b64encode(images[name]).decode()}</file>'
        for name in names_written(text)
        if name in images
    )
    return addressed(text, "@@PLUGINFILE@@/") + files if files else text


def _name_losses(item: LeavingItem, slug: str, losses: Losses) -> None:
    asked = item.asked
    for is_lost, reason in (
        (isinstance(asked, Verdict) and asked.reasons, REASONS),
        (has_relative(asked), TOLERANCE),
        (isinstance(asked, Essay) and asked.points, POINTS_FOR_GRADERS),
        (isinstance(asked, _WITHOUT_HINTS) and item.hints, HINTS),
        (isinstance(asked, Sequenced) and any(said for _, said in asked.entries), ENTRY_FEEDBACK),
        (isinstance(asked, Paired) and any(pair.feedback for pair in asked.left), ENTRY_FEEDBACK),
        (isinstance(asked, Paired) and any(plain(text)[1] for text in asked.right), FORMATTING),
    ):
        if is_lost:
            losses.add(slug, item.item_id, reason)


def _category(question: LeavingQuestion, pool: str) -> Iterable[str]:
    """Variants get a category of their own, from which Moodle draws random questions."""
    parts = ["top", "Nabla", question.topic, question.title, *([pool] if pool else [])]
    path = "/".join(part.replace("/", "//") for part in ("$course$", *parts))
    return (f'<question type="category"><category><text>{escape(path)}</text></category></question>',)


def _question(item: LeavingItem, question: LeavingQuestion) -> Iterator[str]:
    asked = item.asked
    yield f'<question type="{_TYPES[type(asked)]}">'
    yield f"<name><text>{escape(item.name)}</text></name>"
    html = TEX.html(item.prompt)
    if isinstance(asked, Blanks):
        html = "\n".join(filter(None, [html, embedded(asked)]))
    yield _text("questiontext", html)
    yield _text("generalfeedback", TEX.html(item.explained))
    yield f"<defaultgrade>1.0</defaultgrade><penalty>0.3333333</penalty><idnumber>{escape(item.name)}</idnumber>"
    yield from _answers(item)
    if not isinstance(asked, _WITHOUT_HINTS):
        yield from (_text("hint", TEX.html(hint)) for hint in item.hints)
    yield f"<tags><tag><text>{escape(question.slug)}</text></tag></tags>"
    yield "</question>"


def _text(name: str, html: str, attributes: str = "", inside: str = "") -> str:
    data = html.replace("]]>", "]]]]><![CDATA[>")
    return f'<{name} format="html"{attributes}><text><![CDATA[{data}]]></text>{inside}</{name}>'


def _answer(html: str, fraction: float, feedback: str = "", inside: str = "", form: str = "html") -> str:
    text = f"<text><![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]></text>"
    said = _text("feedback", TEX.html(feedback))
    return f'<answer fraction="{fraction:.7g}" format="{form}">{text}{said}{inside}</answer>'


def _answers(item: LeavingItem) -> Iterator[str]:
    asked = item.asked
    if isinstance(asked, OneOf | SomeOf):
        yield f"<single>{'true' if isinstance(asked, OneOf) else 'false'}</single>"
        yield "<shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"
        for each, percent in zip(asked.options, _percents(asked), strict=True):
            yield _answer(TEX.inline(each.text), percent, each.feedback)
    elif isinstance(asked, Verdict):
        for name in ("true", "false"):
            yield _answer(name, 100 if asked.is_true == (name == "true") else 0, form="moodle_auto_format")
    elif isinstance(asked, Amount):
        yield from _numbers(asked)
    elif isinstance(asked, Phrase):
        yield "<usecase>0</usecase>"
        for text in asked.accepted:
            yield _answer(text, 100, form="moodle_auto_format")
        for text, said in asked.mistakes:
            yield _answer(text, 0, said, form="moodle_auto_format")
    elif isinstance(asked, Sequenced):
        yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
        yield "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading>"
        for number, (text, _) in enumerate(asked.entries, start=1):
            yield _answer(TEX.inline(text), number)
    elif isinstance(asked, Paired):
        yield from _pairs(asked)
    elif isinstance(asked, Essay):
        points = "\n".join(f"- {point}" for point in asked.points)
        yield "<responseformat>editor</responseformat><responserequired>1</responserequired>"
        yield _text("graderinfo", TEX.html(joined([points, asked.model_answer])))


def _percents(asked: OneOf | SomeOf) -> list[float]:
    return (
        [100.0 if each.correct else 0.0 for each in asked.options]
        if isinstance(asked, OneOf)
        else shares(asked)
    )


def _numbers(asked: Amount) -> Iterator[str]:
    answers = [(float(asked.key), 100.0, ""), *((float(value), 0.0, said) for value, said in asked.mistakes)]
    for value, percent, said in answers:
        spread = f"<tolerance>{spread_at(asked, value)!r}</tolerance>"
        yield _answer(repr(value), percent, said, spread, form="moodle_auto_format")
    if asked.unit:
        yield f"<units><unit><multiplier>1</multiplier><unit_name>{escape(asked.unit)}</unit_name></unit></units>"
        yield "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits>"


def _pairs(asked: Paired) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    used = {pair.match for pair in asked.left}
    pairs = [(pair.text, asked.right[pair.match]) for pair in asked.left]
    pairs += [("", text) for place, text in enumerate(asked.right) if place not in used]
    for left, right in pairs:
        answer = f"<answer><text><![CDATA[{plain(right)[0]}]]></text></answer>"
        yield _text("subquestion", TEX.inline(left) if left else "", inside=answer)

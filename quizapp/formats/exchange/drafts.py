"""Questions found in other files as documents of the editor, each with what it still lacks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from quizapp.domain.text import Language
from quizapp.errors import N_, Problem
from quizapp.formats.exchange.bounds import LONGEST_TEXT
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion
from quizapp.formats.exchange.left_out import texts_of
from quizapp.formats.exchange.long_texts import in_parts
from quizapp.formats.exchange.weights import short
from quizapp.formats.image_files import StoredImage
from quizapp.kinds import kind_of_form
from quizapp.kinds.exchange import Asked, Blanks, Essay, OneOf, SomeOf, Verdict

LACKS = {
    "exercises": N_("an exercise"),
    "scenario": N_("a scenario"),
    "chinese": N_("the Chinese text"),
    "english": N_("the English text"),
    "explanation": N_("an explanation"),
    "feedback": N_("feedback on each option"),
    "reasons": N_("reasons to choose from"),
    "key_points": N_("key points"),
    "answer": N_("a model answer"),
    "complete": N_("what is named as missing"),
}
TOO_FEW = N_(
    "It has %(count)s parts, and at least %(limit)s are needed. Left out. Its correct answer: %(key)s."
)
TOO_MANY = N_(
    "It has %(count)s parts, and at most %(limit)s are possible. Left out. Its correct answer: %(key)s."
)
CUT = N_(
    "The text has %(count)s blanks, and an exercise has at most %(limit)s; it becomes %(parts)s exercises, one after "
    "the other."
)
TOO_LONG = N_("A text has %(count)s characters, and at most %(limit)s are possible. Left out.")
CATEGORY = N_("The category “%(name)s” is no topic here; choose one.")
TAGS = N_("The tags have no place here: %(tags)s.")
POINTS = N_("The number of points (%(points)s) is dropped; every exercise counts the same.")
SOURCE_ID = N_("The id of the file (%(id)s) is dropped.")
HINTS = N_("Only %(limit)s hints can be kept.")
OTHER_LANGUAGE = N_("The text is neither English nor Chinese; it stands in the field for English.")
MOST_HINTS = 5
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_HAN, _KANA, _HANGUL = (
    re.compile(each) for each in ("[\u4e00-\u9fff]", "[\u3040-\u30ff]", "[\uac00-\ud7af]")
)
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff]{4}|[\u0400-\u04ff]{2}|[\u0590-\u06ff]{2}|[\u0900-\u0dff]{2}|[\u0e00-\u0e7f]{2}"
)


@dataclass(frozen=True)
class Draft:
    """A document of the editor without a slug and a topic, and what it lacks, by the names in LACKS.

    is_left_out: nothing of it could be drafted. place: what its losses name.
    """

    title: str
    document: dict[str, Any]
    lacks: tuple[str, ...]
    category: str = ""
    tags: tuple[str, ...] = ()
    is_left_out: bool = False
    place: str = ""

    @property
    def items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.document["items"]
        return items


@dataclass(frozen=True)
class Drafts:
    """All drafts of a file with its losses. is_complete: whether everything could at least be drafted.

    images: those that its texts show.
    """

    drafts: tuple[Draft, ...]
    losses: tuple[Problem, ...]
    is_complete: bool
    images: tuple[StoredImage, ...] = ()


def drafts_of(found: Found) -> Drafts:
    losses: list[Problem] = list(found.losses)
    drafts = [_draft(question, losses) for question in found.questions]
    is_complete = found.is_complete and not any(draft.is_left_out for draft in drafts)
    return Drafts(tuple(drafts), tuple(losses), is_complete)


def language_of(texts: Iterable[str]) -> Language:
    """Chinese if a good part of the words is; English for everything else."""
    text = " ".join(texts)[:LONGEST_TEXT]
    han = len(_HAN.findall(text))
    is_other = len(_KANA.findall(text)) + len(_HANGUL.findall(text)) > han / 8
    return "zh" if han and not is_other and han >= len(_LATIN_WORD.findall(text)) / 2 else "en"


def slug_of(title: str, fallback: str) -> str:
    """An address made of the Latin letters and digits of a title."""
    slug = _NOT_SLUG.sub("-", title.lower()).strip("-")[:60].strip("-")
    return slug if len(slug) >= 2 else fallback


def _draft(found: FoundQuestion, losses: list[Problem]) -> Draft:
    question = _with_short_texts(found, losses)
    items, is_left_out = [], question.is_left_out
    texts = [question.title, question.stem, *(item.prompt for item in question.items)]
    language = language_of(texts)
    for item in question.items:
        problem = _why_not(item)
        if problem is None:
            items.append(_item(item, question, language))
        else:
            losses.append(problem.within(question.place))
            is_left_out = True
        if len(item.hints) > MOST_HINTS:
            losses.append(Problem(question.place, HINTS, {"limit": MOST_HINTS}))
        if item.points is not None and item.points != 1:
            losses.append(Problem(question.place, POINTS, {"points": f"{item.points:g}"}))
    if is_left_out:
        items = []
    losses += _lost_about(question, texts)
    prompt = question.stem or (question.items[0].prompt if question.items else "")
    prompt = (texts_of(question) if is_left_out else prompt) or question.title
    document: dict[str, Any] = {
        "title": {language: question.title},
        "prompt": {language: prompt[:LONGEST_TEXT]},
        "items": items,
    }
    if question.answer:
        document["answer"] = {language: question.answer}
    return Draft(
        question.title,
        document,
        tuple(_lacking(question, document, language)),
        question.category,
        question.tags,
        is_left_out,
        question.place,
    )


def _with_short_texts(question: FoundQuestion, losses: list[Problem]) -> FoundQuestion:
    """The question with several exercises in place of one with more blanks than it can have."""
    items: list[FoundItem] = []
    for item in question.items:
        parts = [item]
        if isinstance(item.asked, Blanks):
            _, most = bounds_of(item.asked)
            parts = in_parts(item, question.title, most)
            if len(parts) > 1:
                values = {"count": len(item.asked.blanks), "limit": most, "parts": len(parts)}
                losses.append(Problem(question.place, CUT, values))
        items += parts
    if len(items) == len(question.items):
        return question
    stem = question.stem or question.items[0].prompt or question.title
    return replace(question, items=tuple(items), stem=stem)


def _lost_about(question: FoundQuestion, texts: list[str]) -> list[Problem]:
    lost = []
    if question.category:
        lost.append(Problem(question.place, CATEGORY, {"name": question.category[:120]}))
    if question.tags:
        lost.append(Problem(question.place, TAGS, {"tags": ", ".join(question.tags)[:200]}))
    if question.source_id:
        lost.append(Problem(question.place, SOURCE_ID, {"id": question.source_id[:60]}))
    text = " ".join(texts)
    if _KANA.search(text) or _HANGUL.search(text) or _OTHER_SCRIPT.search(text):
        lost.append(Problem(question.place, OTHER_LANGUAGE))
    return lost


def _why_not(item: FoundItem) -> Problem | None:
    """What keeps an item from being drafted."""
    if item.asked is None:
        return None
    for text in (item.prompt, item.explanation):
        if len(text) > LONGEST_TEXT:
            return Problem("", TOO_LONG, {"count": len(text), "limit": LONGEST_TEXT})
    exchange = kind_of_form(item.asked).exchange
    assert exchange is not None
    count, (fewest, most) = len(exchange.parts(item.asked)), bounds_of(item.asked)
    if count < fewest:
        return Problem("", TOO_FEW, {"count": count, "limit": fewest, "key": _key(item)})
    if count > most:
        return Problem("", TOO_MANY, {"count": count, "limit": most, "key": _key(item)})
    return None


def bounds_of(asked: Asked) -> tuple[int, int]:
    """The fewest and the most parts that an item may have."""
    exchange = kind_of_form(asked).exchange
    assert exchange is not None
    return exchange.bounds


def _key(item: FoundItem) -> str:
    if isinstance(item.asked, OneOf | SomeOf):
        return ", ".join(short(each.text) for each in item.asked.options if each.correct)
    return "–"


def _item(item: FoundItem, question: FoundQuestion, language: Language) -> dict[str, Any]:
    assert item.asked is not None
    kind = kind_of_form(item.asked)
    assert kind.exchange is not None

    def say(text: str) -> dict[str, str]:
        return {language: text[:LONGEST_TEXT]} if text.strip() else {}

    document: dict[str, Any] = {
        "level": 1,
        "prompt": say(item.prompt or question.title),
        "scenario": {},
        "explanation": say(item.explanation),
        "kind": kind.id,
        **kind.exchange.draft(item.asked, say),
    }
    if item.hints:
        document["hints"] = [say(hint) for hint in item.hints[:MOST_HINTS]]
    return document


def _lacking(question: FoundQuestion, document: dict[str, Any], language: Language) -> Iterable[str]:
    items = question.items if document["items"] else ()
    yield from () if items else ("exercises",)
    yield "english" if language == "zh" else "chinese"
    if items:
        yield "scenario"
    if any(not item.explanation for item in items):
        yield "explanation"
    if any(
        isinstance(item.asked, OneOf | SomeOf) and not all(each.feedback for each in item.asked.options)
        for item in items
    ):
        yield "feedback"
    if any(isinstance(item.asked, Verdict) and not item.asked.reasons for item in items):
        yield "reasons"
    if any(isinstance(item.asked, Essay) for item in items):
        yield "key_points"
    if not question.answer:
        yield "answer"

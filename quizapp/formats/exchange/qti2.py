"""QTI 2.1, 2.2, and 3.0: one item per file, or several in a package.

citolab-qti-convert and pyqti were looked at: they convert between versions of QTI, and leave out what they do not know
without naming it.
"""

import re
from dataclasses import replace

from quizapp.errors import N_
from quizapp.formats.exchange import qti2_answers
from quizapp.formats.exchange.bounds import UNKNOWN, FileRefused
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.gift import ASKS_NOTHING
from quizapp.formats.exchange.markup import MEDIA_BARE, STYLES, Lose, markdown_of
from quizapp.formats.exchange.moodle_xml import NO_KEY, WHOLE_FEEDBACK
from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.qti2_bodies import Body, all_of, body_of
from quizapp.formats.exchange.qti2_conditions import CORRECT, conditions_of
from quizapp.formats.exchange.weights import short
from quizapp.formats.exchange.xml_trees import Node
from quizapp.kinds.exchange import Amount, Asked, Blank, Blanks, Phrase

TEMPLATES = N_("Its values are drawn by rules (templates) that have no counterpart here; it is left out.")
NO_INTERACTION = N_(
    "The interaction “%(kind)s” has no counterpart here; it is left out. Its correct answer: %(key)s."
)
ELSEWHERE = N_("A manifest or test names %(count)s files; import them, or the package with all of them.")
NOT_GRADED = N_("The right answer is worked out by rules that are not read; it is left out.")
SHARED = N_("A text in the file “%(name)s” belongs to it and is not taken over.")
BUTTON = N_("The button “%(name)s” is dropped; what it shows is kept.")
PARTLY = N_("How a partly right answer is scored is dropped.")
ADAPTIVE = N_("It adapts to the answers given; only its first step is kept.")
HIDDEN = N_("What is asked only after some answers is dropped: %(kinds)s.")
_GAP = re.compile(r"\{\{\d+\}\}")
_ALONE = re.compile(r"(?P<prompt>.+)\n\n\{\{1\}\}(?:[ \u00a0](?P<unit>[^\n]{1,20}))?", re.DOTALL)
_RECORDINGS = ("object", "audio", "video", "source")
_RIGHT_OR_WRONG = {"ok", "no", "correct", "incorrect", "true", "false", "right", "wrong"}


def read_qti2(root: Node) -> Found:
    """The items of a file; its names are folded."""
    found = Found()
    if root.name == "assessmentitem":
        _read(root, found)
    elif root.name in ("manifest", "assessmenttest", "assessmentsection"):
        named = len(list(root.deep("resource", "assessmentitemref")))
        found.fail(root.get("title") or root.get("identifier") or root.name, ELSEWHERE, count=named)
    else:
        items = list(root.deep("assessmentitem"))
        if not items:
            raise FileRefused(UNKNOWN)
        for item in items:
            _read(item, found)
    return found


def _read(item: Node, found: Found) -> None:
    title = " ".join(item.get("title").split())
    where = title or item.get("identifier")

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    body = body_of(item)
    for button in body.buttons:
        lose(BUTTON, name=(button.get("title") or button.get("responseidentifier"))[:60])
    for sheet in item.all("stylesheet"):
        lose(STYLES, names=sheet.get("href")[:80])
    for shared in item.all("assessmentstimulusref"):
        lose(SHARED, name=shared.get("href")[:80])
    if item.get("adaptive") == "true":
        lose(ADAPTIVE)
    stem = markdown_of(body.text, lose)
    where = titled(title, stem) or item.get("identifier")
    if any(item.all("templatedeclaration", "templateprocessing")):
        lose(TEMPLATES)
        found.add(FoundQuestion(where, (), _all_texts(body, stem, lose), is_left_out=True))
        return
    _lose_recordings(body, lose)
    if body.hidden:
        lose(HIDDEN, kinds=", ".join(dict.fromkeys(each.name for each in body.hidden)))
    if not body.blocks and not body.inline and body.hidden:
        found.add(FoundQuestion(where, (), _all_texts(body, stem, lose), is_left_out=True))
        return
    if not body.blocks and not body.inline:
        lose(ASKS_NOTHING)
        found.add(FoundQuestion(where, (), stem))
        return
    given = _given(item, body, lose)
    if len(given.conditions.scores) > 1:
        lose(PARTLY)
    items = _items(body, stem, given, lose)
    if items is None:
        found.add(FoundQuestion(where, (), _all_texts(body, stem, lose), is_left_out=True))
        return
    explanation = joined([*given.explain, *_explanation(given, lose)])
    hints = tuple(given.feedback[name] for name in given.feedback if name in given.hints)
    points = _points(item)
    items = [
        FoundItem(each.prompt, each.asked, joined([each.explanation, explanation]), hints, points)
        for each in items
    ]
    found.add(FoundQuestion(where, tuple(items), stem if len(items) > 1 else ""))


def _all_texts(body: Body, stem: str, lose: Lose) -> str:
    """Everything there is to read in an item that is left out."""
    inside = [*body.inline, *body.blocks, *body.feedback]
    return joined([_GAP.sub("_____", stem), *(markdown_of(all_of(each), lose) for each in inside)])


def _lose_recordings(body: Body, lose: Lose) -> None:
    """A recording that is only played asks nothing."""
    recordings = [each for each in body.blocks if each.name == "mediainteraction"]
    if len(recordings) == len(body.blocks) and not body.inline:
        return
    for each in recordings:
        body.blocks.remove(each)
        address = next((media.get("data") or media.get("src") for media in each.deep(*_RECORDINGS)), "")
        lose(MEDIA_BARE, name=(address.rpartition("/")[2] or each.name)[:80])


def _given(item: Node, body: Body, lose: Lose) -> qti2_answers.Given:
    feedback, notes = dict[str, str](), []
    for number, each in enumerate(body.feedback):
        text = markdown_of(each, lose)
        if each.name == "rubricblock":
            notes += [text] if text else []
        elif text:
            name = each.get("identifier") or str(number)
            feedback[name] = joined([feedback.get(name, ""), text])
    return qti2_answers.Given(qti2_answers.declared_in(item), conditions_of(item), feedback, notes, lose)


def _alone(stem: str, asked: Asked) -> FoundItem | None:
    """A field for a number or words that stands alone below the text, with a unit or without, as an item."""
    found = _ALONE.fullmatch(stem)
    if (
        found is None
        or not isinstance(asked, Amount | Phrase)
        or (found["unit"] and isinstance(asked, Phrase))
    ):
        return None
    if isinstance(asked, Amount) and found["unit"]:
        asked = replace(asked, unit=found["unit"])
    return FoundItem(found["prompt"].strip(), asked)


def _items(body: Body, stem: str, given: qti2_answers.Given, lose: Lose) -> list[FoundItem] | None:
    """An item for each interaction; all blanks in the text are one. None if one of them has no counterpart."""
    items = []
    for node in body.blocks:
        if node.name not in qti2_answers.READERS:
            lose(NO_INTERACTION, kind=node.name, key=_key_of(node, given))
            return None
    if body.inline:
        blanks = []
        for node in body.inline:
            asked = qti2_answers.inline(node, given)
            if asked is None:
                lose(NO_KEY)
                return None
            about = "" if len(body.inline) == 1 else given.said_on(node.get("responseidentifier"), CORRECT)
            blanks.append(Blank(asked, about))
        alone = _alone(stem, blanks[0].asked) if len(blanks) == 1 and not body.blocks else None
        items.append(alone or FoundItem("", Blanks(stem, tuple(blanks))))
    for node in body.blocks:
        asked_here = qti2_answers.READERS[node.name](node, given)
        if asked_here is None:
            lose(NOT_GRADED)
            return None
        prompt_node = node.first("prompt")
        prompt = markdown_of(prompt_node, lose) if prompt_node else ""
        is_alone = len(body.blocks) == 1 and not body.inline
        items.append(FoundItem(joined([stem, prompt]) if is_alone else prompt or stem, asked_here))
    return items


def _points(item: Node) -> float | None:
    """The highest score, if the item says it."""
    for outcome in item.all("outcomedeclaration"):
        if outcome.get("identifier") == "MAXSCORE":
            return next((number_in(value.line) for value in outcome.deep("value")), None)
        if outcome.get("identifier") == "SCORE" and outcome.get("normalmaximum"):
            return number_in(outcome.get("normalmaximum"))
    return None


def _key_of(node: Node, given: qti2_answers.Given) -> str:
    right = given.response(node).correct
    texts = [
        f"{each.get('identifier')} ({each.line})"
        for each in node.deep("hottext")
        if each.get("identifier") in right
    ]
    return ", ".join(texts or right)[:120] or "–"


def _explanation(given: qti2_answers.Given, lose: Lose) -> list[str]:
    """Feedback on no single answer; that on a right or a wrong answer as a whole is lost."""
    kept = []
    for name, text in given.feedback.items():
        if name in given.used or name in given.hints:
            continue
        if name.lower() in _RIGHT_OR_WRONG:
            lose(WHOLE_FEEDBACK, text=short(text))
        else:
            kept.append(text)
    return [*given.notes, *kept]

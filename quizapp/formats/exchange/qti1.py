"""QTI 1.2, as Canvas, Blackboard, and Common Cartridge write it."""

from collections.abc import Iterable

from quizapp.errors import N_
from quizapp.formats.exchange import qti1_answers
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.gift import ASKS_NOTHING
from quizapp.formats.exchange.markup import MEDIA_BARE, Lose
from quizapp.formats.exchange.moodle_xml import NO_COUNTERPART, NO_KEY, SETTINGS, WHOLE_FEEDBACK
from quizapp.formats.exchange.qti1_blackboard import question_in
from quizapp.formats.exchange.qti1_kinds import reader_of
from quizapp.formats.exchange.qti1_materials import RESPONSES, material_in, texts_in
from quizapp.formats.exchange.qti1_scores import Scores
from quizapp.formats.exchange.weights import short
from quizapp.formats.exchange.xml_trees import Node

QUIZ_TEXT = N_("A text about the quiz as a whole is dropped: “%(text)s”.")
QUIZ_SETTINGS = N_("Settings of the quiz are dropped: %(names)s.")
NOTE = N_("A note of the author is dropped: “%(text)s”.")
BELONGS = N_("It belongs to the text “%(name)s”, which stays a question of its own.")
IN_BANK = N_("The question “%(name)s” stands in another file, a question bank; import that file too.")
POOL = N_("The group “%(name)s” draws %(count)s of its questions at random; all of them are taken over.")

_ABOUT_QUIZ = ("cc_profile", "qmd_assessmenttype", "bank_title", "qmd_computerscored")
_TEXT_ONLY = ("text_only_question",)
_ABOUT_ITEM = (
    "question_type", "cc_profile", "cc_weighting", "points_possible", "original_answer_ids",
    "assessment_question_identifierref", "grading_notes",
)  # fmt: skip
_NOT_SET = ("", "none", "false", "no", "0")
_ABOUT_RESPONSE = ("ident", "rcardinality", "rtiming", "label")


def read_qti1(root: Node) -> Found:
    """The items of a `questestinterop` element."""
    found = Found()
    texts = {item.get("ident"): item.get("title") for item in root.deep("item")}
    for section in root.deep("section"):
        for drawn in section.all("selection_ordering"):
            for number in drawn.deep("selection_number"):
                found.lose(section.get("title") or section.get("ident"), POOL,
                           name=section.get("title")[:80], count=number.line[:10])  # fmt: skip
            for bank_name in drawn.deep("sourcebank_ref"):
                found.lose(section.get("title") or section.get("ident"), IN_BANK, name=bank_name.line[:80])
    for elsewhere in root.deep("bankentry_item"):
        found.fail(elsewhere.get("item_ref") or "–", IN_BANK, name=elsewhere.get("item_ref")[:80])
    for quiz in root.all("assessment"):
        _lose_about_quiz(quiz, found)
    for bank in [*root.all("assessment", "objectbank", "section"), root]:
        if bank is not root:
            category = _category(bank)
            for item in bank.deep("item"):
                _read(item, category, texts, found)
        else:
            for item in root.all("item"):
                _read(item, "", texts, found)
    return found


def _lose_about_quiz(quiz: Node, found: Found) -> None:
    """Texts and settings beside its items."""
    where = quiz.get("title") or quiz.get("ident")

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    for part in (quiz, *quiz.all("section")):
        for text_node in part.all("rubric", "objectives", "presentation_material", "assessmentfeedback"):
            if text := joined(list(texts_in(text_node, lose))):
                lose(QUIZ_TEXT, text=short(text))
    fields = [field for each in quiz.all("qtimetadata") for field in each.deep("qtimetadatafield")]
    named = [
        label.line
        for field in fields
        if (label := field.first("fieldlabel")) and label.line not in _ABOUT_QUIZ
    ]
    if named:
        lose(QUIZ_SETTINGS, names=", ".join(named)[:200])


def _category(bank: Node) -> str:
    for field in bank.deep("qtimetadatafield"):
        label, entry = field.first("fieldlabel"), field.first("fieldentry")
        if label and entry and label.line == "bank_title":
            return entry.line
    return bank.get("title")


def _metadata(item: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in item.deep("qtimetadatafield"):
        label, entry = field.first("fieldlabel"), field.first("fieldentry")
        if label and entry:
            found.setdefault(label.line, entry.line)
    return found


def _read(item: Node, category: str, texts: dict[str, str], found: Found) -> None:
    metadata = _metadata(item)
    title = " ".join(item.get("title").split())
    where = title or item.get("ident")

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    presentation = item.first("presentation") or Node("presentation")
    prompt = material_in(question_in(presentation), lose)
    where = titled(title, prompt) or item.get("ident")
    _lose_about_item(item, metadata, texts, lose)
    kind = metadata.get("question_type") or metadata.get("cc_profile") or ""
    if kind in _TEXT_ONLY or (not kind and not any(presentation.deep(*RESPONSES))):
        lose(ASKS_NOTHING)
        found.add(FoundQuestion(where, (), prompt, category))
        return
    feedback = {each.get("ident"): joined(list(texts_in(each, lose))) for each in item.all("itemfeedback")}
    given = qti1_answers.Given(item, presentation, prompt, Scores(item), feedback, lose, metadata)
    reader = reader_of(kind, given)
    asked = reader(given) if reader else None
    if asked is None:
        lose(NO_COUNTERPART if reader is None else NO_KEY, kind=kind or "?")
        prompt = _all_texts(given)
        found.add(FoundQuestion(where, (), prompt, category, is_left_out=True))
        return
    explanation = joined([*given.explain, *_general(given)])
    hints = tuple(text for hint in item.deep("hint") for text in texts_in(hint, lose))
    for note in item.all("rubric", "objectives"):
        if text := joined(list(texts_in(note, lose))):
            lose(NOTE, text=short(text))
    solutions = [
        text
        for each in item.all("itemfeedback")
        if each.get("ident") not in given.used
        for solution in each.deep("solution")
        for text in texts_in(solution, lose)
    ]
    points = qti1_answers.points_in(metadata)
    found_item = FoundItem(given.prompt, asked, joined([explanation, *solutions]), hints, points)
    found.add(FoundQuestion(where, (found_item,), "", category))


def _lose_about_item(item: Node, metadata: dict[str, str], texts: dict[str, str], lose: Lose) -> None:
    """Settings of an item and of its fields, and what it belongs to."""
    if instructions := item.get("instructions"):
        lose(NOTE, text=short(instructions))
    parent = metadata.get("parent_stimulus_item_ident", "")
    if parent:
        lose(BELONGS, name=(texts.get(parent) or parent)[:80])
    fields = {
        name: value
        for name, value in metadata.items()
        if name not in (*_ABOUT_ITEM, "parent_stimulus_item_ident")
    }
    for response in item.deep("response_str", "response_lid", "response_num"):
        fields |= {name: value for name, value in response.attributes.items() if name not in _ABOUT_RESPONSE}
    named = [f"{name} ({value[:20]})" for name, value in fields.items() if value.lower() not in _NOT_SET]
    if named:
        lose(SETTINGS, names=", ".join(named)[:200])


def _all_texts(given: qti1_answers.Given) -> str:
    """Everything there is to read in an item that is left out."""
    for image in given.presentation.deep("matimage"):
        given.lose(MEDIA_BARE, name=(image.get("uri").rpartition("/")[2] or image.name)[:80])
    options = [f"- {text}" for each in given.responses for _, text in given.options(each) if text]
    return joined([qti1_answers.with_texts_beside(given), "\n".join(dict.fromkeys(options))])


def _general(given: qti1_answers.Given) -> Iterable[str]:
    """Feedback on the item; that on a right or a wrong answer as a whole, and whatever was not used, is lost."""
    for name, text in given.feedback.items():
        if name in ("general_fb", "general_feedback", "solution"):
            yield text
        elif text and name not in given.used:
            given.lose(WHOLE_FEEDBACK, text=short(text))

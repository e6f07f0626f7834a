"""QTI 1.2, as Canvas, Blackboard, and Common Cartridge write it."""

from collections.abc import Iterable

from quizapp.errors import N_
from quizapp.formats.exchange import qti1_answers
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.gift import ASKS_NOTHING
from quizapp.formats.exchange.moodle_xml import NO_COUNTERPART, NO_KEY, WHOLE_FEEDBACK
from quizapp.formats.exchange.qti1_materials import RESPONSES, material_in, texts_in
from quizapp.formats.exchange.qti1_scores import Scores
from quizapp.formats.exchange.weights import short
from quizapp.formats.exchange.xml_trees import Node

QUIZ_TEXT = N_("A text about the quiz as a whole is dropped: “%(text)s”.")
QUIZ_SETTINGS = N_("Settings of the quiz are dropped: %(names)s.")
NOTE = N_("A note of the author is dropped: “%(text)s”.")
POOL = N_("The group “%(name)s” draws %(count)s of its questions at random; all of them are taken over.")

_BY_TYPE = {
    "multiple_choice_question": qti1_answers.one,
    "cc.multiple_choice.v0p1": qti1_answers.one,
    "multiple_answers_question": qti1_answers.several,
    "cc.multiple_response.v0p1": qti1_answers.several,
    "true_false_question": qti1_answers.verdict,
    "cc.true_false.v0p1": qti1_answers.verdict,
    "short_answer_question": qti1_answers.words,
    "cc.fib.v0p1": qti1_answers.words,
    "cc.pattern_match.v0p1": qti1_answers.words,
    "fill_in_multiple_blanks_question": qti1_answers.word_blanks,
    "multiple_dropdowns_question": qti1_answers.choice_blanks,
    "matching_question": qti1_answers.pairs,
    "numerical_question": qti1_answers.number,
    "calculated_question": qti1_answers.formula,
    "ordering_question": qti1_answers.order,
    "essay_question": qti1_answers.essay,
    "cc.essay.v0p1": qti1_answers.essay,
}
_ABOUT_QUIZ = ("cc_profile", "qmd_assessmenttype", "bank_title", "qmd_computerscored")
_TEXT_ONLY = ("text_only_question",)
_NOT_HERE = ("file_upload_question", "categorization_question", "hot_spot_question", "hot-spot_question")


def read_qti1(root: Node) -> Found:
    """The items of a `questestinterop` element."""
    found = Found()
    for section in root.deep("section"):
        for number in section.deep("selection_number"):
            found.lose(section.get("title") or section.get("ident"), POOL,
                       name=section.get("title")[:80], count=number.line[:10])  # fmt: skip
    for quiz in root.all("assessment"):
        _lose_about_quiz(quiz, found)
    for bank in [*root.all("assessment", "objectbank", "section"), root]:
        if bank is not root:
            for item in bank.deep("item"):
                _read(item, _category(bank), found)
        else:
            for item in root.all("item"):
                _read(item, "", found)
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


def _read(item: Node, category: str, found: Found) -> None:
    metadata = _metadata(item)
    title = " ".join(item.get("title").split())
    where = title or item.get("ident")

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    presentation = item.first("presentation") or Node("presentation")
    prompt = material_in(presentation, lose)
    where = titled(title, prompt) or item.get("ident")
    kind = metadata.get("question_type") or metadata.get("cc_profile") or ""
    if kind in _TEXT_ONLY or (not kind and not any(presentation.deep(*RESPONSES))):
        lose(ASKS_NOTHING)
        found.add(FoundQuestion(where, (), prompt, category))
        return
    feedback = {each.get("ident"): joined(list(texts_in(each, lose))) for each in item.all("itemfeedback")}
    given = qti1_answers.Given(item, presentation, prompt, Scores(item), feedback, lose)
    reader = _BY_TYPE.get(kind) or (None if kind in _NOT_HERE else qti1_answers.by_shape(given))
    asked = reader(given) if reader else None
    if asked is None:
        lose(NO_COUNTERPART if reader is None else NO_KEY, kind=kind or "?")
        found.add(FoundQuestion(where, (), prompt, category, is_left_out=True))
        return
    explanation = joined([*given.explain, *_general(given)])
    hints = tuple(text for hint in item.deep("hint") for text in texts_in(hint, lose))
    for note in item.all("rubric", "objectives"):
        if text := joined(list(texts_in(note, lose))):
            lose(NOTE, text=short(text))
    solutions = [text for each in item.deep("solution") for text in texts_in(each, lose)]
    points = qti1_answers.points_in(metadata)
    found_item = FoundItem(given.prompt, asked, joined([explanation, *solutions]), hints, points)
    found.add(FoundQuestion(where, (found_item,), "", category))


def _general(given: qti1_answers.Given) -> Iterable[str]:
    """Feedback on the item; that on a right or a wrong answer as a whole, and whatever was not used, is lost."""
    for name, text in given.feedback.items():
        if name in ("general_fb", "general_feedback", "solution"):
            yield text
        elif text and name not in given.used:
            given.lose(WHOLE_FEEDBACK, text=short(text))

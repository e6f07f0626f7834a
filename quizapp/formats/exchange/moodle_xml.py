"""Moodle XML, the complete export of Moodle's question bank.

Written from Moodle's reader. moodle-questions and caux8-moodle-parser were looked at: both write such files, and read
them, if at all, without embedded answers, files, or any word on what they leave out.
"""

from collections.abc import Iterable
from urllib.parse import unquote

from quizapp.errors import N_
from quizapp.formats.exchange import moodle_answers
from quizapp.formats.exchange.bounds import UNKNOWN, FileRefused
from quizapp.formats.exchange.embedded_answers import read_embedded
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, joined, titled
from quizapp.formats.exchange.gift import ASKS_NOTHING
from quizapp.formats.exchange.images import files_in, named_files
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import Lose, looks_like_html, markdown_of_html
from quizapp.formats.exchange.math_texts import with_formulas_kept
from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.weights import short
from quizapp.formats.exchange.xml_trees import Node

NO_COUNTERPART = N_("The kind of question “%(kind)s” has no counterpart here; it is left out.")
NO_KEY = N_("It has no right answer that can be kept, or its answers cannot be read; it is left out.")
FILE = N_("The file “%(name)s” is not taken over.")
OLD_IMAGE = N_("The image “%(name)s” of an old Moodle is not taken over.")
WHOLE_FEEDBACK = N_("There is no place for feedback on the whole answer: “%(text)s”.")
HINT_OPTIONS = N_("What a hint does besides its text is dropped: %(names)s.")
HIDDEN = N_("It was hidden there; here it becomes a draft like the others.")
CASE_SENSITIVE = N_("Capitals no longer matter.")
SETTINGS = N_("Settings without a counterpart are dropped: %(names)s.")
CATEGORY_INFO = N_("The description of the category is dropped: “%(text)s”.")
CATEGORY_ID = N_("The number “%(id)s” of the category is dropped.")
ID_NUMBER = N_("The number “%(id)s” of the question is dropped.")

_KINDS = {
    "multichoice": moodle_answers.choices,
    "multichoiceset": moodle_answers.several_choices,
    "oumultiresponse": moodle_answers.several_choices,
    "truefalse": moodle_answers.verdict,
    "shortanswer": moodle_answers.words,
    "numerical": moodle_answers.number,
    "matching": moodle_answers.pairs,
    "match": moodle_answers.pairs,
    "ddmatch": moodle_answers.pairs,
    "essay": moodle_answers.essay,
    "ordering": moodle_answers.order,
    "gapselect": moodle_answers.selected_gaps,
    "ddwtos": moodle_answers.selected_gaps,
}
_USUAL_SETTINGS = {
    "penalty": ("0", "0.1", "0.2", "0.25", "0.3333", "0.5", "1"),
    "shuffleanswers": ("1", "true"),
    "answernumbering": ("abc", "none"),
    "minwordlimit": ("0",),
    "maxwordlimit": ("0",),
    "filetypeslist": (),
    "responseformat": ("editor",),
    "maxbytes": ("0",),
    "attachmentsrequired": ("0",),
    "gradingtype": ("absolute_position", "0"),
    "selecttype": ("all", "0"),
    "selectcount": ("0",),
}  # what Moodle fills in by itself
_WHOLE = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_USUAL = (
    "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
    "你的回答正确", "你的答案是部分正确的。", "你的回答不正确",
)  # fmt: skip


def read_moodle_xml(root: Node) -> Found:
    """The questions of a `quiz` element."""
    found, category = Found(), ""
    if root.name not in ("quiz", "question"):
        raise FileRefused(UNKNOWN)
    for node in [root] if root.name == "question" else root.all("question"):
        if node.get("type") == "category":
            inside = node.first("category")
            category = text_in(inside) if inside else ""
            _lose_info(node, category, found)
        else:
            _read(node, category, found)
    return found


def text_in(node: Node | None) -> str:
    """The text of an element with a `text` element, as it is written."""
    inside = node.first("text") if node else None
    return inside.text.strip() if inside else (node.text.strip() if node else "")


def markdown_of_field(node: Node | None, lose: Lose) -> str:
    """A text with its format as Markdown; its files are named."""
    if node is None:
        return ""
    text, form = text_in(node), node.get("format")
    for file in node.all("file"):
        if f"/{file.get('name')}" not in unquote(text):
            lose(FILE, name=file.get("name")[:80])
    if form == "markdown":
        return with_formulas_kept(text, lambda markdown: markdown)
    if form in ("html", "moodle_auto_format", "") and looks_like_html(text):
        with files_in(named_files({file.get("name"): file.text for file in node.all("file")})):
            return markdown_of_html(text, lose)
    return markdown_of_plain(text)


def _read(node: Node, category: str, found: Found) -> None:
    kind = node.get("type")
    name = " ".join(text_in(node.first("name")).split())
    plain = text_in(node.first("questiontext"))
    where = titled(name, plain)

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    tags = tuple(text_in(tag) for group in node.all("tags") for tag in group.all("tag"))
    _lose_extras(node, lose)
    general = markdown_of_field(node.first("generalfeedback"), lose)
    hints = tuple(_hints(node, lose))
    points = _points(node)
    if kind == "description":
        lose(ASKS_NOTHING)
        stem = joined([markdown_of_field(node.first("questiontext"), lose), general])
        found.add(FoundQuestion(titled(name, stem), (), stem, category, tags))
        return
    if kind in ("cloze", "multianswer"):
        item = read_embedded(plain, node.get("format") or "html", found, where)
        if item is not None:
            item = FoundItem(item.prompt, item.asked, joined([item.explanation, general]), hints)
            found.add(FoundQuestion(where, (item,), "", category, tags))
        return
    prompt = markdown_of_field(node.first("questiontext"), lose)
    title = titled(name, prompt)
    reader = _KINDS.get(kind)
    if reader is None:
        lose(NO_COUNTERPART, kind=kind[:40])
        whole = joined([prompt, *_parts(node, lose), general, *hints])
        found.add(FoundQuestion(title, (), whole, category, tags, is_left_out=True))
        return
    explain: list[str] = []
    answers = moodle_answers.Answers(node, prompt, lose, markdown_of_field, explain)
    asked = reader(answers)
    if asked is None:
        lose(NO_KEY)
        texts = [prompt, *_options(answers), *explain, general, *hints]
        found.add(FoundQuestion(title, (), joined(texts), category, tags, is_left_out=True))
        return
    item = FoundItem(answers.prompt, asked, joined([*explain, general]), hints, points)
    found.add(FoundQuestion(title, (item,), "", category, tags))


def _parts(node: Node, lose: Lose) -> Iterable[str]:
    """What stands in the answers of a kind that has no counterpart, and the names of its files."""
    for part in node.all("answer", "subquestion", "selectoption", "drag", "dragbox", "drop", "row", "column"):
        for file in part.deep("file"):
            lose(FILE, name=file.get("name")[:80])
        inside = part.first("text", "optiontext", "responsetext")
        text = text_in(inside) if inside else part.line if part.name == "answer" else ""
        if text and text != "0":
            yield f"- {markdown_of_html(text, lose) if looks_like_html(text) else markdown_of_plain(text)}"
    for file in node.all("file"):
        lose(FILE, name=file.get("name")[:80])


def _options(answers: moodle_answers.Answers) -> Iterable[str]:
    """What stands in the answers of a question that is left out."""
    for each in answers.weighed():
        if each.text:
            yield f"- {each.text}" + (f" ({each.feedback})" if each.feedback else "")


def _lose_info(node: Node, category: str, found: Found) -> None:
    """A description of the category, which stands nowhere here."""

    def ignore(message: str, **values: object) -> None:
        pass

    if said := markdown_of_field(node.first("info"), ignore):
        found.lose("–", CATEGORY_INFO, text=short(said))
    if number := text_in(node.first("idnumber")):
        found.lose("–", CATEGORY_ID, id=number[:60])


def _settings(node: Node) -> Iterable[str]:
    """Those that an author changed."""
    for name, usual in _USUAL_SETTINGS.items():
        value = text_in(node.first(name)).lower()
        number = number_in(value)
        if value and value not in usual and (number is None or f"{number:.4g}" not in usual):
            yield f"{name} ({value[:20]})"


def _lose_extras(node: Node, lose: Lose) -> None:
    """Everything that has no place here, whatever the kind of the question."""
    for name in _WHOLE:
        text = text_in(node.first(name))
        said = markdown_of_field(node.first(name), lose) if text else ""
        if said and said not in _USUAL:
            lose(WHOLE_FEEDBACK, text=short(said))
    for image in node.all("image"):
        if image.line:
            lose(OLD_IMAGE, name=image.line[:80])
    if settings := list(_settings(node)):
        lose(SETTINGS, names=", ".join(settings))
    if text_in(node.first("hidden")) == "1":
        lose(HIDDEN)
    if text_in(node.first("usecase")) == "1":
        lose(CASE_SENSITIVE)
    if number := text_in(node.first("idnumber")):
        lose(ID_NUMBER, id=number[:60])


def _hints(node: Node, lose: Lose) -> Iterable[str]:
    for hint in node.all("hint"):
        options = [name for name in ("shownumcorrect", "clearwrong", "options") if hint.first(name)]
        if options:
            lose(HINT_OPTIONS, names=", ".join(options))
        if text := markdown_of_field(hint, lose):
            yield text


def _points(node: Node) -> float | None:
    try:
        points = float(text_in(node.first("defaultgrade")) or 1)
    except ValueError:
        return None
    return points if 0 < points < 1e6 else None

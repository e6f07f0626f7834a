"""Taking questions out: first what the file would not hold, then the file, or a sheet to print."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from quizapp.bank.questions import Question
from quizapp.domain.text import LANGUAGES, Language
from quizapp.errors import Invalid, Problem
from quizapp.formats.exchange.export_formats import FORMATS
from quizapp.formats.exchange.leaving import VARIANTS
from quizapp.formats.exchange.losses import WHOLE, Loss
from quizapp.http.extensions import db, image_store, limiter
from quizapp.presentation import pdf as pdf_files
from quizapp.presentation.language import current_language, say, speaking, words
from quizapp.presentation.paper import paper_html
from quizapp.services import question_bank, question_exports
from quizapp.services.question_exports import Exported
from quizapp.web.authoring.choices import Choices
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("exports", __name__, template_folder="templates", url_prefix="/author/export")

ALL, PAPER = "all", "paper"
PDFS_PER_MINUTE = "6/minute"
MOST_ON_PAPER = 100  # exercises of a PDF file made while somebody waits
_TOPIC, _QUESTION = "topic:", "question:"


@dataclass(frozen=True)
class Wanted:
    """What the form asks for, as it was typed."""

    questions: str
    form: str
    language: str
    variants: str

    @property
    def in_language(self) -> Language:
        return "zh" if self.language == "zh" else "en"

    @property
    def number(self) -> int:
        """The number of variants; 0 for anything that is none."""
        return int(self.variants) if self.variants.isascii() and self.variants.isdecimal() else 0

    @property
    def query(self) -> dict[str, str]:
        """The form as arguments of an address."""
        return {
            "questions": self.questions, "format": self.form, "language": self.language, "variants": self.variants
        }  # fmt: skip


@dataclass
class LossLine:
    """The same loss of several exercises: its sentence, and the exercises by the title of their question."""

    said: str
    is_whole: bool
    places: dict[str, list[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(max(1, len(items)) for items in self.places.values())

    @property
    def is_about_questions(self) -> bool:
        return not any(self.places.values())


def _wanted() -> Wanted:
    return Wanted(
        request.args.get("questions", ALL)[:200],
        request.args.get("format", "")[:20],
        request.args.get("language") or current_language(),
        (request.args.get("variants") or str(VARIANTS)).strip()[:6],
    )


def _chosen(wanted: Wanted) -> list[Question]:
    """Raises Invalid, TopicNotFound, or QuestionNotFound."""
    if wanted.questions.startswith(_QUESTION):
        return question_exports.chosen(db.session, slugs=[wanted.questions.removeprefix(_QUESTION)])
    if wanted.questions.startswith(_TOPIC):
        return question_exports.chosen(db.session, topic=wanted.questions.removeprefix(_TOPIC))
    return question_exports.chosen(db.session)


def _refused(problems: Problems) -> str:
    return _page(_wanted(), said_by_field(problems))


@blueprint.get("")
@shown_again_by(_refused)
def index() -> str:
    """The form; with what would be lost, once a format is chosen."""
    wanted = _wanted()
    if not wanted.form:
        return _page(wanted, {})
    questions = _chosen(wanted)
    _refuse_unknown(wanted)
    if wanted.form == PAPER:
        losses = question_exports.leaving_of(questions, wanted.in_language, wanted.number).losses
        return _page(wanted, {}, questions, losses)
    exported = _exported(questions, wanted)
    return _page(wanted, {}, questions, exported.losses, len(exported.data))


def _refuse_unknown(wanted: Wanted) -> None:
    if wanted.language not in LANGUAGES:
        raise Invalid([Problem("language", question_exports.NO_LANGUAGE)])


@blueprint.get("/file")
@shown_again_by(_refused)
def file() -> Response:
    """The file itself."""
    wanted = _wanted()
    _refuse_unknown(wanted)
    exported = _exported(_chosen(wanted), wanted)
    response = Response(exported.data, mimetype=exported.form.mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{exported.form.file_name}"'
    return response


def _exported(questions: list[Question], wanted: Wanted) -> Exported:
    images = question_exports.images_of(db.session, image_store(), questions)
    return question_exports.export(questions, wanted.form, wanted.in_language, wanted.number, images)


@blueprint.get("/sheet")
@shown_again_by(_refused)
def sheet() -> str:
    """The exercises to print, with or without their answers, in the language of the sheet."""
    wanted = _wanted()
    _refuse_unknown(wanted)
    left = question_exports.leaving_of(_chosen(wanted), wanted.in_language, wanted.number)
    with speaking(wanted.in_language):
        return render_template(
            "authoring/sheet.html",
            paper=paper_html(left, has_answers=_has_answers()),
            has_answers=_has_answers(),
            has_pdf=pdf_files.is_installed(),
            wanted=wanted,
        )


@blueprint.get("/pdf")
@limiter.limit(PDFS_PER_MINUTE)
@shown_again_by(_refused)
def pdf() -> Response:
    """The same sheet as a PDF file."""
    wanted = _wanted()
    _refuse_unknown(wanted)
    questions = _chosen(wanted)
    left = question_exports.leaving_of(questions, wanted.in_language, wanted.number)
    images = question_exports.images_of(db.session, image_store(), questions)
    response = Response(
        pdf_files.write_pdf(left, images, has_answers=_has_answers(), most=MOST_ON_PAPER),
        mimetype="application/pdf",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{pdf_files.FILE_NAME}"'
    return response


def _has_answers() -> bool:
    return request.args.get("answers") == "yes"


def _page(
    wanted: Wanted,
    errors: dict[str, list[str]],
    questions: Sequence[Question] = (),
    losses: Sequence[Loss] = (),
    size: int = 0,
) -> str:
    lines = _lines(losses, questions)
    return render_template(
        "authoring/export.html",
        wanted=wanted,
        errors=errors,
        formats=FORMATS.values(),
        groups=_groups(),
        questions=questions,
        lines=lines,
        left_out=sum(line.count for line in lines if line.is_whole),
        exercises=sum(len(question.items) for question in questions),
        file=FORMATS[wanted.form].file_name if questions and wanted.form in FORMATS else "",
        size=size,
    )


def _groups() -> list[tuple[str, Choices]]:
    """What can be exported: everything, a topic, or a question."""
    topics = [
        (f"{_TOPIC}{topic.slug}", words(topic.title)) for topic in question_bank.list_topics(db.session)
    ]
    published = [each.question for each in question_bank.list_questions(db.session)]
    questions = [(f"{_QUESTION}{each.slug}", words(each.title)) for each in published]
    return [
        ("", [(ALL, _("All published questions"))]),
        (_("One topic"), topics),
        (_("One question"), questions),
    ]


def _lines(losses: Sequence[Loss], questions: Sequence[Question]) -> list[LossLine]:
    """Each loss once, with its exercises: those that are left out first, then what most exercises lose."""
    titles = {question.slug: words(question.title) for question in questions}
    lines: dict[str, LossLine] = {}
    for loss in losses:
        said = say(Problem("", loss.reason.message, loss.values))
        line = lines.setdefault(said, LossLine(said, loss.reason.part == WHOLE))
        items = line.places.setdefault(titles.get(loss.slug, loss.slug), [])
        items += [loss.item] if loss.item else []
    return sorted(lines.values(), key=lambda line: (not line.is_whole, line.is_about_questions, -line.count))

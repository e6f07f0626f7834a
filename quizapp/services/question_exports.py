"""Published questions as a file for another program, with everything that the file does not hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from quizapp.bank.images import names_in
from quizapp.bank.questions import Question
from quizapp.domain.text import Language
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.exchange.export_formats import FORMATS, Format, write_questions
from quizapp.formats.exchange.leaving import MOST_VARIANTS, Leaving, leaving
from quizapp.formats.exchange.losses import Loss
from quizapp.services import question_bank
from quizapp.services.images.stores import ImageStore

NOTHING = N_("There are no published questions to export.")
NO_LANGUAGE = N_("Choose English or Chinese.")
NO_FORMAT = N_("Choose one of the formats.")
VARIANTS = N_("Choose a number from 1 to %(limit)s.")


@dataclass(frozen=True)
class Exported:
    """A file with its losses. questions: those it is made of."""

    form: Format
    data: bytes
    losses: tuple[Loss, ...]
    questions: tuple[Question, ...]


def chosen(session: Session, topic: str | None = None, slugs: Sequence[str] = ()) -> list[Question]:
    """The published questions of these slugs, or of a topic, or all.

    Raises QuestionNotFound, TopicNotFound, or Invalid if there are none.
    """
    if slugs:
        return [question_bank.get_question(session, slug).question for slug in slugs]
    if topic:
        question_bank.get_topic(session, topic)
    questions = [each.question for each in question_bank.list_questions(session, topic=topic)]
    if not questions:
        raise Invalid([Problem("questions", NOTHING)])
    return questions


def export(
    questions: Sequence[Question],
    form: str,
    language: Language,
    variants: int,
    images: Mapping[str, bytes] | None = None,
) -> Exported:
    """Write the questions in a format. Raises Invalid naming `format` or `variants`.

    images: `images_of` the questions; without them, what they show stands in their place.
    """
    if form not in FORMATS:
        raise Invalid([Problem("format", NO_FORMAT)])
    _refuse_variants(variants)
    now = int(datetime.now(UTC).timestamp())
    written = write_questions(form, questions, language, variants, now, images)
    return Exported(FORMATS[form], written.data, written.losses, tuple(questions))


def images_of(session: Session, store: ImageStore, questions: Sequence[Question]) -> dict[str, bytes]:
    """The files of the images that the questions show."""
    found: dict[str, bytes] = {}
    for question in questions:
        for name in sorted(names_in(question.model_dump(mode="json")) - set(found)):
            if (body := store.read(session, name)) is not None:
                found[name] = body
    return found


def leaving_of(questions: Sequence[Question], language: Language, variants: int) -> Leaving:
    """The questions as they stand on paper, where images are shown. Raises Invalid naming `variants`."""
    _refuse_variants(variants)
    names = (name for question in questions for name in names_in(question.model_dump(mode="json")))
    return leaving(questions, language, variants, images=dict.fromkeys(names, b""))


def _refuse_variants(variants: int) -> None:
    if not 1 <= variants <= MOST_VARIANTS:
        raise Invalid([Problem("variants", VARIANTS, {"limit": MOST_VARIANTS})])

"""The project's own files in an archive: each question as YAML, in both languages and with everything it has."""

from collections.abc import Mapping, Sequence

from quizapp.bank.questions import Question
from quizapp.formats.content_files import question_path, write_question
from quizapp.formats.exchange.images import image_files
from quizapp.formats.exchange.losses import NAMED_ELSEWHERE, Losses, Written
from quizapp.formats.exchange.packing import packed


def write_bundle(questions: Sequence[Question], images: Mapping[str, bytes]) -> Written:
    losses, texts = Losses(), dict[str, str]()
    for question in questions:
        losses.add(question.slug, "", NAMED_ELSEWHERE)
        texts[question_path(question).as_posix()] = write_question(question)
    return Written(packed(texts | image_files(images, *texts.values())), losses.all)

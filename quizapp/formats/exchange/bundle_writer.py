"""The project's own files in an archive: each question as YAML, in both languages and with everything it has."""

from collections.abc import Sequence

from quizapp.bank.questions import Question
from quizapp.formats.content_files import question_path, write_question
from quizapp.formats.exchange.losses import NAMED_ELSEWHERE, Losses, Written
from quizapp.formats.exchange.packing import packed


def write_bundle(questions: Sequence[Question]) -> Written:
    losses = Losses()
    for question in questions:
        losses.add(question.slug, "", NAMED_ELSEWHERE)
    return Written(
        packed({question_path(question).as_posix(): write_question(question) for question in questions}),
        losses.all,
    )

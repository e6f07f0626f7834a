"""Check a free-text item: points that its own model answer does not cover."""

from collections.abc import Iterator

from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from quizapp.kinds.free_text.grading import grade
from quizapp.kinds.free_text.model import FreeText


def problems_of(item: FreeText, arms: Arms) -> Iterator[Problem]:
    for language in LANGUAGES:
        for part in grade(item, item.model_answer.in_language(language)).parts:
            if part.outcome != "right":
                message = N_("Judging by its words, this does not cover the key point “%(point)s”.")
                yield Problem(f"model_answer.{language}", message, {"point": part.part_id})

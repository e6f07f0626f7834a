"""What the interviewer says, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from quizapp.bank.questions import Question
from quizapp.errors import N_
from quizapp.presentation.language import words

SHOW_ME = N_(
    "You said “%(quote)s”. Show me: watch this run, and explain what you see. Does it bear out what you said, and why?"
)
HOW_SURE = N_(
    "What share of the key points have you covered in this interview? Your guess is compared with your score."
)


def prompt_in_words(kind: str, about: Mapping[str, Any], question: Question) -> str | None:
    """As Markdown; None for an exercise, which has its own prompt."""
    assert question.interview is not None
    if kind == "opening":
        return words(question.interview.prompt)
    if kind == "follow_up":
        return words(question.interview.follow_ups[about["follow_up"]].prompt)
    if kind == "show_me":
        return gettext(SHOW_ME) % {"quote": about["quote"]}
    return gettext(HOW_SURE) if kind == "confidence" else None

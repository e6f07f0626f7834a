"""What a form with an answer says: the answer, how sure the learner is, which hints were opened, and the time taken."""

from typing import Any

from flask import request

from quizapp.bank.parametric.item import example_of
from quizapp.domain.scheduling.ratings import CONFIDENCES, Circumstances
from quizapp.kinds import kind_of
from quizapp.presentation.language import say, sentence_gap
from quizapp.services.published_bank import PublishedItem
from quizapp.web.practice.presenter import Typed
from quizapp.web.refused_forms import Problems


def wants_fragment() -> bool:
    return "HX-Request" in request.headers


def answer_sent(found: PublishedItem) -> Any:
    example = example_of(found.item)
    return kind_of(example).answer_from(example, request.form)


def seconds_taken() -> float | None:
    seconds = request.form.get("seconds", type=float)
    return seconds if seconds is not None and 0 <= seconds < 86_400 else None


def hints_opened() -> int:
    return min(len(request.form.getlist("hint")), 10)


def circumstances() -> Circumstances:
    confidence = request.form.get("confidence", type=float)
    return Circumstances(
        used_hint=hints_opened() > 0, confidence=confidence if confidence in CONFIDENCES else None
    )


def typed_with(found: PublishedItem, problems: Problems = ()) -> Typed:
    """The form as it was sent, to be shown again."""
    error = sentence_gap().join(say(problem) for problem in problems) or None
    return Typed(error, answer_sent(found), hints_opened(), circumstances().confidence)


def rearranged(found: PublishedItem, move: str) -> Typed:
    """With the parts of the answer in another order, without a script."""
    typed = typed_with(found)
    arrange = kind_of(example_of(found.item)).rearranged
    if arrange is None:
        return typed
    return Typed(None, arrange(typed.answer, move), typed.hints_opened, typed.confidence)

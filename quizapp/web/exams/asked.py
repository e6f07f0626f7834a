"""Presenter of the exercises of a sitting, before and after it is graded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from quizapp.domain.claims.claim import Claim
from quizapp.domain.exams.saves import is_blank
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.kinds import Item, kind_of, parts_in_order
from quizapp.kinds.asked import Asked
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.item import Part
from quizapp.models import ExamAnswer
from quizapp.presentation.language import current_language, words
from quizapp.services.exam_grading import GradedItem, ItemInExam
from quizapp.services.practice import GradedAttempt
from quizapp.web.exams.answer_forms import digest_of
from quizapp.web.exams.presenter import given_in_form
from quizapp.web.practice.presenter import lab_url


@dataclass(frozen=True)
class SetAside:
    """What another device had saved. number: of the version, which the form sends back."""

    number: int
    said: str
    typed_at: datetime


@dataclass(frozen=True)
class AskedCard:
    """An exercise of a sitting as a learner sees it: open for an answer, or graded."""

    position: int
    item: Item
    parts: Sequence[Part]
    shown: Mapping[str, Any]  # used by the templates of its kind
    scenario: Scenario
    answer: ExamAnswer
    question_slug: str
    given: Any = None
    error: str | None = None
    is_answered: bool = False
    set_aside: tuple[SetAside, ...] = ()
    graded: GradedAttempt | None = None
    claims: tuple[Claim, ...] = ()
    spread_over: int | None = None
    seconds: float = 0.0

    @property
    def mark(self) -> str:
        """Before it is graded."""
        return "answered" if self.is_answered else "open"

    @property
    def was(self) -> str:
        return digest_of(self.answer.answer)

    @property
    def score(self) -> float:
        return self.graded.grade.score if self.graded else 0.0

    @property
    def lab_url(self) -> str:
        return lab_url(self.item.scenario)


def asked_card(asked: ItemInExam, scenario: Scenario, error: MalformedAnswer | None = None) -> AskedCard:
    item, answer = asked.drawn.item, asked.answer
    kind = kind_of(item)
    parts = parts_in_order(item, answer.variant_seed)
    empty = kind.answer_from(item, MultiDict())
    return AskedCard(
        position=answer.position,
        item=item,
        parts=parts,
        shown=kind.shown_on_page(item, Asked(answer.variant_seed, scenario, current_language())),
        scenario=scenario,
        answer=answer,
        question_slug=asked.question.slug,
        given=given_in_form(answer.answer, empty),
        error=said(error),
        is_answered=asked.is_answered,
        set_aside=tuple(
            SetAside(number, in_words(each["answer"], parts), datetime.fromisoformat(each["typed_at"]))
            for number, each in enumerate(answer.set_aside)
            if not is_blank(each["answer"])
        ),
        spread_over=asked.drawn.spread_over,
    )


def graded_card(found: GradedItem, scenario: Scenario, claims: Mapping[str, Claim]) -> AskedCard:
    card = asked_card(found.asked, scenario, found.problem)
    item = card.item
    return AskedCard(
        **{
            **vars(card),
            "graded": found.graded,
            "claims": tuple(claims[slug] for slug in item.claims if slug in claims),
            "seconds": found.seconds,
        }
    )


def said(error: MalformedAnswer | None) -> str | None:
    if error is None:
        return None
    return gettext(error.message) % error.values if error.values else gettext(error.message)


def in_words(answer: Any, parts: Iterable[Part]) -> str:
    """An answer in one line, with the texts of the options that it names."""
    texts = {part.id: words(part.text) for part in parts}
    if isinstance(answer, dict):
        return " · ".join(f"{name}: {in_words(value, parts)}" for name, value in answer.items())
    if isinstance(answer, list):
        return " · ".join(in_words(each, parts) for each in answer)
    return texts.get(answer, str(answer)) if isinstance(answer, str) else str(answer)

"""Presenter of what takes longer than an exercise: mock interviews, on-call cases, and exams."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from quizapp.models import ExamSitting
from quizapp.presentation.language import words
from quizapp.services.interviews import InterviewGiven
from quizapp.services.oncall import Room
from quizapp.services.second_looks import Listed


@dataclass(frozen=True)
class LongRow:
    """number: of the question it is about. share: a score from 0 to 1; result: what there is to say instead."""

    moment: datetime
    url: str
    title: str
    kind: str
    number: str | None = None
    share: float | None = None
    result: str | None = None
    is_open: bool = False


def long_rows(
    staged: Iterable[Listed],
    given: Iterable[InterviewGiven],
    cases: Iterable[Room],
    sittings: Iterable[ExamSitting],
) -> list[LongRow]:
    """The newest first."""
    rows = [*_staged(staged), *_given(given), *_cases(cases), *_sittings(sittings)]
    return sorted(rows, key=lambda row: row.moment, reverse=True)


def _staged(interviews: Iterable[Listed]) -> Iterator[LongRow]:
    for each in interviews:
        length = gettext("%(minutes)s min", minutes=each.interview.minutes)
        yield LongRow(
            moment=each.interview.created_at,
            url=url_for("mock_interviews.show", public_id=each.interview.public_id),
            title=gettext("; ").join(words(question.title) for question in each.titles),
            kind=f"{gettext('Mock interview')} · {length}",
            share=each.share,
            is_open=each.interview.ending is None,
        )


def _given(interviews: Iterable[InterviewGiven]) -> Iterator[LongRow]:
    for each in interviews:
        covered, points = len(each.covered), len(each.interview.key_points)
        told = gettext("%(made)s of %(count)s key points", made=covered, count=points)
        yield LongRow(
            moment=each.attempt.created_at,
            url=url_for("interviews.judged", attempt_id=each.attempt.interview_attempt_id),
            title=words(each.question.title),
            kind=gettext("Mock interview"),
            number=each.question.number,
            result=told if each.is_judged else None,
        )


def _cases(rooms: Iterable[Room]) -> Iterator[LongRow]:
    for room in rooms:
        yield LongRow(
            moment=room.row.created_at,
            url=url_for("oncall.show", public_id=room.row.public_id),
            title=gettext(room.story.title),
            kind=gettext("On call"),
            result=gettext("Solved") if room.is_solved else gettext("Not solved"),
            is_open=room.row.settled_at is None,
        )


def _sittings(sittings: Iterable[ExamSitting]) -> Iterator[LongRow]:
    for sitting in sittings:
        is_open = sitting.ended_at is None
        endpoint = "sittings.show" if is_open else "sittings.result"
        kind = gettext("Exam")
        if sitting.number > 1:
            kind += f" · {gettext('attempt %(number)s', number=sitting.number)}"
        yield LongRow(
            moment=sitting.started_at,
            url=url_for(endpoint, sitting_id=sitting.public_id),
            title=sitting.exam.title,
            kind=kind,
            share=sitting.score,
            result=None if is_open or sitting.score is not None else gettext("not graded yet"),
            is_open=is_open,
        )

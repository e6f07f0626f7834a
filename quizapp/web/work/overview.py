"""Presenter of “My work”: lines and cells with their words, made from the progress of a learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext

from quizapp.domain.progress.matrix import TARGET, Cell
from quizapp.domain.progress.shares import Share
from quizapp.domain.text import Label
from quizapp.kinds.skills import SKILLS
from quizapp.presentation.language import sentence_gap, words
from quizapp.services.pace import Pace
from quizapp.services.progress import Progress, items_of_cell
from quizapp.services.published_bank import PublishedBank
from quizapp.web.work.charts import CalibrationChart, DaysChart, calibration_chart, days_chart


@dataclass(frozen=True)
class Proposal:
    """What would help most: title and reason in words, and the items that practice of it asks."""

    topic: str
    skill: str
    title: str
    reason: str
    seconds: float
    items: tuple[str, ...]


@dataclass(frozen=True)
class MatrixRow:
    slug: str
    name: str
    cells: tuple[tuple[str, Cell | None], ...]  # by skill; None without items


@dataclass(frozen=True)
class Line:
    """A row of a list: its name, where it leads, its share and how much of it was answered."""

    key: str
    name: str
    share: Share
    answered: int | None
    item_count: int
    number: str = ""
    parts: tuple["Line", ...] = ()
    latest: date | None = None


@dataclass(frozen=True)
class Overview:
    progress: Progress
    proposal: Proposal | None
    rows: tuple[MatrixRow, ...]
    columns: tuple[tuple[str, Cell], ...]
    skills: tuple[Line, ...]
    calibration: CalibrationChart | None
    days: DaysChart

    @property
    def target(self) -> float:
        return TARGET


def overview_of(bank: PublishedBank, progress: Progress, pace: Pace) -> Overview:
    matrix = progress.matrix
    rows = tuple(
        MatrixRow(
            slug,
            words(topic.title),
            tuple((skill, matrix.cells.get((slug, skill))) for skill in SKILLS),
        )
        for slug, topic in bank.topics.items()
        if any(place[0] == slug for place in matrix.cells)
    )
    return Overview(
        progress=progress,
        proposal=_proposal(bank, progress, pace),
        rows=rows,
        columns=tuple((skill, matrix.column(skill)) for skill in SKILLS),
        skills=tuple(sorted(skill_lines(progress, rows), key=_lowest_first)),
        calibration=calibration_chart(progress.calibration) if progress.calibration.steps else None,
        days=days_chart(progress.days, progress.to_come),
    )


def topic_lines(bank: PublishedBank, progress: Progress) -> list[Line]:
    """In the order of the bank, each with its questions."""
    found = []
    for slug, topic in bank.topics.items():
        parts = tuple(
            line for line in question_lines(bank, progress) if bank.questions[line.key].question.topic == slug
        )
        if parts:
            share = sum((line.share for line in parts), Share(0, 0))
            answered = sum(line.answered or 0 for line in parts)
            items = sum(line.item_count for line in parts)
            found.append(Line(slug, words(topic.title), share, answered, items, parts=parts))
    return found


def question_lines(bank: PublishedBank, progress: Progress) -> list[Line]:
    questions = bank.questions
    return [
        Line(
            each.slug,
            words(questions[each.slug].question.title),
            each.share,
            each.answered,
            each.item_count,
            questions[each.slug].question.number or "",
        )
        for each in progress.questions
    ]


def skill_lines(progress: Progress, rows: Iterable[MatrixRow] = ()) -> list[Line]:
    """In their order, each with the topics that have items of it."""
    found = []
    for skill, name in SKILLS.items():
        cell = progress.matrix.column(skill)
        parts = tuple(
            Line(row.slug, row.name, own.share, None, own.item_count)
            for row in rows
            for each, own in row.cells
            if each == skill and own is not None
        )
        found.append(Line(skill, gettext(name), cell.share, None, cell.item_count, parts=parts))
    return found


def _lowest_first(line: Line) -> tuple[bool, float]:
    return (line.share.count == 0, line.share.value if line.share.count else 0.0)


def _proposal(bank: PublishedBank, progress: Progress, pace: Pace) -> Proposal | None:
    place = progress.matrix.most_helpful
    if place is None:
        return None
    topic, skill = place
    cell, found = progress.matrix.cells[place], items_of_cell(bank, topic, skill)
    title = bank.topics[topic].title
    return Proposal(
        topic=topic,
        skill=skill,
        title=_title(title, skill, cell),
        reason=_reason(cell),
        seconds=sum(pace.seconds(bank.items[each.item_id].item) for each in found),
        items=tuple(each.item_id for each in found),
    )


def _title(topic: Label, skill: str, cell: Cell) -> str:
    return gettext(
        "%(skill)s in “%(topic)s”: %(share)s right",
        skill=gettext(SKILLS[skill]),  # type: ignore[index]
        topic=words(topic),
        share=f"{round(100 * cell.share.value)}%",
    )


def _reason(cell: Cell) -> str:
    count = ngettext(
        "%(right)s of %(num)s answer was right at the first try.",
        "%(right)s of %(num)s answers were right at the first try.",
        cell.share.count,
        right=cell.share.right,
    )
    if cell.sureness is not None and cell.overconfidence > 0.15:
        sure = gettext("You were %(sure)s sure on average.", sure=f"{round(100 * cell.sureness)}%")
        return f"{count}{sentence_gap()}{sure}"
    return count

"""Presenter of classes: times on their clocks, cells of the gradebook, and rules in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext
from markupsafe import Markup

from quizapp.domain.classes.grades import Answered, Standing, State, Terms
from quizapp.domain.classes.rules import AssignmentRules
from quizapp.errors import N_
from quizapp.models import ClassMember, ClassRole
from quizapp.presentation.excerpts import excerpt
from quizapp.presentation.language import number_in_words
from quizapp.services.classes.gradebook import Gradebook, Row
from quizapp.services.classes.membership import Seat

LONGEST_TITLE_OF_PACKAGE = 80

ROLE_NAMES = {role: role.value for role in ClassRole}
STATE_NAMES = {
    State.NOT_OPEN: N_("not open yet"),
    State.OPEN: N_("to do"),
    State.STARTED: N_("begun"),
    State.GRADING: N_("being graded"),
    State.DONE: N_("handed in"),
    State.MISSING: N_("missing"),
    State.EXCUSED: N_("excused"),
}
WORK_NAMES = {
    "practice": N_("practice session"),
    "exam": N_("exam"),
    "oncall": N_("on-call cases"),
}
SHADES = (0.85, 0.7, 0.55, 0.4)  # from which score on a cell has which shade, the lightest first


@dataclass(frozen=True)
class ClassClock:
    """The clocks of a class, which its pages show, whatever those of the reader show."""

    zone: str

    def said(self, moment: datetime | None) -> Markup:
        if moment is None:
            return Markup("–")
        shown = f"{moment.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"
        return Markup('<time datetime="{}" data-local="class">{}</time>').format(
            moment.isoformat(timespec="seconds"), shown
        )


@dataclass(frozen=True)
class Cell:
    """A learner’s standing in an assignment, as the gradebook shows it."""

    standing: Standing

    @property
    def shown(self) -> str:
        """The number, or a sign that there is none."""
        score = self.standing.score
        if score is not None:
            return f"{100 * score:.0f}"
        signs = {State.STARTED: "◐", State.GRADING: "◔", State.EXCUSED: "○"}
        return signs.get(self.standing.state, "·")

    @property
    def note(self) -> str:
        """What the number does not say; empty for what is as it should be."""
        if self.standing.is_late:
            return str(gettext("late"))
        if self.standing.state in (State.MISSING, State.EXCUSED, State.STARTED, State.GRADING):
            return str(gettext(STATE_NAMES[self.standing.state]))
        return ""

    @property
    def name(self) -> str:
        """For a screen reader."""
        said = str(gettext(STATE_NAMES[self.standing.state]))
        return f"{said}, {gettext('late')}" if self.standing.is_late else said

    @property
    def shade(self) -> int | None:
        """0 for a high score to 4 for a low one; None without a score."""
        return shade_of(self.standing.score)


@dataclass(frozen=True)
class PartCell:
    """An exercise, or a case, of the attempt that counts, or else of the last one. number: from 1."""

    number: int
    answered: Answered | None

    @property
    def shown(self) -> str:
        if self.answered is None:
            return "·"
        return "◔" if self.answered.score is None else f"{100 * self.answered.score:.0f}"

    @property
    def name(self) -> str:
        """For a screen reader."""
        if self.answered is None:
            return str(gettext("%(number)s: no answer", number=self.number))
        return f"{self.number}: {self.shown}"

    @property
    def shade(self) -> int | None:
        return None if self.answered is None else shade_of(self.answered.score)


def shade_of(score: float | None) -> int | None:
    """0 for a high score to 4 for a low one; None without a score."""
    return None if score is None else sum(score < limit for limit in SHADES)


def parts_of(standing: Standing) -> list[PartCell]:
    """Empty without an attempt, and during an exam, whose answers are known at its end."""
    work = standing.counted.work if standing.counted else (standing.works[-1] if standing.works else None)
    if work is None or (work.ends_at is not None and work.handed_in_at is None):
        return []
    return [PartCell(number, part) for number, part in enumerate(work.parts, start=1)]


def part_count(book: Gradebook, place: int) -> int:
    return max((len(parts_of(row.standings[place])) for row in book.rows), default=0)


def means_of_parts(standings: Iterable[Standing], count: int) -> list[float | None]:
    """Of each exercise, over those who answered it."""
    scores: list[list[float]] = [[] for _ in range(count)]
    for standing in standings:
        for cell in parts_of(standing)[:count]:
            if cell.answered is not None and cell.answered.score is not None:
                scores[cell.number - 1].append(cell.answered.score)
    return [sum(each) / len(each) if each else None for each in scores]


def shade_of_wrong(share: float) -> int:
    """0 for a small share of wrong answers to 4 for a large one."""
    return sum(share > limit for limit in (0.1, 0.25, 0.4, 0.6))


def cells_of(row: Row) -> list[Cell]:
    return [Cell(standing) for standing in row.standings]


ORDERS = {"name": N_("by name"), "total": N_("by total"), "last": N_("by last answer")}


@dataclass(frozen=True)
class Behind:
    """How many learners lack an assignment whose time is over, and whether only they are shown."""

    count: int
    is_only: bool


def is_behind(row: Row) -> bool:
    return not row.has_left and any(standing.state is State.MISSING for standing in row.standings)


def arranged(book: Gradebook, order: str, *, is_behind_only: bool) -> dict[str, object]:
    """The rows in the order that was chosen: by name, or those first who need help. Who left stays at the end."""
    count = sum(map(is_behind, book.rows))
    rows = [row for row in book.rows if is_behind(row) or not (is_behind_only and count)]
    if order == "total":
        rows.sort(key=lambda row: (row.has_left, row.total.share is None, row.total.share or 0.0))
    elif order == "last":
        rows.sort(key=lambda row: (row.has_left, row.last_at is not None, row.last_at or book.moment))
    return {
        "rows": rows,
        "order": order if order in ORDERS else "name",
        "orders": ORDERS,
        "behind": Behind(count, is_behind_only and count > 0),
        "is_behind": is_behind,
    }


@dataclass(frozen=True)
class NextAssignment:
    """The assignment that is due next, or was due last, with how many of the learners have handed it in."""

    place: int
    done: int
    count: int
    is_past: bool


def next_of(book: Gradebook) -> NextAssignment | None:
    present = [row for row in book.rows if not row.has_left]
    if not present or not book.columns:
        return None
    terms = present[0].standings
    places = list(range(len(book.columns)))
    ahead = [
        place
        for place in places
        if (due := book.columns[place].assignment.due_at) is not None and due >= book.moment
    ]
    open_ones = [place for place in places if terms[place].state is not State.NOT_OPEN]
    place = ahead[0] if ahead else (open_ones or places)[-1]
    done = sum(row.standings[place].state in (State.DONE, State.EXCUSED, State.GRADING) for row in present)
    return NextAssignment(place, done, len(present), not ahead)


def beginning_of(standing: Standing, moment: datetime) -> dict[str, object]:
    """Whether an attempt goes on, and whether another one can be begun."""
    window = standing.terms.state_at(moment)
    last = standing.works[-1] if standing.works else None
    is_going = last is not None and last.handed_in_at is None
    if last is not None and last.ends_at is not None:
        is_going = last.is_sat_at(moment)
    elif window != "open":
        is_going = False
    return {"window": window, "going": is_going, "can_begin": standing.attempts_left != 0}


def rule_lines(terms: Terms, clock: ClassClock) -> Iterator[Markup]:
    """How a score comes about, one sentence after the other."""
    rules = terms.rules
    yield Markup.escape(_what_counts(rules))
    yield Markup.escape(gettext(_COUNTING[rules.counting]))
    if terms.due_at is None:
        if terms.closes_at is not None:
            yield _with(gettext("Nothing is accepted after %(moment)s."), clock.said(terms.closes_at))
        return
    if rules.late_percent is None:
        yield _with(
            gettext("Nothing is accepted after the due time, %(moment)s."), clock.said(terms.closes_at)
        )
        return
    if rules.late_percent:
        percent = gettext(
            "After the due time, %(percent)s%% of its score is taken off an answer for each day begun.",
            percent=rules.late_percent,
        )
        yield Markup.escape(percent)
    else:
        yield Markup.escape(gettext("Late answers keep their whole score."))
    if terms.closes_at is not None:
        yield _with(gettext("Nothing is accepted after %(moment)s."), clock.said(terms.closes_at))
    yield Markup.escape(
        gettext(
            "Once it is due, an attempt that is not handed in counts as it stands, and no attempt counts 0."
        )
    )


def _with(sentence: str, moment: Markup) -> Markup:
    return Markup(str(sentence).replace("%(moment)s", "{}")).format(moment)


def _what_counts(rules: AssignmentRules) -> str:
    count = rules.work.count
    if rules.work.kind == "practice":
        return str(
            ngettext(
                "%(num)s exercise; the first try counts.",
                "%(num)s exercises that count the same; of each the first try.",
                count,
            )
        )
    if rules.work.kind == "exam":
        return str(
            ngettext(
                "%(num)s exercise in an exam.", "%(num)s exercises that count the same, in an exam.", count
            )
        )
    return str(
        ngettext(
            "%(num)s case: the cause is worth 60%%, a fix that works 40%%.",
            "%(num)s cases that count the same; of each, the cause is worth 60%%, a fix that works 40%%.",
            count,
        )
    )


_COUNTING = {
    "best": N_("Of several attempts, the best one counts."),
    "last": N_("Of several attempts, the last one counts."),
    "first": N_("Of several attempts, the first one counts."),
}


def points_in_words(points: float) -> str:
    return str(
        gettext("%(points)s point", points=1)
        if points == 1
        else gettext("%(points)s points", points=number_in_words(points))
    )


def initial_of(member: ClassMember) -> str:
    return member.shown_name[:1].upper()


def grouped_code(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def clock_of(seat: Seat) -> ClassClock:
    return ClassClock(seat.study_class.zone)


def csv_words() -> dict[str, str]:
    named = {
        "name": N_("Name"),
        "account": N_("Account"),
        "state": N_("state"),
        "points": N_("Points"),
        "of": N_("Out of"),
        "total": N_("Total"),
        "membership": N_("Membership"),
        "late": N_("late"),
        "left": N_("left"),
        "in_class": N_("in class"),
    }
    words = {key: str(gettext(message)) for key, message in named.items()}
    return words | {state.value: str(gettext(message)) for state, message in STATE_NAMES.items()}


def title_of_package(statement: str) -> str:
    """Of a live session or an assignment about a claim."""
    return excerpt(statement, LONGEST_TITLE_OF_PACKAGE)

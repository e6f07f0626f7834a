"""The exercises that a class has answered: how hard each was, what it tells apart, and which variants differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask_babel import format_decimal

from quizapp.domain.progress.shares import Share
from quizapp.domain.statistics.flags import Flag
from quizapp.domain.statistics.items import FEWEST_LEARNERS
from quizapp.domain.statistics.variants import VariantGroup
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.models import ClassRole, Role
from quizapp.presentation.item_flags import FLAG_NAMES, SERIOUS_FLAGS
from quizapp.presentation.language import number_in_words
from quizapp.services.classes import membership
from quizapp.services.classes.membership import Seat
from quizapp.services.item_statistics import StatisticsOfItem, statistics_of_class

blueprint = Blueprint("class_exercises", __name__, url_prefix="/classes", template_folder="templates")


@dataclass(frozen=True)
class Dot:
    """A share on the scale of a line, with its 90% interval. name: of the variants; empty for all of them."""

    name: str
    share: Share
    is_unfair: bool = False


@dataclass(frozen=True)
class ExerciseLine:
    """dots: the share of all variants, or one for each group that was answered often enough to be compared."""

    found: StatisticsOfItem
    right: Share
    dots: tuple[Dot, ...]
    discrimination: str
    is_weak: bool
    flags: tuple[Flag, ...]


@blueprint.get("/<class_id>/exercises")
def index(class_id: str) -> str:
    seat = membership.get_seat(db.session, require_account(), class_id, ClassRole.ASSISTANT)
    lines, hidden = lines_of(seat)
    return render_template("classes/exercises.html", seat=seat, lines=lines, hidden=hidden, **words())


def lines_of(seat: Seat) -> tuple[list[ExerciseLine], int]:
    """Those to look at first, then the harder ones; and how many too few learners have answered."""
    found = statistics_of_class(db.session, seat)
    lines = list(_lines(found))
    lines.sort(key=lambda line: (_rank(line.flags), line.right.value))
    return lines, len(found) - len(lines)


def words() -> Mapping[str, Any]:
    """What the templates that show lines need."""
    return {
        "flag_names": FLAG_NAMES,
        "serious_flags": SERIOUS_FLAGS,
        "fewest": FEWEST_LEARNERS,
        "may_author": require_account().role.includes(Role.INSTRUCTOR),
    }


def _lines(found: Iterable[StatisticsOfItem]) -> Iterable[ExerciseLine]:
    for each in found:
        if (statistics := each.statistics) is None:
            continue
        value = statistics.discrimination
        yield ExerciseLine(
            each,
            statistics.right,
            tuple(_dots(statistics.groups)) or (Dot("", statistics.right),),
            "" if value is None else str(format_decimal(round(value, 2), "0.00")).replace("-", "−"),
            Flag.TELLS_LITTLE in each.flags or Flag.BACKWARD in each.flags,
            each.flags,
        )


def _dots(groups: Sequence[VariantGroup]) -> Iterable[Dot]:
    """Of the parameter that makes the largest difference."""
    shown = [group for group in groups if group.parameter == groups[0].parameter]
    for group in shown if any(isinstance(each.value, str) for each in shown) else sorted(shown, key=_value):
        low = number_in_words(group.value) if isinstance(group.value, float) else str(group.value)
        high = "" if group.upper is None else f"–{number_in_words(group.upper)}"
        yield Dot(
            f"{group.parameter} = {low}{high}",
            Share(round(group.right * group.count), group.count),
            group.is_unfair,
        )


def _value(group: VariantGroup) -> float:
    return float(group.value)


def _rank(flags: tuple[Flag, ...]) -> int:
    order = list(Flag)
    return min((order.index(flag) for flag in flags), default=len(order))

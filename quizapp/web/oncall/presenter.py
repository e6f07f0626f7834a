"""What the pages of the on-call room show. Nothing of the hidden network passes through here before the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.domain.oncall.board import GIVEN, is_ruled_out, left, next_cell, ordered
from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.oncall.grading import SEEDS
from quizapp.domain.oncall.measurements import BUDGET_MINUTES, MEASUREMENTS, PROOF_MINUTES
from quizapp.presentation.oncall import sentence_of
from quizapp.services.oncall import Room
from quizapp.services.oncall_answers import Result
from quizapp.web.oncall.charts import Drawing, drawing_of

KEYS = "123456789"
SIGNS = {"for": "+", "none": "·", "against": "✕", "proves": "+"}
AFTER = {None: "for", "for": "none", "none": "against", "against": None}  # the state after a click on a cell


@dataclass(frozen=True)
class Offer:
    """A measurement in the list. state: taken, affordable, eats (the minutes of the proof), or beyond."""

    code: str
    name: str
    tells: str
    minutes: int
    key: str
    tag: str | None
    state: str


@dataclass(frozen=True)
class Card:
    code: str
    tag: str
    name: str
    minutes: int
    sentence: str
    drawings: tuple[Drawing, ...]
    is_pinned: bool
    is_large: bool


@dataclass(frozen=True)
class Cell:
    measurement: str
    tag: str
    state: str | None
    after: str | None

    @property
    def sign(self) -> str:
        return SIGNS.get(self.state or "", "?")


@dataclass(frozen=True)
class Suspect:
    slug: str
    name: str
    is_out: bool
    is_leading: bool
    cells: tuple[Cell, ...]


def report(room: Room) -> str:
    return gettext(room.story.report) % room.sizes


def offers(room: Room) -> list[Offer]:
    found = []
    for number, each in enumerate(room.offered):
        tag = room.tags.get(each.code)
        rest = room.left - each.minutes
        state = "taken" if tag else "beyond" if rest < 0 else "eats" if rest < PROOF_MINUTES else "affordable"
        key = KEYS[number : number + 1]
        found.append(Offer(each.code, gettext(each.name), gettext(each.tells), each.minutes, key, tag, state))
    return found


def cards(room: Room) -> list[Card]:
    """The pinned evidence first, then the newest; the first one is large."""
    pinned = room.row.pinned
    taken = room.taken[::-1]
    taken.sort(key=lambda each: each.measurement.code != pinned)
    return [
        Card(
            code=each.measurement.code,
            tag=each.tag,
            name=gettext(each.measurement.name),
            minutes=each.minutes,
            sentence=sentence_of(each.measurement.code, each.evidence.variant, each.evidence.facts),
            drawings=tuple(drawing_of(chart) for chart in each.evidence.charts),
            is_pinned=each.measurement.code == pinned,
            is_large=number == 0,
        )
        for number, each in enumerate(taken)
    ]


def board(room: Room) -> list[Suspect]:
    marks, names = room.row.board, {cause.slug: cause.name for cause in room.suspects}
    order = ordered(marks, names)
    favor = {
        slug: sum(state == "for" for state in marks.get(slug, {}).values()) for slug in left(marks, names)
    }
    most = max(favor.values(), default=0)
    return [
        Suspect(
            slug=slug,
            name=gettext(names[slug]),
            is_out=is_ruled_out(marks, slug),
            is_leading=most > 0 and favor.get(slug) == most,
            cells=tuple(
                Cell(code, tag, state, AFTER[state])
                for code, tag in room.tags.items()
                for state in (marks.get(slug, {}).get(code),)
            ),
        )
        for slug in order
    ]


def remaining(room: Room) -> tuple[int, int]:
    """How many suspects are left, and how many there were."""
    slugs = [cause.slug for cause in room.suspects]
    return len(left(room.row.board, slugs)), len(slugs)


def next_to_judge(room: Room) -> dict[str, str] | None:
    """The cell that would help most: what was measured last, for the suspect with most in its favor."""
    measured = [code for code in room.tags if code != GIVEN]
    cell = next_cell(room.row.board, [cause.slug for cause in room.suspects], measured)
    if cell is None:
        return None
    suspect, code = cell
    return {"suspect": gettext(CAUSES[suspect].name), "tag": room.tags[code]}


@dataclass(frozen=True)
class Segment:
    tag: str
    x: float
    width: float
    middle: float


def budget(room: Room) -> dict[str, Any]:
    """The bar of the budget, in percent of it."""
    segments, at = [], 0
    for each in room.taken:
        scale = 100.0 / BUDGET_MINUTES
        segments.append(Segment(each.tag, at * scale, each.minutes * scale, (at + each.minutes / 2) * scale))
        at += each.minutes
    ticks = range(0, BUDGET_MINUTES + 1, 6)
    return {
        "segments": segments,
        "spent": 100.0 * at / BUDGET_MINUTES,
        "proof": 100.0 * (BUDGET_MINUTES - PROOF_MINUTES) / BUDGET_MINUTES,
        "ticks": [(100.0 * tick / BUDGET_MINUTES, tick) for tick in ticks],
        "total": BUDGET_MINUTES,
        "proof_minutes": PROOF_MINUTES,
    }


def seed_outcomes(result: Result) -> list[simulator.Outcome | None]:
    """Of the twenty seeds in their order; None for one that is not done."""
    return [result.outcomes.get(seed) for seed in range(SEEDS)]


def steps_of(codes: list[str], room: Room) -> list[dict[str, Any]]:
    """A path of measurements: their names, and their minutes."""
    return [
        {"name": gettext(MEASUREMENTS[code].name), "minutes": MEASUREMENTS[code].minutes} for code in codes
    ]


def told(result: Result) -> list[dict[str, Any]]:
    """What each measurement said or would have said: its sentence, and what follows for the suspects."""
    evidence: Mapping[str, Any] = result.told.get("evidence", {})
    rows = []
    for each in result.room.offered:
        if each.code not in evidence:
            continue
        found = evidence[each.code]
        judgments: Mapping[str, str] = found["judgments"]
        rows.append(
            {
                "tag": result.room.tags.get(each.code),
                "name": gettext(each.name),
                "minutes": each.minutes,
                "sentence": sentence_of(each.code, found["variant"], found["facts"]),
                "proves": _names(judgments, "proves"),
                "for": _names(judgments, "for"),
                "against": _names(judgments, "against"),
            }
        )
    return rows


def _names(judgments: Mapping[str, str], wanted: str) -> list[str]:
    return [gettext(CAUSES[slug].name) for slug, judgment in judgments.items() if judgment == wanted]

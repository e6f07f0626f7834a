"""Presenter of the mock interview: the room, and the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from quizapp.bank.interview_course import MINUTES_A_QUESTION, NAMES, TurnKind
from quizapp.bank.questions import Question
from quizapp.domain.scheduling.ratings import USUAL_SECONDS
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner, variant_source
from quizapp.kinds import kind_of, parts_in_order
from quizapp.kinds.asked import Asked
from quizapp.models import InterviewTurn
from quizapp.presentation.language import current_language
from quizapp.services import claims, question_bank
from quizapp.services.interview_changes import changes_since_last
from quizapp.services.interview_clock import seconds_used
from quizapp.services.interview_reports import Report, TurnResult
from quizapp.services.interview_turns import Room
from quizapp.services.practice_sets import MOST_ITEMS
from quizapp.services.published_bank import published_bank
from quizapp.services.variants import draw_item
from quizapp.web.claims.presenter import test_card
from quizapp.web.lab.run_presenter import test_config
from quizapp.web.practice.marked_text import Segment, segments_of
from quizapp.web.practice.presenter import ItemCard, lab_url

SURE = (25, 50, 60, 70, 80, 90, 100)  # percent


@dataclass(frozen=True)
class Stage:
    """A line of the rail. seconds: of a stage that is over; minutes: about, of one to come."""

    name: str
    state: str  # done, skipped, focus, open
    seconds: float | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class SaidBefore:
    """What the interviewer asked, with the answer."""

    turn: InterviewTurn
    question: Question


def room_values(room: Room, given: Any = None) -> dict[str, Any]:
    assert room.turn is not None
    interview, turn = room.interview, room.turn
    values: dict[str, Any] = {
        "room": room,
        "interview": interview,
        "turn": turn,
        "question": room.question,
        "said": [
            SaidBefore(each, question) for each, question in zip(interview.turns, room.questions, strict=True)
        ][:-1],
        "stages": _stages(room),
        "is_paused": not room.is_running and interview.waits_for_run is None,
        "sure": SURE,
        "entry": None,
    }
    if turn.kind == "exercise":
        values |= {"entry": _exercise(turn, given)}
    elif turn.kind == "show_me":
        claim, test = claims.get_claim_test(db.session, turn.about["claim"], turn.about["test"])
        values |= {
            "claim": claim,
            "card": test_card(test),
            "lab": test_config(claim, test, turn.about["seed"]),
        }
    return values


def own_report_values(report: Report, form_name: str) -> dict[str, Any]:
    """What only the learner sees: what to practice, what has changed, and the run that the interviewer showed."""
    bank = published_bank(db.session)
    values = report_values(report, form_name=form_name)
    values["to_practice"] = [item for item in report.items_to_practice if item in bank.items][:MOST_ITEMS]
    values["changes"] = changes_since_last(db.session, find_current_learner(), report)
    drawn = next((result for result in report.turns if result.shown and result.turn.about.get("run")), None)
    if drawn and drawn.shown:
        claim, test = drawn.shown
        values |= {
            "drawn": drawn,
            "claim": claim,
            "card": test_card(test),
            "lab": test_config(claim, test, drawn.turn.about["seed"]),
        }
    return values


def report_values(report: Report, is_shared: bool = False, form_name: str = "") -> dict[str, Any]:
    bank = published_bank(db.session)
    return {
        "report": report,
        "interview": report.interview,
        "results": [
            _Shown(result, tuple(segments_of(result.turn.answer, result.marks))) for result in report.turns
        ],
        "claims": bank.claims,
        "items": bank.items,
        "used": seconds_used(report.interview),
        "is_shared": is_shared,
        "form_name": form_name,
    }


@dataclass(frozen=True)
class _Shown:
    result: TurnResult
    segments: tuple[Segment, ...]


def _stages(room: Room) -> list[Stage]:
    turns = room.interview.turns
    ends = [each.asked_seconds for each in turns[1:]] + [None]
    stages, counts = [], dict[str, int]()
    for turn, end in zip(turns, ends, strict=True):
        kind = cast(TurnKind, turn.kind)
        counts[kind] = counts.get(kind, 0) + 1
        state = "focus" if turn is room.turn else "skipped" if turn.is_skipped else "done"
        name = NAMES[kind]
        stages.append(Stage(name, state, None if end is None else end - turn.asked_seconds))
    stages += [Stage(NAMES[kind], "open", minutes=minutes) for kind, minutes in _to_come(room)]
    return stages


def _to_come(room: Room) -> list[tuple[TurnKind, int]]:
    """What follows at the least, with about how many minutes it takes."""
    assert room.turn is not None
    left = len(room.interview.plan) - room.question_number
    kinds: list[tuple[TurnKind, int]] = []
    if room.turn.kind in ("opening", "follow_up", "show_me"):
        kinds.append(("exercise", round(USUAL_SECONDS[2] / 60) or 1))
    kinds += [("opening", MINUTES_A_QUESTION)] * left
    return kinds + ([("confidence", 1)] if room.turn.kind != "confidence" else [])


def _exercise(turn: InterviewTurn, given: Any) -> ItemCard:
    """The exercise open for an answer, in the variant that the interview drew."""
    variant = variant_source().read(turn.about["item"], turn.about["variant"])
    found = question_bank.get_item(db.session, turn.about["item"], variant.version_number)
    drawn = draw_item(found.item, variant.seed)
    scenario = published_bank(db.session).scenarios[drawn.item.scenario.slug]
    shown: Mapping[str, Any] = kind_of(drawn.item).shown_on_page(
        drawn.item, Asked(variant.seed, scenario, current_language())
    )
    return ItemCard(
        item=drawn.item,
        parts=parts_in_order(drawn.item, variant.seed),
        shown=shown,
        variant=variant.name,
        scenario=scenario,
        lab_url=lab_url(drawn.item.scenario),
        attempt_count=0,
        given=given,
        spread_over=drawn.spread_over,
    )

"""The grade of an attempt with the key of another version of its question, drawn with the values it was asked with.

What many attempts share is worked out once: a variant for its drawn values, and a grade for a variant and an answer.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from pydantic import ValidationError

from quizapp.bank.parametric.drawing import Rejected, measured_again, redraw
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.parametric.placeholders import PlaceholderError
from quizapp.bank.questions import Question
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.scheduling.ratings import RIGHT_FROM
from quizapp.errors import QuizError
from quizapp.kinds import Item, grade, kind_of, parts_in_order, runs_the_simulator
from quizapp.kinds.asked import Asked
from quizapp.kinds.grade import MalformedAnswer
from quizapp.services.practice import grade_as_stored
from quizapp.services.regrades import SECONDS_OF_NETWORKS

LeftOut = Literal[
    "gone", "kind", "variables", "conditions", "reworded", "unreadable", "networks", "unclear", "time"
]
REASONS: tuple[LeftOut, ...] = (
    "gone",
    "kind",
    "variables",
    "conditions",
    "reworded",
    "unreadable",
    "networks",
    "unclear",
    "time",
)


class CannotRegrade(Exception):
    def __init__(self, reason: LeftOut) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class AttemptThen:
    """An attempt as it is stored. JSON columns are texts, which are equal for many attempts."""

    attempt_id: int
    item_id: str
    version_id: int
    graded_version_id: int | None
    variant_parameters: str
    answer: str
    score: float
    grade: str | None
    contested_points: str | None
    is_second_try: bool
    first_answer: str | None
    first_score: float | None
    open_hint: int | None


@dataclass(frozen=True)
class Change:
    """The columns of an attempt that change; none if it stays as it is."""

    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Variant:
    """record: the drawn and the measured values, if they are not those of the attempt."""

    item: Item
    scenario: Scenario | None
    record: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Graded:
    score: float
    stored: dict[str, Any]
    told: tuple[Any, ...]  # the key and the outcome of each part: what a learner learns of the answer


@dataclass
class Regrading:
    """The keys of one version of a question, for attempts at any of its versions.

    scenarios: those that are published, by slug. target_id: the number of that version. versions: the questions of all
    versions, by number. seconds: for networks that have to run; what they do not suffice for is left out.
    """

    scenarios: Mapping[str, Scenario]
    target_id: int
    versions: Mapping[int, Question]
    takes_reworded: bool = False
    measures_again: bool = False
    seconds: float = SECONDS_OF_NETWORKS
    _variants: dict[tuple[str, int, str], "_Variant | LeftOut"] = field(default_factory=dict)
    _grades: dict[tuple[str, int, str, str], "_Graded | LeftOut"] = field(default_factory=dict)

    def change_of(self, attempt: AttemptThen) -> Change:
        """Raises CannotRegrade."""
        variant = self._variant(attempt)
        graded = self._grade(attempt, variant, attempt.answer)
        after: dict[str, Any] = {"score": graded.score}
        if attempt.first_score is not None and attempt.first_answer is not None:
            first = self._grade(attempt, variant, attempt.first_answer)
            if attempt.is_second_try and first.score >= RIGHT_FROM:
                graded = first  # no second try would have followed
                after = {
                    "score": first.score,
                    "answer": json.loads(attempt.first_answer),
                    "first_answer": None,
                    "first_score": None,
                    "is_second_try": False,
                }
            else:
                after["first_score"] = first.score
        before_told = _told_of_text(attempt.grade) if attempt.grade else None
        if attempt.open_hint is not None and graded.score >= RIGHT_FROM:
            after["open_hint"] = None
        before = {name: _value_then(attempt, name) for name in after}
        changed = {name for name in after if before[name] != after[name]}
        if not changed and (before_told is None or before_told == graded.told):
            return Change()
        after = {name: after[name] for name in after if name in changed}
        after["grade"] = graded.stored
        after["graded_version_id"] = None if attempt.version_id == self.target_id else self.target_id
        if variant.record is not None:
            after["variant_parameters"] = variant.record
        if attempt.contested_points:
            after["contested_points"] = _contested(attempt, graded)
        before = {name: _value_then(attempt, name) for name in after}
        same = {name for name in after if before[name] == after[name]}
        return Change(
            {name: value for name, value in before.items() if name not in same},
            {name: value for name, value in after.items() if name not in same},
        )

    def _variant(self, attempt: AttemptThen) -> _Variant:
        key = attempt.item_id, attempt.version_id, attempt.variant_parameters
        found = self._variants.get(key)
        if found is None:
            try:
                found = self._drawn(*key)
            except CannotRegrade as cannot:
                found = cannot.reason
            self._variants[key] = found
        if isinstance(found, str):
            raise CannotRegrade(found)
        return found

    def _drawn(self, item_id: str, version_id: int, written: str) -> _Variant:
        then, now = self._item(version_id, item_id), self._item(self.target_id, item_id)
        if now is None or then is None:
            raise CannotRegrade("gone")
        if now.kind != then.kind:
            raise CannotRegrade("kind")
        record: dict[str, Any] = json.loads(written) or {}
        filled, measured = self._filled(now, then, record)
        scenario = self.scenarios.get(filled.scenario.slug)
        if scenario is None and runs_the_simulator(filled):
            raise CannotRegrade("networks")
        if not self.takes_reworded and (version_id != self.target_id or measured):
            before = redraw(then, record).item
            if _shown(before, self.scenarios.get(before.scenario.slug)) != _shown(filled, scenario):
                raise CannotRegrade("reworded")
        return _Variant(filled, scenario, measured)

    def _filled(
        self, now: AuthoredItem, then: AuthoredItem, record: dict[str, Any]
    ) -> tuple[Item, dict[str, Any] | None]:
        """The item of the target with the values that were drawn, and its record if something is measured anew."""
        if not isinstance(now, ParametricItem):
            return now, None
        drawn = record.get("parameters", {})
        if drawn.keys() != {parameter.name for parameter in now.parameters}:
            raise CannotRegrade("variables")
        try:
            if not now.meets_conditions(now.names(drawn)):
                raise CannotRegrade("conditions")
            if now.simulate is None:
                return redraw(now, {"parameters": drawn, "outcome": {}}).item, None
            is_same = isinstance(then, ParametricItem) and then.simulate == now.simulate
            if is_same and record.get("outcome") and not self.measures_again:
                return redraw(now, record).item, None
            with self._running(0.0):
                new = measured_again(now, drawn)
        except Rejected:
            raise CannotRegrade("unclear") from None
        except (PlaceholderError, ValidationError, KeyError):
            raise CannotRegrade("variables") from None
        measured = new.record()
        return new.item, measured if measured != record else None

    def _grade(self, attempt: AttemptThen, variant: _Variant, answer: str) -> _Graded:
        key = attempt.item_id, attempt.version_id, attempt.variant_parameters, answer
        found = self._grades.get(key)
        if found is None:
            try:
                found = self._graded(variant, json.loads(answer))
            except CannotRegrade as cannot:
                found = cannot.reason
            self._grades[key] = found
        if isinstance(found, str):
            raise CannotRegrade(found)
        return found

    def _graded(self, variant: _Variant, answer: Any) -> _Graded:
        kind = kind_of(variant.item)
        seconds = 0.0
        if kind.seconds_to_grade is not None and variant.scenario is not None:
            seconds = kind.seconds_to_grade(variant.item, variant.scenario)
        try:
            if kind.runs_the_simulator:
                with self._running(seconds):
                    graded = grade(variant.item, answer, variant.scenario)
            else:
                graded = grade(variant.item, answer)
        except MalformedAnswer:
            raise CannotRegrade("unreadable") from None
        except QuizError:
            raise CannotRegrade("networks") from None
        stored = json.loads(json.dumps(grade_as_stored(graded)))
        return _Graded(graded.score, stored, _told(stored))

    def _running(self, estimate: float) -> "_Timed":
        if self.seconds <= estimate:
            raise CannotRegrade("time")
        return _Timed(self)

    def _item(self, version_id: int, item_id: str) -> AuthoredItem | None:
        return next((item for item in self.versions[version_id].items if item.id == item_id), None)


class _Timed:
    """Counts the seconds inside against those for networks."""

    def __init__(self, regrading: Regrading) -> None:
        self._regrading = regrading

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._regrading.seconds -= time.monotonic() - self._began


def _shown(item: Item, scenario: Scenario | None) -> dict[str, Any]:
    """What a learner sees of an item before the answer, apart from its hints."""
    kind = kind_of(item)
    shown: dict[str, Any] = {
        "prompt": item.prompt,
        "parts": [(part.id, part.text) for part in parts_in_order(item, 0)],
        "scenario": item.scenario if runs_the_simulator(item) else None,
    }
    for language in ("zh", "en"):
        shown[language] = kind.shown_in_api(item, Asked(0, scenario, language))
    return shown


_JSON = {"answer", "first_answer", "grade", "contested_points", "variant_parameters"}


def _value_then(attempt: AttemptThen, name: str) -> Any:
    value = getattr(attempt, name)
    return json.loads(value) if name in _JSON and value is not None else value


def _told(stored: Mapping[str, Any]) -> tuple[Any, ...]:
    parts = tuple((part["part_id"], part["outcome"]) for part in stored.get("parts") or ())
    return stored.get("key"), parts


@lru_cache(maxsize=4096)
def _told_of_text(written: str) -> tuple[Any, ...] | None:
    stored = json.loads(written)
    return _told(stored) if stored else None


def _contested(attempt: AttemptThen, graded: _Graded) -> list[str]:
    """The points of which the learner still says otherwise than the program."""
    contested: list[str] = json.loads(attempt.contested_points or "null") or []
    told = _told_of_text(attempt.grade) if attempt.grade else None
    before = dict(told[1]) if told else {}
    after = dict(graded.told[1])
    return [
        point
        for point in contested
        if point in after and (before.get(point) == "right") == (after[point] == "right")
    ]

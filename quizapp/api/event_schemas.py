"""The documents in the events of a run. Those of frame, result, outcomes, and tallies are stored as they are sent."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field

import simulator
from quizapp.api.bodies import ResponseBody
from quizapp.api.result_schemas import RunOutcomeShown

Number = Annotated[float | None, Field(description="Null if it was not finite")]


class FrameEvent(ResponseBody):
    """frame: what one experiment has recorded since its last frame."""

    experiment: int
    step: int = Field(description="Number of updates done")
    steps: int = Field(description="Number of updates planned")
    rows: dict[str, list[Number | list[Number]]] = Field(
        description="By column of the trace, one entry for each new update: a number, or a list of numbers"
    )


if TYPE_CHECKING:
    SymptomCode: TypeAlias = str
else:
    SymptomCode = Literal[tuple(simulator.SYMPTOMS)]


class SymptomShown(ResponseBody):
    code: SymptomCode
    first_step: int
    evidence: str
    values: dict[str, Number] = Field(description="The numbers of the evidence, by name")
    threshold: float
    source: str = Field(description="The source of the threshold")
    follows: str | None = Field(description="The code of the symptom that this one follows from")
    variant: str | None = Field(
        description="Which sentence of its kind the evidence is; missing in older runs"
    )


class ResultEvent(ResponseBody):
    """result: how one experiment ended."""

    experiment: int
    first_nonfinite_step: int | None
    steps_done: int
    seconds: float
    layer_names: list[str]
    symptoms: list[SymptomShown]


class OutcomesEvent(ResponseBody):
    """outcomes: the outcomes of some more experiments, if only outcomes were requested."""

    outcomes: list[RunOutcomeShown]


class TestTallyShown(ResponseBody):
    """What some seeds gave for one test."""

    __test__ = False  # not a pytest test

    marks: str = Field(description="One character for each seed: + if all conditions hold, otherwise -")
    measured: list[list[Any]] = Field(description="By condition, then by seed; null if it was not finite")


class TalliesEvent(ResponseBody):
    """tallies: whether the conditions of some tests hold in some more seeds, for a run that checks conditions."""

    first_seed: int
    tests: list[TestTallyShown]


class StandingEvent(ResponseBody):
    """standing: the position of a run that is not over. This event has no id."""

    status: Literal["queued", "running"]
    queued_before: int | None = Field(description="As in the document of the run")
    expected_wait_seconds: float | None = Field(description="As in the document of the run")


class EndEvent(ResponseBody):
    """end: the last event. It has no id."""

    status: Literal["finished", "failed", "cancelled"]
    error: str | None = Field(description="In the reader's language, for a run that failed")


EVENTS: dict[str, type[BaseModel]] = {
    "frame": FrameEvent,
    "result": ResultEvent,
    "outcomes": OutcomesEvent,
    "tallies": TalliesEvent,
    "standing": StandingEvent,
    "end": EndEvent,
}

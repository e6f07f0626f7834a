"""The documents that the events of a run carry. Those of frame, result and outcomes are stored as they are sent."""

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

import simulator
from quizapp.api.bodies import ResponseBody
from quizapp.api.result_schemas import RunOutcomeShown

Number = Annotated[float | None, Field(description="Null where it was not finite")]


class FrameEvent(ResponseBody):
    """frame: what one experiment has recorded since its last frame."""

    experiment: int
    step: int = Field(description="How many updates are done")
    steps: int = Field(description="How many there will be")
    rows: dict[str, list[Number | list[Number]]] = Field(
        description="By column of the trace, one entry for each new update: a number, or one for each part"
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
    source: str = Field(description="Where the threshold comes from")
    follows: str | None = Field(description="The code of the symptom that this one comes with or from")


class ResultEvent(ResponseBody):
    """result: how one experiment ended."""

    experiment: int
    first_nonfinite_step: int | None
    steps_done: int
    seconds: float
    layer_names: list[str]
    symptoms: list[SymptomShown]


class OutcomesEvent(ResponseBody):
    """outcomes: what became of some more of the experiments, where only that was asked for."""

    outcomes: list[RunOutcomeShown]


class StandingEvent(ResponseBody):
    """standing: where a run is that is not over. This event has no id."""

    status: Literal["queued", "running"]
    queued_before: int | None = Field(description="As in the document of the run")
    expected_wait_seconds: float | None = Field(description="As in the document of the run")


class EndEvent(ResponseBody):
    """end: the last event. It has no id."""

    status: Literal["finished", "failed", "cancelled"]
    error: str | None = Field(description="In the reader's language, of a run that failed")


EVENTS: dict[str, type[BaseModel]] = {
    "frame": FrameEvent,
    "result": ResultEvent,
    "outcomes": OutcomesEvent,
    "standing": StandingEvent,
    "end": EndEvent,
}

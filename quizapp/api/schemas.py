"""The request and response documents of the API."""

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

import simulator
from quizapp.api.answers import Answer
from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.item_schemas import KindFields
from quizapp.api.provenance_schema import ComputedByShown
from quizapp.bank.variants import LONGEST_NAME
from quizapp.domain.claims.verdicts import Leaning, Verdict
from quizapp.domain.scheduling.ratings import CONFIDENCES
from quizapp.domain.text import KnobValue, Language


def _is_a_confidence(value: float) -> float:
    if value not in CONFIDENCES:
        raise PydanticCustomError("confidence", "One of 0.5, 0.7, 0.9, 0.99")
    return value


Confidence = Annotated[
    float, AfterValidator(_is_a_confidence), WithJsonSchema({"type": "number", "enum": list(CONFIDENCES)})
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class LanguageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @classmethod
    def model_json_schema(cls, *options: Any, **named: Any) -> dict[str, Any]:
        """Made once without options, as flask-openapi3 asks for it at each request."""
        return super().model_json_schema(*options, **named) if options or named else _schema_of(cls)

    lang: Language | None = Field(
        default=None, description="The language of all texts; by default that of Accept-Language"
    )


@cache
def _schema_of(query: type[LanguageQuery]) -> dict[str, Any]:
    return super(LanguageQuery, query).model_json_schema()


class QuestionsQuery(LanguageQuery):
    topic: Name | None = None
    q: str | None = Field(default=None, max_length=200, description="Words that must all occur")


class ClaimsQuery(LanguageQuery):
    question: Name | None = Field(default=None, description="The slug of a question")
    verdict: Verdict | None = None


class PageQuery(LanguageQuery):
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=50, ge=1, le=200)


class QuestionPath(BaseModel):
    slug: Name


class ItemPath(BaseModel):
    item: Name


class ScenarioPath(BaseModel):
    slug: Name


class ClaimPath(BaseModel):
    slug: Name


class ClaimTestPath(ClaimPath):
    test: Name


class OutcomeQuery(LanguageQuery):
    run: Name = Field(description="A finished run of the test's experiments, all with one seed")


class IdempotencyHeader(BaseModel):
    idempotency_key: str | None = Field(default=None, alias="Idempotency-Key", min_length=1, max_length=100)


class AttemptRequest(RequestBody):
    answer: Answer
    variant: str | None = Field(
        default=None,
        max_length=LONGEST_NAME,
        description="The name of the variant, exactly as it was given to you; your current variant if left out",
    )
    seconds: float | None = Field(default=None, ge=0, le=86_400)
    used_hint: bool = Field(
        default=False, description="Whether a hint was shown: a right answer is then rated hard"
    )
    is_second_try: bool = Field(
        default=False, description="Whether it is a second try: a right answer is then rated hard"
    )
    cram: bool = Field(default=False, description="Whether to leave the schedule of reviews as it is")
    confidence: Confidence | None = Field(
        default=None, description="How sure you were before the answer, as a probability"
    )
    second_try: bool = Field(
        default=False,
        description="Whether an answer that is not right gets a hint and waits for a second try, if a hint is left",
    )
    hints_opened: int = Field(
        default=0, ge=0, le=10, description="How many hints were shown before the answer"
    )


class SecondTryRequest(RequestBody):
    answer: Answer
    seconds: float | None = Field(default=None, ge=0, le=86_400)


class AttemptPath(BaseModel):
    attempt: int = Field(ge=1, le=2**62)


class ScenarioShownBriefly(ResponseBody):
    slug: str
    title: str
    knobs: dict[str, KnobValue]


class ItemShown(KindFields):
    id: str
    kind: str
    level: int
    prompt: str = Field(description="Markdown with math between dollar signs")
    hints: list[str]
    variant: str | None = Field(
        description="The name of your current variant; send it with the answer. It changes when you answer. "
        "Null if drawing the numbers runs networks: then draw a variant"
    )
    parameters: dict[str, Any] = Field(
        description="The drawn numbers of this variant; empty if there are none"
    )
    scenario: ScenarioShownBriefly
    is_answered: bool


class VariantShown(KindFields):
    item: str
    variant: str = Field(description="An opaque name, for you alone, that can be answered once")
    parameters: dict[str, Any]
    prompt: str
    hints: list[str]


class QuestionSummary(ResponseBody):
    slug: str
    number: str | None
    topic: str
    title: str
    only_in: Language | None = Field(description="Its only language; null if it is in both")
    version: int
    item_count: int


class QuestionList(ResponseBody):
    questions: list[QuestionSummary]


class ReferenceShown(ResponseBody):
    authors: str
    year: int
    title: str
    where: str
    url: str | None


class ClaimSummary(ResponseBody):
    slug: str
    number: str
    question: str
    statement: str
    verdict: Verdict
    verdict_reason: Literal["omits"] | None
    measured_verdict: Verdict | None = Field(
        description="The verdict that follows from the recorded counts; null without tests, or if it depends on the "
        "BLAS kernel"
    )


class ClaimList(ResponseBody):
    claims: list[ClaimSummary]


class IntervalShown(ResponseBody):
    low: float
    high: float


class RecordedRunShown(ResponseBody):
    as_claimed: int
    seeds: int
    first_seed: int
    as_claimed_by_seed: list[bool]
    interval: IntervalShown = Field(description="Wilson, 95%")
    leaning: Leaning
    simulator: str
    date: date
    computed_by: ComputedByShown | None = Field(description="Null for a record made before this was kept")


class RecordShown(RecordedRunShown):
    other_kernels: list[RecordedRunShown] = Field(description="The same test, run under other BLAS kernels")


class ClaimTestShown(ResponseBody):
    id: str
    title: str
    about: Literal["claim", "condition"]
    predicate: list[dict[str, Any]]
    predicate_in_words: list[str]
    baseline: simulator.Experiment
    treated: simulator.Experiment | None
    recorded: RecordShown | None


class ClaimShown(ClaimSummary):
    source_says: str
    today: str
    scenarios: list[str]
    tests: list[ClaimTestShown]
    references: list[ReferenceShown]


class ConditionJudged(ResponseBody):
    in_words: str
    measured: bool | float | list[int] | Literal["infinite"] | None = Field(description="Null: not a number")
    holds: bool


class OutcomeShown(ResponseBody):
    seed: int
    as_claimed: bool
    conditions: list[ConditionJudged]
    computed_by: ComputedByShown | None = Field(description="The computing environment of the judged run")


class ModelAnswer(ResponseBody):
    text: str
    claims: list[ClaimSummary]
    references: list[ReferenceShown]


class QuestionShown(QuestionSummary):
    prompt: str
    items: list[ItemShown]
    model_answer: ModelAnswer | None = Field(description="Null before the first answer to the question")


class WorldShown(ResponseBody):
    scenario: str
    knobs: dict[str, Any]
    if_right: str


class PartGraded(ResponseBody):
    id: str
    outcome: Literal["right", "wrong", "missed", "neutral", "unsure"] = Field(
        description="unsure: the words of a point occur, but only the learner can tell whether they make it"
    )
    feedback: str | None
    matched: list[str] = Field(description="The words that cover a point in a text, or may cover it")
    world: WorldShown | None = Field(
        description="for a wrong option: what would happen if it were right, and a run"
    )
    contradicts: str | None = Field(description="for a wrong part: the claim that speaks against it")


class ToleranceShown(ResponseBody):
    """The larger of both counts. With spread_over, it is the distance between that many seeds of a simulation."""

    absolute: float
    relative: float
    spread_over: int | None


class AttemptShown(ResponseBody):
    id: int
    item: str
    question: str
    variant: str
    answer: Any
    score: float = Field(ge=0, le=1)
    key: Any = Field(
        description="In the form of an answer; for words, the accepted wordings in each language"
    )
    parts: list[PartGraded]
    measured: dict[str, Any] = Field(description="Values read from the runs, for kinds graded by running")
    feedback: str | None
    contradicts: list[str] = Field(description="The claims that speak against what is wrong in the answer")
    tolerance: ToleranceShown | None = Field(description="Around the key of a number")
    explanation: str
    scenarios: list[ScenarioShownBriefly]
    claims: list[ClaimSummary]
    seconds: float | None
    created_at: datetime
    confidence: float | None = Field(description="How sure the learner was before the first answer")
    used_hint: bool = Field(description="Whether a hint was shown before the first answer")
    is_second_try: bool
    first_score: float | None = Field(description="The score of the first try, if this is the second")
    hint: str | None = Field(
        description="A hint for the second try, while the attempt waits for it: the key, the parts, and all "
        "explanations come with the second answer, or without one on request"
    )


class AttemptList(ResponseBody):
    attempts: list[AttemptShown]
    count: int


class KnobShown(ResponseBody):
    id: str
    label: str
    help: str
    value: KnobValue
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: list[KnobValue]


class ScenarioSummary(ResponseBody):
    slug: str
    title: str
    story: str


class ScenarioList(ResponseBody):
    scenarios: list[ScenarioSummary]


class ScenarioShown(ScenarioSummary):
    look_for: str
    try_next: str
    charts: list[str]
    knobs: list[KnobShown]
    baseline: simulator.Experiment
    treated: simulator.Experiment


class Health(ResponseBody):
    status: Literal["ok"]
    version: str
    simulator: str


class Readiness(Health):
    workers: int | None = Field(
        description="Number of separate workers that are alive; null if this server computes runs itself"
    )

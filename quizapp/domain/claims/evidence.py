"""Evidence: what a text says about a network, and the run, the recorded test, or the source that bears it out.

The texts of a scenario, a claim, or a question say what networks do. An entry of evidence quotes such sentences in both
languages and names what they rest on, so that a sentence that is edited and a run that comes out otherwise both fail
`quizapp content check`.
"""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.claim import Record, RecordedRun
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.text import ContentModel, KnobValue, Line, PartId, Slug, Text
from quizapp.errors import N_

SEEDS_OF_EVIDENCE = range(2000, 2020)  # nothing is tuned on them
KINDS = ("when", "claim", "derived", "cited")
MESSAGES = {
    "one_kind_of_evidence": N_("Give exactly one of when, claim, derived, and cited."),
    "evidence_not_run": N_("Only evidence with conditions (when) runs networks; leave this out."),
    "claim_without_test": N_("Name the claim and the id of one of its tests."),
    "share_order": N_("The smallest share must not be above the largest."),
}
_OF_RUNS = ("scenario", "knobs", "baseline", "treated", "refutes")


class OptionLink(ContentModel):
    """A wrong option with a what-if run."""

    item: Slug
    option: PartId


class Evidence(ContentModel):
    """Sentences of one document, and what they rest on.

    says: excerpts of its texts, word for word. when: conditions on a run, which hold in at least `share` of the seeds
    and in at most `at_most` of them. The run is that of `scenario` with `knobs`, of `baseline` and `treated`, or, if
    none is given, of the document itself. refutes: `when` then says in conditions what `if_right` says in words, and
    at most 1 - share of the seeds may meet them. derived, cited: why no run is needed: what the sentence follows from,
    or the source that measured it.
    """

    id: PartId
    says: tuple[Text, ...] = Field(min_length=1, max_length=40)
    item: Slug | None = None  # of a question: the exercise the sentences are in
    scenario: Slug | None = None
    knobs: dict[str, KnobValue] = {}
    baseline: simulator.Experiment | None = None
    treated: simulator.Experiment | None = None
    refutes: OptionLink | None = None
    when: tuple[Condition, ...] = Field(default=(), max_length=6)
    claim: Slug | None = None
    test: PartId | None = None
    share: float = Field(default=0.9, ge=0, le=1)
    at_most: float = Field(default=1.0, ge=0, le=1)
    derived: Line | None = None
    cited: Line | None = None

    @model_validator(mode="after")
    def _rests_on_one_thing(self) -> Self:
        if sum(bool(getattr(self, kind)) for kind in KINDS) != 1:
            raise PydanticCustomError("one_kind_of_evidence", "Give exactly one kind of evidence", {})
        if not self.when:
            for field in _OF_RUNS:
                if getattr(self, field):
                    raise PydanticCustomError("evidence_not_run", "Nothing is run", {"field": field})
        if bool(self.claim) != bool(self.test):
            raise PydanticCustomError("claim_without_test", "A claim and its test", {"field": "test"})
        if self.share > self.at_most:
            raise PydanticCustomError("share_order", "No share is between", {"field": "at_most"})
        return self

    @property
    def shares(self) -> tuple[float, float]:
        """The smallest and the largest share of the seeds that may meet the conditions."""
        return (0.0, 1 - self.share) if self.refutes else (self.share, self.at_most)

    def is_borne_out_by(self, record: Record) -> bool:
        """Whether the conditions hold in the share of the seeds that is required, under every BLAS kernel."""
        return all(self.is_within_shares(run) for run in record.runs)

    def is_within_shares(self, run: RecordedRun) -> bool:
        return is_within(run.as_claimed, run.seeds, self.shares)


def is_within(count: int, seeds: int, shares: tuple[float, float]) -> bool:
    tiny = 1e-9  # 0.9 of 20 seeds is 18
    return shares[0] * seeds - tiny <= count <= shares[1] * seeds + tiny

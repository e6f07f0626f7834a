"""What an export to another program cannot hold: each loss names the question, the exercise, and the part of it."""

from dataclasses import dataclass, field
from typing import Any

from quizapp.errors import N_


@dataclass(frozen=True)
class Reason:
    """Why something is lost. part: what of the exercise it is. message: a sentence for people, marked with N_()."""

    part: str
    message: str


@dataclass(frozen=True)
class Loss:
    """Something of a question, or of one of its exercises, that a file does not hold."""

    slug: str
    item: str
    reason: Reason
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        where = f"{self.slug}, {self.item}" if self.item else self.slug
        return f"{where}: {self.said}"

    @property
    def said(self) -> str:
        message = self.reason.message
        return message % self.values if self.values else message


@dataclass(frozen=True)
class Written:
    """A file for another program, and everything it does not hold."""

    data: bytes
    losses: tuple[Loss, ...]


class Losses:
    """Collects what a format loses; the same loss of several variants once."""

    def __init__(self, known: tuple[Loss, ...] = ()) -> None:
        self._found = list(known)

    def add(self, slug: str, item_id: str, reason: Reason, **values: Any) -> None:
        loss = Loss(slug, item_id, reason, values)
        if loss not in self._found:
            self._found.append(loss)

    @property
    def all(self) -> tuple[Loss, ...]:
        return tuple(self._found)


WHOLE = "exercise"  # the part of an exercise that is left out

# Of every format
NO_FORM = Reason(WHOLE, N_("This kind of exercise has no counterpart in other programs; it is left out."))
SIMULATED = Reason(WHOLE, N_("The correct answer is measured by running networks; the exercise is left out."))
FROZEN = Reason("variables", N_("The variables are replaced by %(count)s fixed variants."))
SCENARIO = Reason("scenario", N_("The scenario is dropped."))
WHAT_IF = Reason("what_if_runs", N_("The what-if runs of the wrong options are dropped."))
CONTRADICTS = Reason("contradicts", N_("The claims that speak against wrong options are dropped."))
LEVEL = Reason("level", N_("The level is dropped."))
LANGUAGE = Reason("language", N_("Only one of the two languages is written."))
INTERVIEW = Reason("interview", N_("The mock interview is dropped."))
REFERENCES = Reason("references", N_("The references are dropped."))
CLAIMS = Reason("claims", N_("The claims that the question relies on are dropped."))
CLAIM_LINKS = Reason("links", N_("Links to claims are dropped; their text stays."))

IMAGES = Reason("images", N_("The images are not in the file; what they show stands in their place."))

# Of some formats
ORDER = Reason(WHOLE, N_("This format has no exercises about an order; the exercise is left out."))
BLANKS = Reason(WHOLE, N_("This format has no texts with blanks; the exercise is left out."))
MIXED_BLANKS = Reason(
    WHOLE, N_("This format has no text with blanks of different kinds; the exercise is left out.")
)
ONLY_CHOICES = Reason(
    WHOLE, N_("This format only has choices with one correct answer; the exercise is left out.")
)
ENTRY_FEEDBACK = Reason("feedback", N_("The feedback on single entries is dropped."))
OPTION_FEEDBACK = Reason("feedback", N_("The feedback on the options is dropped."))
BLANK_FEEDBACK = Reason("feedback", N_("The feedback on the blanks and their options is dropped."))
MISTAKES = Reason("mistakes", N_("The common mistakes with their feedback are dropped."))
EXPLANATION = Reason("explanation", N_("The explanation is dropped."))
HINTS = Reason("hints", N_("The hints are dropped."))
TOLERANCE = Reason(
    "tolerance",
    N_("The relative tolerance becomes an absolute one; roundings of the number no longer count."),
)
UNIT = Reason("unit", N_("The unit “%(unit)s” moves from the answer to the question."))
FORMATTING = Reason("formatting", N_("Formatting such as bold type, code, and lists becomes plain text."))
POINTS = Reason("key_points", N_("The key points are dropped; the model answer stays."))
POINTS_FOR_GRADERS = Reason("key_points", N_("The key points become a note for graders."))
ANSWER_EXPLAINED = Reason("model_answer", N_("The model answer moves to the explanation."))
REASONS = Reason("reasons", N_("The reasons are dropped; the right one moves to the explanation."))
VERDICT_AS_CHOICE = Reason("kind", N_("The statement becomes a choice between “true” and “false”."))
ONLY_A_CARD = Reason(
    "kind", N_("It becomes a card: how it is graded, and the feedback on its parts, are dropped.")
)
EXPLANATION_ON_BACK = Reason("explanation", N_("The explanation stands on the back, below the answer."))
POINTS_ON_BACK = Reason("key_points", N_("The key points stand on the back, below the model answer."))
NAMED_ELSEWHERE = Reason(
    "scenarios",
    N_(
        "The scenarios and claims that it names are not in the file; they must be known where it is imported."
    ),
)

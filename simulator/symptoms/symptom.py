"""A kind of symptom, and a symptom found in a trace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulator.markup import heading, page, paragraph, table
from simulator.measuring.trace import Trace


def N_(text: str) -> str:  # noqa: N802
    """Mark an English text for translation where it is shown, without translating it."""
    return text


@dataclass(frozen=True)
class Sign:
    """The result of a detector. values: numbers of the evidence, by name. variant: of its sentence."""

    first_step: int
    threshold: float
    source: str
    values: dict[str, float] = field(default_factory=dict)
    variant: str = ""


@dataclass(frozen=True)
class Symptom:
    """A symptom. first_step: the row of the trace where it begins, counted from 0.

    evidence: one English sentence, and a second if it follows from another symptom; values: the numbers in it,
    by name; threshold: the threshold of the comparison; source: the source of the threshold; follows: the code of the
    symptom that this one follows from, None for an independent one; variant: which sentence of its kind.
    """

    code: str
    first_step: int
    evidence: str
    threshold: float
    source: str
    values: dict[str, float] = field(default_factory=dict)
    follows: str | None = None
    variant: str = ""

    def __repr__(self) -> str:
        return f"<Symptom {self.code} at step {self.first_step}: {self.evidence}>"

    def _repr_html_(self) -> str:
        numbers = {name: f"{value:.6g}" for name, value in self.values.items()}
        facts = {"threshold": f"{self.threshold:.6g}", "source": self.source, **numbers}
        if self.follows:
            facts |= {"follows": self.follows}
        return page(heading(f"{self.code} at step {self.first_step}"), paragraph(self.evidence), table(facts))


@dataclass(frozen=True)
class SymptomKind:
    """One kind of symptom: the entry at the end of its file.

    name: in English. detect: finds it in a trace, or returns None; runs with NumPy's warnings off, and finds nothing
    if its probe is off. evidence: its sentence, by variant: an English template with values in braces; `step` and
    `threshold` are those of the finding, `share` a share, `layer` the number of a layer. causes: codes of symptoms
    that it may follow from, the most informative first. spread: the order in which faults spread; of two that begin
    in the same update, only the one with the higher number follows. slack: the number of steps by which a cause may
    begin later, if a symptom is dated from its expected start; its date is then that of the cause. excludes: whether
    the second symptom, one of the causes, cannot have produced the first.
    """

    code: str
    name: str
    detect: Callable[[Trace], Sign | None]
    evidence: Mapping[str, str]
    spread: int
    causes: tuple[str, ...] = ()
    slack: int | None = None
    excludes: Callable[[Symptom, Symptom], bool] = field(default=lambda symptom, cause: False)

    def find_in(self, trace: Trace) -> Symptom | None:
        """The symptom, if the trace shows it, without its cause."""
        sign = self.detect(trace)
        if sign is None:
            return None
        numbers = sign.values | {"step": sign.first_step, "threshold": sign.threshold}
        shown = {name: _shown(name, number, trace) for name, number in numbers.items()}
        evidence = self.evidence[sign.variant].format(**shown)
        return Symptom(
            self.code,
            sign.first_step,
            evidence,
            sign.threshold,
            sign.source,
            sign.values,
            variant=sign.variant,
        )


def _shown(name: str, number: float, trace: Trace) -> str:
    if name == "share":
        return f"{number:.0%}"
    if name == "layer":
        return trace.layer_names[int(number)]
    return str(number) if isinstance(number, int) else f"{number + 0.0:.3g}"  # -0.0 becomes 0.0

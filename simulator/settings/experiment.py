"""The experiment: a JSON document that says everything about one training run.

Validation has two levels: each part checks its own fields, and `compatibility` checks combinations of parts. All
faults reach the caller as `InvalidExperiment`, except where an `Experiment` is a field
of another pydantic model: there pydantic's own error locations survive.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Self, TypeAlias, TypeVar

from pydantic import ValidationError, model_validator

from simulator.errors import InvalidExperiment, Problem, problems_of, refusal
from simulator.field_types import BatchSize, Seed, Settings, Steps, Window, kinds_of
from simulator.markup import heading, page, table
from simulator.paths import leaves, put
from simulator.settings.compatibility import faults_between
from simulator.settings.networks import AnyNetworkSettings, NetworkSettings
from simulator.settings.probes import ProbeSettings
from simulator.settings.updates import (
    AnyOptimizerSettings,
    ClipSettings,
    OptimizerSettings,
    PenaltySettings,
    SgdSettings,
)
from simulator.tasks import AnyTaskSettings, TaskSettings

Result = TypeVar("Result")
KINDS: Final = {
    "network": kinds_of(AnyNetworkSettings),
    "task": kinds_of(AnyTaskSettings),
    "optimizer": kinds_of(AnyOptimizerSettings),
}


def _with_named_problems(validate: Callable[[], Result]) -> Result:
    try:
        return validate()
    except ValidationError as error:
        raise InvalidExperiment(problems_of(error.errors(), KINDS)) from None


class Experiment(Settings):
    """One complete training run: on one computer, the same document gives the same bits on every call.

    The same holds across computers with the same NumPy, BLAS kernel, and processor family (see `Provenance`).

    Raises InvalidExperiment, naming each faulty field; nothing is ever changed silently.
    """

    network: NetworkSettings
    task: TaskSettings
    optimizer: OptimizerSettings = SgdSettings()
    batch_size: BatchSize = 32
    reduction: Literal["mean", "sum"] = "mean"
    steps: Steps = 200
    clip: ClipSettings | None = None
    penalty: PenaltySettings | None = None
    truncate: Window | None = None
    probes: ProbeSettings = ProbeSettings()
    dtype: Literal["float32", "float64"] = "float32"
    seed: Seed = 0

    def __init__(self, **data: Any) -> None:
        _with_named_problems(lambda: super(Experiment, self).__init__(**data))

    # Tells pydantic-core that this is still the plain constructor, so that validating an Experiment inside
    # another model does not come through here and keeps its error locations.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, *args: Any, **kwargs: Any) -> Self:
        """An experiment from a mapping; raises InvalidExperiment."""
        validate = super().model_validate
        return _with_named_problems(lambda: validate(*args, **kwargs))

    @classmethod
    def model_validate_json(cls, *args: Any, **kwargs: Any) -> Self:
        """An experiment from JSON text; raises InvalidExperiment."""
        validate = super().model_validate_json
        return _with_named_problems(lambda: validate(*args, **kwargs))

    def replace(self, path: str, value: Any) -> Self:
        """This experiment with another value at a dotted path, such as `optimizer.learning_rate`.

        value: a number, a text, None, or a whole part: a mapping, or its settings class. Another kind of a part
        has other fields, so replace the part as a whole: `replace("optimizer", {"kind": "adam"})`.
        Raises InvalidExperiment, also for a path that does not exist.
        """
        if not path:
            raise InvalidExperiment([Problem("", "missing", "Name the setting to replace")])
        document = self.model_dump(mode="json")
        put(document, path, value.model_dump(mode="json") if isinstance(value, Settings) else value)
        return self.model_validate(document)

    def __repr__(self) -> str:
        """One line with the settings that are not the defaults."""
        return f"<Experiment {self._line()}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return page(heading(f"Experiment: {self._line()}"), table(dict(leaves(self.model_dump(mode="json")))))

    def _line(self) -> str:
        given = dict(leaves(self.model_dump(mode="json", exclude_defaults=True)))
        kinds = given.pop("network.kind"), given.pop("task.kind")
        return ", ".join([" on ".join(kinds), *(f"{path}={value}" for path, value in given.items())])

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        faults = faults_between(self.network, self.task, self.batch_size, self.penalty, self.truncate)
        if faults:
            raise refusal(*faults)
        return self


ExperimentLike: TypeAlias = Experiment | Mapping[str, Any]


def as_experiment(experiment: ExperimentLike) -> Experiment:
    """An experiment from itself or from a mapping; raises InvalidExperiment."""
    if isinstance(experiment, Experiment):
        return experiment
    return Experiment.model_validate(experiment)

"""The tasks that networks are trained on, batch by batch. Each is an entry in its own file; this is their list.

A source writes one batch into arrays the training loop owns. Inputs are (batch, features) for vector tasks
and (time, batch, features) for sequence tasks. Random numbers come from two generators per experiment: `data` for a
data set that is fixed for the whole run, `batches` for each update.
"""

from typing import Annotated, Any, Final

from pydantic import Field

from simulator.tasks import (
    adding,
    classification,
    latch,
    next_word,
    recall,
    regression,
    sine,
    temporal_order,
)
from simulator.tasks.task import BatchSource, Constant, Draws, Metric, Task, TaskShape

AnyTaskSettings = (
    regression.RegressionSettings
    | classification.ClassificationSettings
    | temporal_order.TemporalOrderSettings
    | recall.RecallSettings
    | next_word.NextWordSettings
    | adding.AddingSettings
    | latch.LatchSettings
    | sine.SineSettings
)
TaskSettings = Annotated[AnyTaskSettings, Field(discriminator="kind")]
TASKS: Final[tuple[Task[Any], ...]] = (
    regression.TASK,
    classification.TASK,
    temporal_order.TASK,
    recall.TASK,
    next_word.TASK,
    adding.TASK,
    latch.TASK,
    sine.TASK,
)
_TASK_OF: Final = {task.settings: task for task in TASKS}
VECTOR_TASKS: Final = tuple(task.kind for task in TASKS if not task.is_sequence)
SEQUENCE_TASKS: Final = tuple(task.kind for task in TASKS if task.is_sequence)


def task_of(settings: AnyTaskSettings) -> Task[Any]:
    """The task with these settings."""
    return _TASK_OF[type(settings)]


def shape_of(settings: AnyTaskSettings) -> TaskShape:
    """The sizes of a task: features, outputs (or classes), time steps."""
    return task_of(settings).shape(settings)


def source_of(settings: AnyTaskSettings, draws: Draws) -> BatchSource:
    """The source of a task's batches."""
    return task_of(settings).source(settings, draws)


def metric_of(settings: AnyTaskSettings) -> Metric:
    """The metric of a task: accuracy for classes, otherwise the mean squared error."""
    return shape_of(settings).metric


def constant_of(settings: AnyTaskSettings) -> Constant:
    """The loss and the metric of the best constant predictor."""
    return task_of(settings).constant(settings)

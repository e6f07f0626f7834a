"""The part of a script that draws its batches: plain NumPy, with the same numbers as the simulator."""

from typing import Final

from simulator.settings.experiment import Experiment
from simulator.tasks import shape_of, task_of

HEAD: Final = """\
def batches():
    \"\"\"Inputs {input_axes} and targets {target_axes}, without end.\"\"\"
    data, draws = [np.random.default_rng(seeds) for seeds in np.random.SeedSequence({seed}).spawn(3)][1:]
"""


def batches_source(experiment: Experiment) -> str:
    """The definition of `batches()`, a generator of float64 inputs and of targets."""
    task, script = experiment.task, task_of(experiment.task).script
    values = (
        task.model_dump() | {"batch": experiment.batch_size, "seed": experiment.seed} | script.values(task)
    )
    input_axes = "(batch, features)" if shape_of(task).length is None else "(time, batch, features)"
    head = HEAD.format(input_axes=input_axes, target_axes=script.targets, seed=experiment.seed)
    return head + script.body.removeprefix("\n").format(**values)

"""The first line of a script: which network learns which task."""

from simulator.settings.experiment import Experiment

NAMES = {"mlp": "An MLP", "rnn": "An RNN", "lstm": "An LSTM"}


def heading(experiment: Experiment, library: str, more: str = "") -> str:
    """The docstring of a script, in triple quotes."""
    kind = experiment.network.kind
    task = experiment.task.kind.replace("_", " ")
    network = NAMES.get(kind, f"A {kind.upper()}")
    return f'"""{network} learns {task}: {experiment.steps} updates, in {library}.{more}"""'

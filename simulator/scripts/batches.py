"""The part of a script that makes its batches: plain NumPy, and the same numbers as the simulator draws."""

from typing import Final

from simulator.settings.experiment import Experiment
from simulator.tasks.sentences import vocabulary_of, words_of
from simulator.tasks.settings import NextWordSettings

HEAD: Final = """\
def batches():
    \"\"\"Inputs {input_axes} and targets {target_axes}, without end.\"\"\"
    data, draws = [np.random.default_rng(seeds) for seeds in np.random.SeedSequence({seed}).spawn(3)][1:]
"""

# By kind of task: the axes of a target, and the body of `batches`. {name} is a setting of the task.
BODIES: Final = {
    "regression": (
        "(batch, outputs)",
        """
    x = data.standard_normal(({samples}, {features}))
    first = data.standard_normal(({features}, 16)) * (1.5 / {features}**0.5)
    second = data.standard_normal((16, {outputs}))
    y = standardized(np.tanh(x @ first) @ second)
    y = standardized(y + {noise} * data.standard_normal(y.shape)) * {target_scale}
    while True:
        chosen = draws.choice({samples}, {batch}, replace=False, shuffle=False)
        yield x[chosen], y[chosen]


def standardized(values):
    centred = values - values.mean(axis=0)
    return centred / np.sqrt(np.mean(centred**2, axis=0))
""",
    ),
    "classification": (
        "(batch,) class",
        """
    centres = data.standard_normal(({classes}, {clusters}, {features})) * {separation}
    around = data.standard_normal(({samples}, {features}))
    number = np.arange({samples})
    label, cluster = number % {classes}, number // {classes} % {clusters}
    x = (centres[label, cluster] + around) / np.sqrt(1 + {separation} ** 2)
    is_noisy = data.random({samples}) < {label_noise}
    y = np.where(is_noisy, data.integers(0, {classes}, {samples}), label)
    while True:
        chosen = draws.choice({samples}, {batch}, replace=False, shuffle=False)
        yield x[chosen], y[chosen]
""",
    ),
    "temporal_order": (
        "(batch,) class",
        """
    T, n, column = {length}, {batch}, np.arange({batch})
    while True:
        symbols = draws.integers(2, 6, size=(T, n), dtype=np.uint8)
        first = draws.integers(T // 10, 2 * T // 10 + 1, size=n)
        second = draws.integers(4 * T // 10, 5 * T // 10 + 1, size=n)
        relevant = draws.integers(0, 2, size=(2, n), dtype=np.uint8)
        symbols[first, column], symbols[second, column] = relevant
        yield np.eye(6)[symbols], 2 * relevant[0] + relevant[1].astype(int)
""",
    ),
    "recall": (
        "(batch,) class",
        """
    while True:
        symbols = draws.integers(0, {symbols}, size=({length}, {batch}))
        yield np.eye({symbols})[symbols], symbols[{length} - 1 - {delay}]
""",
    ),
    "next_word": (
        "(time, batch) class",
        """
    # Words of the sentences by number; the last number is the end mark.
    sentences = np.array({sentences})
    following = np.column_stack([sentences[:, 1:], np.full(len(sentences), {end})])
    while True:
        chosen = draws.integers(0, len(sentences), size={batch})
        yield np.eye({end} + 1)[sentences.T[:, chosen]], following.T[:, chosen]
""",
    ),
    "adding": (
        "(batch, 1)",
        """
    T, n, column = {length}, {batch}, np.arange({batch})
    while True:
        values, marks = draws.random((T, n)), np.zeros((T, n))
        first, second = draws.integers(0, 10, size=n), draws.integers(0, T // 2 - 1, size=n)
        second += second >= first
        if "{values}" == "signed":
            values = 2 * values - 1
            values[0, (first == 0) | (second == 0)] = 0
            marks[[0, -1]] = -1
        marks[first, column] = marks[second, column] = 1
        total = values[first, column] + values[second, column]
        target = 0.5 + total / 4 if "{values}" == "signed" else total
        yield np.stack([values, marks], axis=-1), target[:, None]
""",
    ),
    "latch": (
        "(batch,) class",
        """
    while True:
        classes = draws.integers(0, 2, size={batch})
        x = draws.standard_normal(({length}, {batch})) * {noise}
        x[:{signal_steps}] = 2 * classes - 1
        yield x[..., None], classes
""",
    ),
    "sine": (
        "(time, batch, 1)",
        """
    t = np.arange({length} + {horizon})[:, None]
    while True:
        period = draws.uniform({shortest_period}, {longest_period}, {batch})
        phase = draws.uniform(0, 2 * np.pi, {batch})
        noise = draws.standard_normal(({length}, {batch}))
        wave = np.sin(2 * np.pi * t / period + phase)
        yield (wave[:{length}] + {noise} * noise)[..., None], wave[{horizon}:, :, None]
""",
    ),
}


def batches_source(experiment: Experiment) -> str:
    """The definition of `batches()`, a generator of float64 inputs and of targets."""
    task = experiment.task
    settings = task.model_dump() | {"batch": experiment.batch_size, "seed": experiment.seed}
    if isinstance(task, NextWordSettings):
        words = vocabulary_of(task.language)
        settings["sentences"] = [[words.index(word) for word in words_] for words_ in words_of(task.language)]
        settings["end"] = len(words) - 1
    target_axes, body = BODIES[task.kind]
    input_axes = "(batch, features)" if experiment.network.kind == "mlp" else "(time, batch, features)"
    head = HEAD.format(input_axes=input_axes, target_axes=target_axes, seed=experiment.seed)
    return head + body.removeprefix("\n").format(**settings)

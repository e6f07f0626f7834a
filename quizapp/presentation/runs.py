"""A run in the reader's words."""

from collections.abc import Sequence

from flask_babel import gettext

import simulator
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.presentation.language import words
from quizapp.presentation.provenance import environment_line, reproducibility_note
from quizapp.presentation.setting_words import VALUES


def arm_labels(scenario: Scenario | None, count: int) -> list[str]:
    """The labels of the experiments of a run: those of its scenario if it has one, otherwise numbers."""
    if scenario is not None and count == 2:
        return [words(arm.label) for arm in (scenario.baseline, scenario.treated)]
    return [f"{gettext('Experiment')} {number}" for number in range(1, count + 1)]


def run_name(experiments: Sequence[simulator.Experiment]) -> str:
    """What was trained, for a run that belongs to no scenario: “RNN / LSTM · latch”."""
    kinds = dict.fromkeys(experiment.network.kind.upper() for experiment in experiments)
    tasks = dict.fromkeys(experiment.task.kind for experiment in experiments)
    named = (gettext(VALUES[task]) if task in VALUES else task for task in tasks)
    return f"{' / '.join(kinds)} · {' / '.join(named)}"


def file_stem(run_id: str, scenario_slug: str | None, experiments: Sequence[simulator.Experiment]) -> str:
    """How the files of a run begin, so that they are told apart: “mlp-nan-loss-1a2b3c4d”."""
    kinds = dict.fromkeys(experiment.network.kind for experiment in experiments)
    tasks = dict.fromkeys(experiment.task.kind for experiment in experiments)
    named = scenario_slug or "-".join((*kinds, *tasks)).replace("_", "-")
    return f"{named}-{run_id[:8]}"


def notebook_heading(run_id: str, version: str, computed_by: simulator.Provenance | None) -> str:
    """The first cell of the notebook of a run, as Markdown."""
    paragraphs = (
        f"# {gettext('Run %(id)s', id=run_id[:8])}",
        gettext(
            "Run `%(id)s` of `simulator` %(version)s. The notebook needs `simulator`, NumPy, and pydantic; the plots "
            "need matplotlib.",
            id=run_id,
            version=version,
        ),
        environment_line(computed_by),
        reproducibility_note(),
    )
    return "\n\n".join(paragraphs)


def script_heading(run_id: str, computed_by: simulator.Provenance | None) -> str:
    """The comment at the top of a script of one of the experiments of the run."""
    return gettext("From run %(id)s.", id=run_id) + " " + environment_line(computed_by)

"""A run in the reader's words."""

from flask_babel import gettext

import simulator
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.presentation.language import words
from quizapp.presentation.provenance import environment_line, reproducibility_note


def arm_labels(scenario: Scenario | None, count: int) -> list[str]:
    """The labels of the experiments of a run: those of its scenario if it has one, otherwise numbers."""
    if scenario is not None and count == 2:
        return [words(arm.label) for arm in (scenario.baseline, scenario.treated)]
    return [f"{gettext('Experiment')} {number}" for number in range(1, count + 1)]


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

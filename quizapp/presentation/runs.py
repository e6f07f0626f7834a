"""A run in the reader's words."""

from flask_babel import gettext

from quizapp.domain.scenarios import Scenario
from quizapp.presentation.language import words


def arm_labels(scenario: Scenario | None, count: int) -> list[str]:
    """The labels of a run's experiments: the scenario's where the run came from one, else by number."""
    if scenario is not None and count == 2:
        return [words(arm.label) for arm in (scenario.baseline, scenario.treated)]
    return [f"{gettext('Experiment')} {number}" for number in range(1, count + 1)]

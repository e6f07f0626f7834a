"""A run in the reader's words."""

from flask_babel import gettext
from sqlalchemy.orm import Session

from quizapp.models import Run
from quizapp.rendering_filters import words
from quizapp.services import question_bank


def arm_labels(session: Session, run: Run) -> list[str]:
    """The scenario's labels where the run came from one, else the experiments by number."""
    scenarios = {each.slug: each for each in question_bank.list_scenarios(session)}
    scenario = scenarios.get(run.scenario_slug or "")
    if scenario is not None and len(run.experiments) == 2:
        return [words(arm.label) for arm in (scenario.baseline, scenario.treated)]
    return [f"{gettext('Experiment')} {number}" for number in range(1, len(run.experiments) + 1)]

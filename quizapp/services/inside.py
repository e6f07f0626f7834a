"""Look inside: one forward and backward pass of an experiment, made small enough to read."""

from sqlalchemy.orm import Session

import simulator
from quizapp.domain.experiments.inside import Inside, When, look_inside
from quizapp.errors import N_, Invalid, Problem
from quizapp.services.runs import entry_at, experiments_of_run


def inside_of(experiment: simulator.Experiment, when: When, sample: int = 0) -> Inside:
    """Raises Invalid for a sample that the small batch does not have."""
    try:
        return look_inside(experiment, when, sample)
    except IndexError:
        message = N_("This sample was not found: the small batch has only a few samples, counted from 0.")
        raise Invalid([Problem("sample", message)]) from None


def inside_of_run(session: Session, run_id: str, position: int, when: When, sample: int = 0) -> Inside:
    """The same for one experiment of a run, finished or not. Raises RunNotFound, and Invalid naming the field."""
    return inside_of(entry_at(experiments_of_run(session, run_id), position), when, sample)

"""The fixes that a learner did not name, tested on the held-out seeds of a case when its result is read.

Each fix is a run of its own, so that one that was refused or stopped is said to be untested, and the others stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

import simulator
from quizapp.domain.experiments.remedies import Remedy
from quizapp.domain.oncall.grading import SEEDS, learned, on_seeds, works
from quizapp.errors import CaseOpen
from quizapp.models import Learner, Run, RunStatus
from quizapp.services.admission import RunLimits
from quizapp.services.oncall import Room, get_room
from quizapp.services.runner import Runner
from quizapp.services.surveys import find_survey, list_outcomes, request_survey

FixStatus = Literal["unchanged", "untested", "testing", "tested"]


@dataclass(frozen=True)
class OtherFix:
    """survey: None if the fix does not change the network, or was not tested. outcomes: by seed, as far as known."""

    fix: Remedy
    changes_network: bool
    survey: Run | None
    outcomes: Mapping[int, simulator.Outcome]

    @property
    def status(self) -> FixStatus:
        if not self.changes_network:
            return "unchanged"
        if self.survey is not None and not self.survey.status.is_over:
            return "testing"
        is_done = self.survey is not None and self.survey.status is RunStatus.FINISHED
        return "tested" if is_done and len(self.outcomes) == SEEDS else "untested"

    @property
    def learned(self) -> int | None:
        """Of the twenty seeds; None before all are done."""
        return learned(list(self.outcomes.values())) if self.status == "tested" else None

    @property
    def works(self) -> bool:
        return self.learned is not None and works(self.learned)


def list_other_fixes(session: Session, learner: Learner | None, public_id: str) -> list[OtherFix]:
    """Every fix but the named one, in the order in which they are offered. Raises CaseOpen before the result."""
    room = _settled(session, learner, public_id)
    found = []
    for fix in _others(room):
        if room.hidden.fixed_by(fix) == room.hidden.planted:
            found.append(OtherFix(fix, False, None, {}))
            continue
        survey = find_survey(session, _proof(room, fix))
        found.append(OtherFix(fix, True, survey, list_outcomes(session, survey) if survey else {}))
    return found


def try_other_fixes(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    learner: Learner,
    public_id: str,
    requester: str | None = None,
) -> list[OtherFix]:
    """Request the runs of those that are untested. Raises CaseOpen, and the errors of `request_run`."""
    room = _settled(session, learner, public_id)
    for other in list_other_fixes(session, learner, public_id):
        if other.status == "untested":
            request_survey(session, runner, limits, _proof(room, other.fix), learner, requester)
    return list_other_fixes(session, learner, public_id)


def _settled(session: Session, learner: Learner | None, public_id: str) -> Room:
    room = get_room(session, learner, public_id)
    if room.row.settled_at is None:
        raise CaseOpen
    return room


def _others(room: Room) -> list[Remedy]:
    return [fix for fix in room.fixes if fix.code != room.row.named_fix]


def _proof(room: Room, fix: Remedy) -> list[simulator.Experiment]:
    return on_seeds(room.hidden.fixed_by(fix), room.row.proof_seed)

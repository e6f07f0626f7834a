"""The stored result of the last check of a question: whether it still holds, and what it found in each part."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.errors import Problem
from quizapp.models import CheckStatus, QuestionCheck, QuestionEntry, QuestionVersion
from quizapp.services.check_basis import Basis, basis_of, changed_since
from quizapp.services.published_bank import published_bank
from quizapp.services.question_check_steps import Finding, Found
from quizapp.services.question_parts import part_of_field, parts_of, place_in, revision_of
from simulator.paths import Document, join, split


class CheckState(StrEnum):
    NEVER = "never"
    RUNNING = "running"
    FAILED = "failed"
    STALE = "stale"
    PROBLEMS = "problems"
    GREEN = "green"


@dataclass(frozen=True)
class FoundAt:
    """Something found or done at a field: the key of the part, and the field as in the document of the part alone."""

    part: str
    problem: Problem
    is_warning: bool = False


@dataclass(frozen=True)
class CheckResult:
    """A check as people see it. parts: the revision of each part that was checked. changed: the room and slug of each
    topic, scenario, and claim of the question that is another one since.
    """

    state: CheckState
    error_count: int = 0
    warning_count: int = 0
    done: int = 0
    total: int = 0
    finished_at: datetime | None = None
    findings: tuple[FoundAt, ...] = ()
    facts: tuple[FoundAt, ...] = ()
    parts: Mapping[str, str] | None = None
    changed: tuple[tuple[str, str], ...] = ()

    @property
    def is_waiting(self) -> bool:
        return self.state is CheckState.RUNNING

    @property
    def errors(self) -> list[FoundAt]:
        return [each for each in self.findings if not each.is_warning]

    @property
    def warnings(self) -> list[FoundAt]:
        return [each for each in self.findings if each.is_warning]

    def holding_for(self, document: Document) -> list[FoundAt]:
        """What was found in the parts that have not changed since."""
        contents = parts_of(document).content
        return [
            each
            for each in self.findings
            if each.part in contents and (self.parts or {}).get(each.part) == revision_of(contents[each.part])
        ]


NEVER = CheckResult(CheckState.NEVER)


def result_of(session: Session, question_id: int, revision: str) -> CheckResult:
    """The last check of a question that is now at this revision."""
    stored = session.get(QuestionCheck, question_id, populate_existing=True)
    if stored is None:
        return NEVER
    changed = changed_since(stored.basis, published_bank(session))
    return CheckResult(
        state_of(stored, revision, has_other_basis=bool(changed)),
        stored.error_count,
        stored.warning_count,
        stored.done,
        stored.total,
        stored.finished_at,
        tuple(map(_read, stored.findings)),
        tuple(map(_read, stored.facts)),
        stored.parts,
        changed,
    )


def state_of(stored: QuestionCheck | None, revision: str | None, *, has_other_basis: bool) -> CheckState:
    """revision: of the question now. has_other_basis: whether something that it uses has changed since."""
    if stored is None:
        return CheckState.NEVER
    if stored.status in (CheckStatus.WAITING, CheckStatus.RUNNING):
        return CheckState.FAILED if has_lapsed(stored) else CheckState.RUNNING
    if stored.status == CheckStatus.FAILED:
        return CheckState.FAILED
    if stored.revision != revision or has_other_basis:
        return CheckState.STALE
    return CheckState.PROBLEMS if stored.error_count else CheckState.GREEN


def has_lapsed(stored: QuestionCheck) -> bool:
    """Whether the process that ran the check is gone."""
    return (
        stored.status == CheckStatus.RUNNING
        and stored.leased_until is not None
        and stored.leased_until < now()
    )


def keep_result(session: Session, question_id: int, revision: str, document: Document, found: Found) -> None:
    """Store the result of a finished check, inside the caller's transaction."""
    stored = session.get(QuestionCheck, question_id)
    if stored is None:
        stored = QuestionCheck(question_id=question_id, revision=revision, ticket=0)
        session.add(stored)
    stored.ticket += 1
    write_result(stored, revision, document, found, basis_of(published_bank(session), document))


def write_result(
    stored: QuestionCheck, revision: str, document: Document, found: Found, basis: Basis
) -> None:
    findings = list(dict.fromkeys(_key(each) for each in found.findings))
    stored.findings = [_written(document, *json.loads(key)) for key in findings]
    stored.facts = [_written(document, *json.loads(_key(Finding(each)))) for each in found.facts]
    stored.error_count = sum(not each["is_warning"] for each in stored.findings)
    stored.warning_count = len(stored.findings) - stored.error_count
    stored.revision, stored.parts, stored.basis = revision, revisions_of_parts(document), dict(basis)
    stored.status, stored.finished_at, stored.leased_until = CheckStatus.FINISHED, now(), None
    stored.done = stored.total


def revisions_of_parts(document: Document) -> dict[str, str]:
    return {key: revision_of(content) for key, content in parts_of(document).content.items()}


def follow_version(session: Session, entry: QuestionEntry, revision: str, version: QuestionVersion) -> None:
    """Let the check of a draft be that of the version it became, inside the caller's transaction."""
    stored = session.get(QuestionCheck, entry.question_id)
    if stored is not None and stored.revision == revision and stored.status == CheckStatus.FINISHED:
        stored.revision, stored.parts = f"v{version.number}", revisions_of_parts(version.body)


def in_document(document: Document, found: Iterable[FoundAt]) -> Iterator[Problem]:
    """What was found, at the fields of the whole document."""
    for each in found:
        position = place_in(document, each.part)
        place = each.problem.field
        if position is not None:
            place = join("items", position, *split(place)[2:])
        yield Problem(place, each.problem.message, each.problem.values)


def together(found: Iterable[Found]) -> Found:
    all_found = list(found)
    return Found(
        tuple(finding for each in all_found for finding in each.findings),
        tuple(fact for each in all_found for fact in each.facts),
    )


def _key(finding: Finding) -> str:
    problem = finding.problem
    return json.dumps([problem.field, problem.message, problem.values, finding.is_warning], default=str)


def _written(
    document: Document, field: str, message: str, values: dict[str, Any], is_warning: bool
) -> dict[str, Any]:
    part, place = part_of_field(document, field)
    return {"part": part, "field": place, "message": message, "values": values, "is_warning": is_warning}


def _read(stored: Mapping[str, Any]) -> FoundAt:
    problem = Problem(stored["field"], stored["message"], stored["values"])
    return FoundAt(stored["part"], problem, bool(stored["is_warning"]))

"""Everything about a person as JSON, and their answers as CSV, both row by row, so that much of it needs little memory.

The JSON has the rows of every table that belongs to the person, by the name of the table, with its columns by name.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.formats.csv_files import BOM, csv_line
from quizapp.models import Attempt, Learner, QuestionEntry, QuestionVersion
from quizapp.services.exam_locks import items_in_exam
from quizapp.services.owned_tables import OwnedTable, Person, owned_tables
from quizapp.services.published_bank import published_bank

FORMAT, VERSION = "nabla-export", 1
AT_ONCE = 200
# Columns that are left out: what would let a reader act for the person, and what serves the program alone.
SECRET = {
    "password_hash": "lets others guess the password",
    "token_hash": "stands for a token",
    "sealed_secret": "lets whoever has the secret key compute codes",
    "public_key": "serves the program alone",
    "user_handle": "serves the program alone",
    "challenged_at": "serves the program alone",
    "proof_hash": "stands for a browser",
}
# Columns of one table that are left out: they repeat the attempt, with its correct answer.
REPEATED: Mapping[str, frozenset[str]] = {"regrade_entries": frozenset({"before", "after", "followed"})}
# Columns that are left out until another one has a value: they would give the correct answer away.
UNTIL_OVER: Mapping[str, tuple[str, frozenset[str]]] = {
    "exam_answers": ("attempt_id", frozenset({"variant_seed", "variant_name", "variant_parameters"})),
    "live_answers": (
        "attempt_id",
        frozenset({"score", "grade", "variant_seed", "variant_parameters"}),
    ),
    "oncall_cases": (
        "settled_at",
        frozenset({"cause", "family", "number", "seed", "proof_seed", "told"}),
    ),
}
WHILE_OPEN: Mapping[str, tuple[str, frozenset[str]]] = {  # left out as long as another one has a value
    "attempts": ("open_hint", frozenset({"grade", "variant_seed", "variant_parameters"})),
}
# Columns that are left out as long as an open exam asks the exercise again.
WHILE_ASKED: Mapping[str, frozenset[str]] = {
    "attempts": frozenset({"grade", "score", "first_score"}),
    "regrade_entries": frozenset({"score_before", "score_after"}),
}
NAMES_OF_VERSION = ("question", "question_version")  # added where a row refers to a version of a question
CSV_COLUMNS = (
    "attempt",
    "answered_at",
    "topic",
    "question",
    "exercise",
    "answer_type",
    "skill",
    "level",
    "score",
    "score_of_first_try",
    "confidence",
    "used_hint",
    "seconds",
    "variables",
    "answer",
)


def export_json(session: Session, person: Person) -> Iterator[str]:
    """The document in pieces."""
    asked = _asked(session, person)
    head = {"format": FORMAT, "version": VERSION, "exported_at": now()}
    yield _json(head)[:-1] + ', "tables": {'
    versions = _names_of_versions(session)
    for place, owned in enumerate(owned_tables()):
        yield f"{', ' if place else ''}{json.dumps(owned.table.name)}: ["
        for number, row in enumerate(_rows(session, owned, person)):
            yield ("," if number else "") + "\n" + _json(_shown(owned, row, versions, asked))
        yield "]"
    yield "}}\n"


def export_csv(session: Session, person: Person) -> Iterator[str]:
    """The attempts, oldest first, for a spreadsheet."""
    yield BOM + csv_line(CSV_COLUMNS)
    facts, versions = published_bank(session).facts, _names_of_versions(session)
    asked = _asked(session, person)
    query = (
        select(
            Attempt.attempt_id,
            Attempt.created_at,
            Attempt.item_id,
            Attempt.question_version_id,
            Attempt.score,
            Attempt.first_score,
            Attempt.confidence,
            Attempt.used_hint,
            Attempt.seconds,
            Attempt.variant_parameters,
            Attempt.answer,
        )
        .where(Attempt.learner_id.in_(person.learner_ids))
        .order_by(Attempt.attempt_id)
    )
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        known, is_asked = facts.get(row.item_id), row.item_id in asked
        yield csv_line(
            (
                row.attempt_id,
                row.created_at.isoformat(timespec="seconds"),
                known.topic if known else None,
                versions.get(row.question_version_id, ("", 0))[0],
                row.item_id,
                known.kind if known else None,
                known.skill if known else None,
                known.level if known else None,
                None if is_asked else row.score,
                None if is_asked else row.score if row.first_score is None else row.first_score,
                row.confidence,
                row.used_hint,
                row.seconds,
                json.dumps(row.variant_parameters.get("parameters", {}), ensure_ascii=False),
                row.answer if isinstance(row.answer, str) else json.dumps(row.answer, ensure_ascii=False),
            )
        )


def exported_columns(owned: OwnedTable) -> list[str]:
    return [
        column.name
        for column in owned.table.columns
        if column.name not in SECRET
        and column.name not in REPEATED.get(owned.table.name, ())
        and not column.name.endswith("_hash")
    ]


def exported_fields(owned: OwnedTable) -> list[str]:
    """Every field that a row of the table can have in the JSON file."""
    columns = exported_columns(owned)
    return [*columns, *NAMES_OF_VERSION] if "question_version_id" in columns else columns


def _rows(session: Session, owned: OwnedTable, person: Person) -> Iterator[Mapping[str, Any]]:
    columns = [owned.table.columns[name] for name in exported_columns(owned)]
    query = select(*columns).where(owned.rows_of(person)).order_by(*owned.table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield row._asdict()


def _asked(session: Session, person: Person) -> frozenset[str | int]:
    """The exercises that open exams of the person ask, and the numbers of the attempts at these."""
    found = (items_in_exam(session, session.get(Learner, learner_id)) for learner_id in person.learner_ids)
    items = frozenset[str]().union(*found)
    query = select(Attempt.attempt_id).where(
        Attempt.learner_id.in_(person.learner_ids), Attempt.item_id.in_(items)
    )
    return items | frozenset(session.scalars(query)) if items else items


def _shown(
    owned: OwnedTable,
    row: Mapping[str, Any],
    versions: Mapping[int, tuple[str, int]],
    asked: Collection[str | int] = (),
) -> dict[str, Any]:
    """With the names of the question and its version where the row refers to one."""
    shown = dict(row)
    if owned.table.name in UNTIL_OVER:
        over, hidden = UNTIL_OVER[owned.table.name]
        if shown[over] is None:
            shown = {name: value for name, value in shown.items() if name not in hidden}
    if owned.table.name in WHILE_OPEN:
        still_open, hidden = WHILE_OPEN[owned.table.name]
        if shown[still_open] is not None:
            shown = {name: value for name, value in shown.items() if name not in hidden}
    if owned.table.name in WHILE_ASKED and shown.get("item_id", shown["attempt_id"]) in asked:
        shown = {name: value for name, value in shown.items() if name not in WHILE_ASKED[owned.table.name]}
    if (version := versions.get(shown.get("question_version_id", 0))) is not None:
        shown |= zip(NAMES_OF_VERSION, version, strict=True)
    return shown


def _names_of_versions(session: Session) -> dict[int, tuple[str, int]]:
    query = select(QuestionVersion.question_version_id, QuestionEntry.slug, QuestionVersion.number)
    return {version: (slug, number) for version, slug, number in session.execute(query.join(QuestionEntry))}


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} cannot be exported")

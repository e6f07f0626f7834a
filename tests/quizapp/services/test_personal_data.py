"""Export and deletion: no table of a person is forgotten, whoever adds it."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, select
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import Base
from quizapp.db.upgrades import upgrade
from quizapp.errors import AccountNotFound, Invalid, LastAdmin
from quizapp.formats.csv_files import csv_line
from quizapp.models import Account, Exam, Learner, QuestionVersion, Role, Run
from quizapp.services import (
    accounts,
    api_tokens,
    authoring,
    drafts,
    erasure,
    exports,
    interviews,
    learners,
    mistakes,
)
from quizapp.services.export_descriptions import BY_TABLE, CSV_FIELDS, SHARED
from quizapp.services.owned_tables import NOT_PERSONAL, OwnedTable, Person, is_only_named, owned_tables
from quizapp.services.published_bank import published_bank
from quizapp.services.question_bank import get_question, load_bank
from quizapp.services.review_preferences import set_preferences
from tests.bank import bank
from tests.conftest import PASSWORD, account_with
from tests.days import in_days
from tests.quizapp.services.answering import answer, quick_items


def furnish(session: Session, account: Account) -> Learner:
    """Something of the account in the tables that its services fill."""
    learner = learners.learner_of_account(session, account)
    for item in quick_items(session)[:3]:
        answer(session, learner, item)
    set_preferences(session, learner, zone="Asia/Shanghai", interview_on=in_days(9))
    drafts.save_draft(session, learner, "item:a", [["answer", "=1+1"]])
    interviews.submit_interview(session, learner, "exploding-gradient-diagnosis", "It grows.", 60.0, "form")
    accounts.open_sign_in(session, account, "Firefox")
    api_tokens.create_api_token(session, account, "laptop")
    with writing(session):
        for number, shared in enumerate((True, False)):
            session.add(
                Exam(
                    public_id=f"exam-{account.account_id}-{number}",
                    learner_id=learner.learner_id,
                    title="mine",
                    is_shared=shared,
                    rules={},
                )
            )
        session.add(
            Run(
                run_id=f"{account.account_id:032x}",
                experiments=[],
                simulator_version="1",
                learner_id=learner.learner_id,
            )
        )
    return learner


def exported(session: Session, person: Person) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(exports.export_json(session, person)))
    return document


def rows_naming(session: Session, account_id: int, learner: Learner) -> dict[str, int]:
    """How many rows of each table name the account or the learner, found without the code under test."""
    found = {}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            wanted: Any = {
                "learners.learner_id": learner.learner_id,
                "accounts.account_id": account_id,
            }.get(key.target_fullname)
            if wanted is not None:
                query = select(func.count()).select_from(table).where(key.parent == wanted)
                found[f"{table.name}.{key.parent.name}"] = session.scalar(query) or 0
    return found


def _reaches_a_person(table: Table, seen: frozenset[str] = frozenset()) -> bool:
    """By any chain of foreign keys whose rows are deleted together."""
    for key in table.foreign_keys:
        target = key.column.table
        if target.name in ("learners", "accounts"):
            return True
        if (
            key.ondelete == "CASCADE"
            and target.name not in seen
            and _reaches_a_person(target, seen | {table.name})
        ):
            return True
    return False


def test_every_table_that_leads_to_a_person_is_exported_or_named_with_its_reason() -> None:
    owned = {each.table.name for each in owned_tables()} | {"learners", "accounts"}
    for table in Base.metadata.sorted_tables:
        if _reaches_a_person(table):
            assert (table.name in owned) != (table.name in NOT_PERSONAL), table.name
    assert all(NOT_PERSONAL.values())


def test_no_exported_column_is_a_secret() -> None:
    for owned in owned_tables():
        for name in exports.exported_columns(owned):
            assert not any(word in name for word in ("hash", "password", "secret")), (
                f"{owned.table.name}.{name}"
            )


def test_the_export_has_every_row_and_no_secret(session: Session, learner_account: Account) -> None:
    learner = furnish(session, learner_account)
    stranger = account_with(session, "stranger", Role.LEARNER)
    furnish(session, stranger)
    person = erasure.person_of(session, learner_account, None)
    document = exported(session, person)
    assert (document["format"], document["version"]) == ("nabla-export", 1)
    tables = document["tables"]
    counts = {
        name: count
        for name, count in rows_naming(session, learner_account.account_id, learner).items()
        if name != "learners.account_id"
    }
    assert {name: len(tables[name.partition(".")[0]]) for name in counts} == counts
    filled = {name.partition(".")[0] for name, count in counts.items() if count}
    assert filled >= {
        "attempts",
        "reviews",
        "review_cards",
        "review_preferences",
        "drafts",
        "interview_attempts",
    }
    assert filled >= {"sign_ins", "api_tokens", "runs", "exams"}
    assert tables["accounts"][0]["display_name"] == "lea"
    assert tables["api_tokens"][0]["label"] == "laptop"
    assert tables["attempts"][0]["question"] in published_bank(session).questions
    text = json.dumps(document)
    assert learner_account.password_hash not in text
    assert "stranger" not in text


def test_an_answer_of_an_exam_that_goes_on_does_not_give_its_key_away(session: Session) -> None:
    hidden = exports.UNTIL_OVER["exam_answers"][1]
    table = Base.metadata.tables["exam_answers"]
    owned = next(each for each in owned_tables() if each.table is table)
    row = {"attempt_id": None, "variant_seed": 1, "variant_name": "n", "variant_parameters": {"outcome": {}}}
    assert exports._shown(owned, row, {}).keys() == {"attempt_id"}
    assert exports._shown(owned, row | {"attempt_id": 1}, {}).keys() >= hidden


def test_an_answer_that_waits_for_a_second_try_does_not_give_its_key_away(
    session: Session, learner_account: Account
) -> None:
    learner = learners.learner_of_account(session, learner_account)
    attempt = answer(session, learner, quick_items(session)[0], right=False)
    person = erasure.person_of(session, learner_account, None)
    assert "key" in exported(session, person)["tables"]["attempts"][0]["grade"]
    assert mistakes.list_mistakes(session, learner).count == 1
    with writing(session):
        attempt.open_hint = 0
    (told,) = exported(session, person)["tables"]["attempts"]
    assert "grade" not in told
    assert mistakes.list_mistakes(session, learner).count == 0


def test_a_spreadsheet_opens_the_answers_and_computes_nothing(
    session: Session, learner_account: Account
) -> None:
    learner = furnish(session, learner_account)
    evil = answer(
        session, learner, quick_items(session, lambda facts: facts.kind == "short_text")[0], right=False
    )
    with writing(session):
        session.get_one(type(evil), evil.attempt_id).answer = '=HYPERLINK("http://evil")'
    text = "".join(exports.export_csv(session, erasure.person_of(session, learner_account, None)))
    assert text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert tuple(header) == exports.CSV_COLUMNS
    assert len(rows) == 4
    assert rows[-1][-1] == '\'=HYPERLINK("http://evil")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_as_a_formula_does_but_a_number_stays_one(start: str) -> None:
    (cell,) = next(csv.reader(io.StringIO(csv_line([f"{start}1+1"]), newline="")))
    assert cell == f"'{start}1+1"
    assert csv_line([-1.5, True, None, "a"]) == "-1.5,true,,a\r\n"


def test_deleting_an_account_leaves_no_row_that_names_it(session: Session, learner_account: Account) -> None:
    learner = furnish(session, learner_account)
    other = account_with(session, "other", Role.LEARNER)
    others = furnish(session, other)
    before = rows_naming(session, other.account_id, others)
    account_id = learner_account.account_id
    token = api_tokens.create_api_token(session, learner_account, "script")
    signed_in = accounts.open_sign_in(session, learner_account)
    with pytest.raises(Invalid):
        erasure.delete_account(session, learner_account, "wrong password")
    assert sum(rows_naming(session, account_id, learner).values()) > 10
    erasure.delete_account(session, learner_account, PASSWORD)
    assert set(rows_naming(session, account_id, learner).values()) == {0}
    assert session.get(Account, account_id) is None
    assert session.get(Learner, learner.learner_id) is None
    assert api_tokens.find_api_token(session, token) is None
    assert accounts.find_sign_in(session, signed_in) is None
    assert rows_naming(session, other.account_id, others) == before
    assert session.scalar(select(func.count()).select_from(Run)) == 2
    assert session.scalar(select(func.count()).select_from(Exam)) == 3


def test_a_deletion_that_fails_midway_deletes_nothing(
    session: Session, learner_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = furnish(session, learner_account)
    before = rows_naming(session, learner_account.account_id, learner)
    real = erasure.erase

    def failing(*of: Any) -> None:
        real(*of)
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(erasure, "erase", failing)
    with pytest.raises(RuntimeError):
        erasure.delete_account(session, learner_account, PASSWORD)
    assert rows_naming(session, learner_account.account_id, learner) == before


def test_what_an_author_published_stays_without_a_name(session: Session, instructor: Account) -> None:
    slug = "exploding-gradient-diagnosis"
    document = get_question(session, slug).question.model_dump(mode="json")
    document["title"]["en"] = "Another title"
    authoring.publish(session, instructor, slug, document)
    author_id = instructor.account_id
    held = erasure.what_is_held(session, erasure.person_of(session, instructor, None))
    assert held.stays["question_versions"] == 1
    erasure.delete_account(session, instructor, PASSWORD)
    assert get_question(session, slug).question.title.en == "Another title"
    naming = select(func.count()).select_from(QuestionVersion).where(QuestionVersion.author_id == author_id)
    assert session.scalar(naming) == 0


def test_the_last_admin_stays_as_long_as_there_are_others(session: Session) -> None:
    admin = account_with(session, "ada", Role.ADMIN)
    other = account_with(session, "other", Role.LEARNER)
    with pytest.raises(LastAdmin):
        erasure.delete_account(session, admin, PASSWORD)
    accounts.set_role(session, "other", Role.ADMIN)
    erasure.delete_account(session, admin, PASSWORD)
    with pytest.raises(AccountNotFound):
        accounts.get_account(session, "ada")
    erasure.delete_account(session, other, PASSWORD)  # nobody is left who would need an admin


def test_a_guest_is_deleted_with_everything(session: Session) -> None:
    guest = learners.start_guest(session)
    for item in quick_items(session)[:3]:
        answer(session, guest, item)
    erasure.delete_guest(session, guest)
    assert set(rows_naming(session, -1, guest).values()) == {0}


def test_what_is_said_to_go_and_to_stay_are_all_rows(session: Session, learner_account: Account) -> None:
    learner = furnish(session, learner_account)
    held = erasure.what_is_held(session, erasure.person_of(session, learner_account, None))
    told = sum(held.goes.values()) + sum(held.stays.values())
    named = rows_naming(session, learner_account.account_id, learner)
    del named["account_events.by_id"]  # in one's own log, whose rows are counted already
    assert told == sum(named.values()) - 1  # the learner itself
    assert held.stays == {"runs": 1, "exams": 1}
    assert held.goes["exams"] == 1
    assert {each.table.name for each in owned_tables() if each.keys and is_only_named(each)} >= {
        "runs",
        "exams",
    }


def test_postgresql_deletes_and_exports_alike(postgresql: str) -> None:
    settings = settings_from({"DATABASE_URL": postgresql, "QUIZAPP_SECRET_KEY": "0123456789abcdef" * 2})
    engine: Engine = engine_for(settings.database_url)
    upgrade(engine, settings.migrations)
    with Session(engine, **session_options()) as session:
        load_bank(session, bank())
        account = account_with(session, "lea", Role.LEARNER)
        learner = furnish(session, account)
        account_id = account.account_id
        assert len(exported(session, erasure.person_of(session, account, None))["tables"]["attempts"]) == 3
        erasure.delete_account(session, account, PASSWORD)
        assert set(rows_naming(session, account_id, learner).values()) == {0}
    engine.dispose()


def test_every_exported_field_is_described_and_nothing_else() -> None:
    exported = {owned.table.name: exports.exported_fields(owned) for owned in owned_tables()}
    assert exported.keys() == BY_TABLE.keys()
    for table, fields in exported.items():
        assert set(fields) <= BY_TABLE[table].keys() | SHARED.keys(), table
        assert BY_TABLE[table].keys() <= set(fields), table
    assert SHARED.keys() <= {name for fields in exported.values() for name in fields}
    assert tuple(CSV_FIELDS) == exports.CSV_COLUMNS


def test_the_rows_of_the_file_have_the_described_fields(session: Session, learner_account: Account) -> None:
    learner = furnish(session, learner_account)
    person = Person((learner.learner_id,), (learner_account.account_id,))
    tables = json.loads("".join(exports.export_json(session, person)))["tables"]
    assert [*tables] == [owned.table.name for owned in owned_tables()]
    for owned in owned_tables():
        for row in tables[owned.table.name]:
            assert row.keys() <= set(exports.exported_fields(owned))
    assert tables["attempts"][0].keys() == set(exports.exported_fields(_owned("attempts")))


def _owned(name: str) -> OwnedTable:
    return next(owned for owned in owned_tables() if owned.table.name == name)

"""The migrations and the models say the same, on both databases."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

import simulator
from quizapp.bank.parametric.drawing import draw
from quizapp.bank.variants import SEED_LIMIT
from quizapp.config import settings_from
from quizapp.db.engine import WAL_IS_SAFE, engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.db.upgrades import upgrade
from quizapp.errors import NewerDatabase
from quizapp.kinds import right_answer
from quizapp.models import Learner, Run
from quizapp.services import learners, practice, question_bank
from tests.bank import bank
from tests.serving import QUIZAPP

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "migrations"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    given = {"QUIZAPP_INSTANCE": str(tmp_path)}
    if request.param == "postgresql":
        given["DATABASE_URL"] = request.getfixturevalue("postgresql")
    engine = engine_for(settings_from(given).database_url)
    yield engine
    engine.dispose()


def test_migrating_up_from_empty_leaves_no_difference_to_the_models(empty: Engine) -> None:
    assert upgrade(empty, MIGRATIONS)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert not upgrade(empty, MIGRATIONS)


def test_servers_that_start_together_on_an_new_database_prepare_it_one_after_the_other(
    postgresql: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "QUIZAPP_INSTANCE": str(tmp_path), "DATABASE_URL": postgresql}
    together = [
        subprocess.Popen(
            [QUIZAPP, "user", "list"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    for process in together:
        output, _ = process.communicate()
        assert process.returncode == 0, output


def test_a_learner_practices_on_a_migrated_database(empty: Engine) -> None:
    upgrade(empty, MIGRATIONS)
    with Session(empty, **session_options()) as session:
        question_bank.load_bank(session, bank())
        learner = Learner()
        with writing(session):
            session.add(learner)
        question = question_bank.list_questions(session)[0].question
        item = next(item for item in question.items if item.kind == "single_choice")
        practice.submit_answer(session, learner, item.id, item.options[0].id)
        assert practice.list_attempts(session, learner)[0].item.id == item.id


def test_a_database_of_a_newer_version_is_refused_by_name(empty: Engine) -> None:
    upgrade(empty, MIGRATIONS)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(empty, MIGRATIONS)


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_every_moment_is_kept_through_the_one_type() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.name.endswith("_at"):
                assert isinstance(column.type, UtcDateTime), f"{table.name}.{column.name}"


def test_moments_come_back_aware_and_naive_ones_are_refused(session: Session) -> None:
    learner = Learner()
    with writing(session):
        session.add(learner)
    session.expire_all()
    assert learner.created_at.tzinfo is not None
    assert abs((now() - learner.created_at).total_seconds()) < 60
    with pytest.raises(Exception, match="without a time zone"), writing(session):
        session.add(Learner(created_at=now().replace(tzinfo=None)))


def test_sqlite_is_set_up_to_be_safe(session: Session) -> None:
    def pragma(name: str) -> object:
        return session.execute(text(f"PRAGMA {name}")).scalar()

    assert pragma("foreign_keys") == 1
    assert pragma("synchronous") == 2  # FULL
    assert pragma("journal_mode") == ("wal" if WAL_IS_SAFE else "delete")
    assert int(str(pragma("busy_timeout"))) >= 5000


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.downgrade(config, revision)


def test_questions_with_corrections_lose_them_when_these_become_claims(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'old.sqlite'}")
    upgrade(engine, MIGRATIONS)
    with Session(engine, **session_options()) as session:
        question_bank.load_bank(session, bank())
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE question_versions SET body = json_set(body, '$.corrections', json('[{}]'))")
        )
    downgrade(engine, "0003")
    assert upgrade(engine, MIGRATIONS)
    with Session(engine, **session_options()) as session:
        assert question_bank.list_questions(session)
    engine.dispose()


def test_of_a_run_from_before_it_was_kept_what_computed_it_is_unknown(empty: Engine) -> None:
    upgrade(empty, MIGRATIONS)
    with Session(empty, **session_options()) as session, writing(session):
        session.add(
            Run(run_id="old", experiments=[], simulator_version="0.2.0", computed_by={"numpy": "2.4.6"})
        )
    downgrade(empty, "0006")
    assert upgrade(empty, MIGRATIONS)
    with Session(empty, **session_options()) as session:
        run = session.get_one(Run, "old")
        assert (run.computed_by, run.provenance) == (None, None)
        with writing(session):
            run.computed_by = {"numpy": "2.4.6"}
        session.expire_all()
        assert run.provenance == simulator.Provenance(numpy="2.4.6")


def test_attempts_from_before_variants_had_names_keep_their_seed(empty: Engine) -> None:
    upgrade(empty, MIGRATIONS)
    seed = 2**31 - 1
    with Session(empty, **session_options()) as session:
        question_bank.load_bank(session, bank())
        learner = learners.start_guest(session)
        item = next(item for item in question_bank.list_questions(session)[0].question.items)
        attempt = practice.submit_answer(session, learner, item.id, right_answer(draw(item, 0).item)).attempt
        with writing(session):
            attempt.variant_seed = seed
    downgrade(empty, "0007")
    assert upgrade(empty, MIGRATIONS)
    with Session(empty, **session_options()) as session:
        (shown,) = practice.list_attempts(session, learner)
        assert (shown.attempt.variant_name, shown.variant.seed, shown.variant.name) == (
            None,
            seed,
            f"1-{seed}",
        )
        with writing(session):
            shown.attempt.variant_seed = SEED_LIMIT - 1
        session.expire_all()
        assert shown.attempt.variant_seed == SEED_LIMIT - 1

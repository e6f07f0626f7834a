"""Taking runs from the database: their order, leases, and expired tokens; on both databases."""

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import simulator
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.db.upgrades import upgrade
from quizapp.models import Learner, Run, RunStatus, WorkerEntry
from quizapp.services import run_results, run_work, runs, surveys, workers
from quizapp.services.admission import RunLimits
from quizapp.services.run_queue import places_in_queue
from quizapp.services.run_work import (
    MOST_EXECUTIONS,
    cancel,
    finish_run,
    give_back,
    lease_next,
    reap,
    record_frames,
    renew_lease,
)
from tests.postgresql import new_database

LEASE = timedelta(hours=1)
LIMITS = RunLimits(seconds=1e6, queue=10_000)


class Bell:
    """Rings for nobody: these tests take the runs themselves."""

    def notify(self) -> None: ...

    def cancel(self, run_id: str) -> None: ...

    def warm_up(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    given = {"QUIZAPP_INSTANCE": str(tmp_path_factory.mktemp("work"))}
    with ExitStack() as stack:
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_address")
            given["DATABASE_URL"] = stack.enter_context(new_database(server))
        settings = settings_from(given)
        engine = engine_for(settings.database_url)
        stack.callback(engine.dispose)
        upgrade(engine, settings.migrations)
        yield engine


@pytest.fixture
def store(empty: Engine) -> Iterator[Session]:
    with Session(empty, **session_options()) as session:
        yield session
        with writing(session):
            session.query(Run).delete()


def experiment(seed: int) -> simulator.Experiment:
    return simulator.Experiment.model_validate(
        {"network": {"kind": "mlp"}, "task": {"kind": "regression"}, "steps": 5, "seed": seed}
    )


def ask(store: Session, seed: int, learner: Learner | None = None, requester: str | None = None) -> str:
    return runs.request_run(
        store, Bell(), LIMITS, [experiment(seed)], learner, requester=requester
    ).run.run_id


def state(store: Session, run_id: str) -> Run:
    run = runs.get_run(store, run_id)
    store.commit()
    return run


def let_lapse(store: Session, run_id: str) -> None:
    with writing(store):
        runs.get_run(store, run_id).leased_until = now() - timedelta(seconds=1)


def test_runs_of_one_person_are_taken_in_their_order(store: Session) -> None:
    asked = [ask(store, seed) for seed in range(4)]
    taken = []
    while work := lease_next(store, "w", LEASE):
        taken.append(work.run_id)
    assert taken == asked


def test_a_run_of_another_version_of_the_simulator_waits_for_a_worker_of_that_version(store: Session) -> None:
    waiting, ours = ask(store, 0), ask(store, 1)
    with writing(store):
        runs.get_run(store, waiting).simulator_version = "0.0.1"
    taken = lease_next(store, "w", LEASE)
    assert taken is not None
    assert taken.run_id == ours
    assert lease_next(store, "w", LEASE) is None
    assert workers.runs_of_other_versions(store) == {"0.0.1": 1}
    run_work.take_back_all(
        store
    )  # the start of a server without separate workers, where it would wait for ever
    failed = state(store, waiting)
    assert (failed.status, failed.error) == (RunStatus.FAILED, run_work.OTHER_VERSION)


def test_no_wait_is_foretold_while_no_worker_is_alive(store: Session) -> None:
    run_id = ask(store, 0)
    assert places_in_queue(store)[run_id].seconds == 0
    assert places_in_queue(store, has_own_workers=False)[run_id].seconds is None
    workers.give_sign_of_life(store, "waits for its platform", 0)
    assert places_in_queue(store, has_own_workers=False)[run_id].seconds is None
    workers.give_sign_of_life(store, "computes", 2)
    assert places_in_queue(store, has_own_workers=False)[run_id].seconds == 0
    with writing(store):
        store.get_one(WorkerEntry, "computes").seen_at = now() - workers.SILENT_AFTER
    assert places_in_queue(store, has_own_workers=False)[run_id].seconds is None
    for name in ("waits for its platform", "computes"):
        workers.leave(store, name)


def test_the_worker_that_started_first_decides_which_bits_are_computed(store: Session) -> None:
    workers.give_sign_of_life(store, "first", 1)
    workers.give_sign_of_life(store, "second", 1)
    assert workers.find_leader_of_other_platform(store, "first") is None
    with writing(store):
        first = store.get_one(WorkerEntry, "first")
        first.computed_by = {**first.computed_by, "blas_kernel": "another"}
    leader = workers.find_leader_of_other_platform(store, "second")
    assert leader is not None
    assert leader.name == "first"
    assert workers.find_leader_of_other_platform(store, "first") is None
    workers.leave(store, "first")
    assert workers.find_leader_of_other_platform(store, "second") is None
    workers.leave(store, "second")


def test_two_who_ask_for_the_same_run_at_once_get_one(store: Session, empty: Engine) -> None:
    for seed in range(10):
        together = threading.Barrier(6)
        given: list[tuple[str, bool]] = []

        def press(seed: int, together: threading.Barrier, given: list[tuple[str, bool]]) -> None:
            with Session(empty, **session_options()) as session:
                together.wait()
                asked = runs.request_run(session, Bell(), LIMITS, [experiment(seed)])
                given.append((asked.run.run_id, asked.was_stored))

        pressing = [threading.Thread(target=press, args=(seed, together, given)) for _ in range(6)]
        for thread in pressing:
            thread.start()
        for thread in pressing:
            thread.join()
        assert len({run_id for run_id, _ in given}) == 1
        assert sorted(was_stored for _, was_stored in given) == [False] + [True] * 5


def test_a_thousand_runs_of_one_delay_the_next_of_another_by_at_most_one(store: Session) -> None:
    learner = Learner()
    with writing(store):
        store.add(learner)
    for seed in range(60):
        ask(store, seed, learner)
    first = lease_next(store, "w", LEASE)
    assert first is not None
    mine = [ask(store, 1000 + seed, requester="somebody else") for seed in range(3)]
    finish_run(store, first.run_id, first.execution_number, [])
    taken = []
    while len(taken) < 6 and (work := lease_next(store, "w", LEASE)):
        taken.append(work.run_id)
        finish_run(store, work.run_id, work.execution_number, [])
    assert [run_id in mine for run_id in taken] == [True, False] * 3


def test_the_place_that_is_foretold_is_the_order_in_which_they_are_taken(store: Session) -> None:
    for seed in range(5):
        ask(store, seed, requester="a")
    for seed in range(5, 8):
        ask(store, seed, requester="b")
    under_way = lease_next(store, "w", LEASE)
    for seed in range(8, 12):
        ask(store, seed, requester="c")
    foretold = places_in_queue(store)
    store.commit()
    taken = []
    while under_way:
        finish_run(store, under_way.run_id, under_way.execution_number, [])
        if under_way := lease_next(store, "w", LEASE):
            taken.append(under_way.run_id)
    assert sorted(foretold, key=lambda run_id: foretold[run_id].queued_before) == taken
    waits = [foretold[run_id].seconds for run_id in taken]
    assert waits == sorted(waits)


def test_guests_behind_different_addresses_take_turns(store: Session) -> None:
    first = [ask(store, seed, requester="a") for seed in range(3)]
    second = [ask(store, 10 + seed, requester="b") for seed in range(3)]
    taken = []
    while work := lease_next(store, "w", LEASE):
        taken.append(work.run_id)
        finish_run(store, work.run_id, work.execution_number, [])
    assert taken == [each for pair in zip(first, second, strict=True) for each in pair]


def test_a_lease_that_runs_out_sends_the_run_back_and_voids_its_token(store: Session) -> None:
    run_id = ask(store, 0)
    old = lease_next(store, "first", LEASE)
    assert old is not None
    assert record_frames(store, run_id, old.execution_number, 1, [("frame", '{"old": true}')])
    assert reap(store) == 0
    let_lapse(store, run_id)
    assert reap(store) == 1
    new = lease_next(store, "second", LEASE)
    assert new is not None
    assert new.execution_number == old.execution_number + 1
    assert not record_frames(store, run_id, old.execution_number, 2, [("frame", "{}")])
    assert not renew_lease(store, run_id, old.execution_number, LEASE)
    finish_run(store, run_id, old.execution_number, [])
    assert state(store, run_id).status is RunStatus.RUNNING
    assert run_results.frames_after(store, run_id, new.execution_number, 0).frames == ()
    assert renew_lease(store, run_id, new.execution_number, LEASE)


def test_a_lease_is_renewed_when_half_of_it_is_over(store: Session) -> None:
    run_id = ask(store, 0)
    work = lease_next(store, "w", LEASE)
    assert work is not None
    given = state(store, run_id).leased_until
    assert renew_lease(store, run_id, work.execution_number, LEASE)
    assert state(store, run_id).leased_until == given
    with writing(store):
        state(store, run_id).leased_until = now() + LEASE / 3
    assert renew_lease(store, run_id, work.execution_number, LEASE)
    renewed = state(store, run_id).leased_until
    assert renewed is not None
    assert renewed - now() > LEASE / 2
    cancel(store, run_id)
    assert not renew_lease(store, run_id, work.execution_number, LEASE)


def test_whoever_followed_the_old_attempt_gets_the_new_one_from_its_first_frame(store: Session) -> None:
    run_id = ask(store, 0)
    old = lease_next(store, "first", LEASE)
    assert old is not None
    record_frames(store, run_id, old.execution_number, 1, [("frame", "{}")] * 5)
    give_back(store, run_id, old.execution_number, has_failed=True)
    new = lease_next(store, "second", LEASE)
    assert new is not None
    record_frames(store, run_id, new.execution_number, 1, [("frame", "{}")] * 2)
    batch = run_results.frames_after(store, run_id, old.execution_number, 5)
    assert (batch.execution_number, len(batch.frames)) == (new.execution_number, 2)


def test_the_third_death_fails_it_and_asking_again_starts_the_count_anew(store: Session) -> None:
    run_id = ask(store, 0)
    for _ in range(MOST_EXECUTIONS):
        work = lease_next(store, "w", LEASE)
        assert work is not None
        let_lapse(store, run_id)
        reap(store)
    failed = state(store, run_id)
    assert (failed.status, failed.error) == (RunStatus.FAILED, run_work.WORKER_DIED)
    assert ask(store, 0) == run_id
    assert (state(store, run_id).status, state(store, run_id).failed_executions) == (RunStatus.QUEUED, 0)


def test_a_server_that_starts_takes_back_what_was_under_way(store: Session) -> None:
    asked = [ask(store, seed) for seed in range(2)]
    lease_next(store, "a server that is gone", LEASE)
    assert run_work.take_back_all(store) == 1
    assert {state(store, run_id).status for run_id in asked} == {RunStatus.QUEUED}


def test_what_was_cancelled_is_not_taken(store: Session) -> None:
    run_work.cancel(store, ask(store, 0))
    assert lease_next(store, "w", LEASE) is None


def test_a_clock_that_was_set_back_gives_no_negative_duration(store: Session) -> None:
    run_id, waiting = ask(store, 1), ask(store, 2)
    work = lease_next(store, "w", timedelta(hours=1))
    assert work is not None
    assert work.run_id == run_id
    with writing(store):
        state(store, run_id).started_at = now() + timedelta(hours=1)
    estimated = state(store, run_id).estimated_seconds
    assert places_in_queue(store)[waiting].seconds == pytest.approx(estimated, rel=0.01)
    assert surveys.seconds_left_of(store, state(store, run_id)) == pytest.approx(estimated)
    run_work.fail_run(store, *dataclasses.astuple(work), "over")
    assert state(store, run_id).seconds == 0

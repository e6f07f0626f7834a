"""What is purged, and what is kept."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import simulator
from quizapp.config import Retention, Settings
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.experiments.frames import frames_of
from quizapp.models import (
    Account,
    Attempt,
    Learner,
    QuestionDraft,
    QuestionEntry,
    Run,
    RunDetail,
    RunFrame,
    RunStatus,
    RunTrace,
    SignIn,
)
from quizapp.runners.execution import execute_run
from quizapp.runners.streaming import train_by_frames
from quizapp.services import accounts, learners, retention, run_work, runs
from quizapp.services.compaction import FOLLOWED_FOR, drop_frames
from quizapp.services.run_results import frames_after
from tests.bank import bank
from tests.commands import environment_of, run_command
from tests.quizapp.services.test_run_work import LIMITS as RUN_LIMITS
from tests.quizapp.services.test_run_work import Bell

DAY = timedelta(days=1)
LIMITS = Retention(
    guest_run_days=7, account_run_days=100, linked_run_days=50, guest_mib=1, account_mib=2, all_mib=4
)
MEBIBYTE = 1024**2


def store_run(
    session: Session,
    number: int,
    age: timedelta = timedelta(),
    size: int = 1000,
    learner: Learner | None = None,
    requester: str = "address",
) -> str:
    """A finished run as if it had been requested so long ago, with records of that size."""
    run_id = f"{number:032x}"
    moment = now() - age
    with writing(session):
        session.add(
            Run(
                run_id=run_id,
                experiments=[],
                detail=RunDetail.OUTCOMES,
                simulator_version=simulator.__version__,
                status=RunStatus.FINISHED,
                learner_id=learner.learner_id if learner else None,
                requester=requester,
                created_at=moment,
                finished_at=moment,
            )
        )
        session.flush()
        session.add(RunTrace(run_id=run_id, position=0, body=bytes(size)))
    return run_id


def kept(session: Session) -> set[str]:
    return set(session.scalars(select(Run.run_id)))


def test_runs_are_kept_as_long_as_their_owner_and_their_use_warrant(
    session: Session, learner_account: Account
) -> None:
    learner = learners.learner_of_account(session, learner_account)
    fresh, old = store_run(session, 1, 6 * DAY), store_run(session, 2, 8 * DAY)
    own, own_old = (
        store_run(session, 3, 99 * DAY, learner=learner),
        store_run(session, 4, 101 * DAY, learner=learner),
    )
    linked, linked_old = store_run(session, 5, 49 * DAY), store_run(session, 6, 51 * DAY)
    opened = store_run(session, 7, 49 * DAY)
    with writing(session):
        for run_id in (linked, linked_old):
            session.get_one(Run, run_id).is_linked = True
    runs.note_use(session, session.get_one(Run, opened), None, "address")
    assert not session.get_one(Run, opened).is_linked
    would = {run.run_id for run in retention.find_beyond(session, LIMITS).runs}
    assert would == {old, own_old, linked_old}
    assert kept(session) == {fresh, old, own, own_old, linked, linked_old, opened}
    assert {run.run_id for run in retention.purge(session, LIMITS).runs} == would
    assert kept(session) == {fresh, own, linked, opened}
    assert set(session.scalars(select(RunTrace.run_id))) == {fresh, own, linked, opened}


def test_the_link_of_a_run_that_somebody_else_opens_keeps_it(session: Session) -> None:
    run_id = store_run(session, 1, 6 * DAY)
    runs.note_use(session, session.get_one(Run, run_id), None, "another address")
    assert session.get_one(Run, run_id).is_linked


def test_a_crawler_keeps_no_more_than_the_quota_of_its_address_however_many_guests_it_is(
    session: Session,
) -> None:
    for number in range(40):
        guest = learners.start_guest(session)
        store_run(session, number, timedelta(minutes=number), MEBIBYTE // 10, guest)
    other = store_run(session, 100, DAY, requester="another address")
    retention.purge(session, LIMITS)
    assert kept(session) == {f"{number:032x}" for number in range(9)} | {other}


def test_all_together_keep_no_more_than_the_quota_of_all(session: Session) -> None:
    for number in range(60):
        store_run(
            session, number, timedelta(minutes=number), MEBIBYTE // 10, requester=f"address {number // 5}"
        )
    retention.purge(session, LIMITS)
    assert kept(session) == {f"{number:032x}" for number in range(39)}


def test_runs_that_are_cited_or_under_way_are_kept(session: Session) -> None:
    cited = [store_run(session, number, 1000 * DAY) for number in (0xA, 0xB)]
    scenario = bank().scenarios[0]
    default = runs.run_id_of((scenario.baseline.experiment, scenario.treated.experiment))
    store_run(session, int(default, 16), 1000 * DAY)
    waiting, gone = store_run(session, 1, 1000 * DAY), store_run(session, 2, 1000 * DAY)
    guest = learners.start_guest(session)
    entry = session.scalars(select(QuestionEntry)).first()
    assert entry is not None
    version = entry.versions[-1]
    with writing(session):
        session.get_one(Run, waiting).status = RunStatus.QUEUED
        body = {"prompt": {"en": f"See [this run](/lab/runs/{cited[0]})."}}
        session.add(QuestionDraft(question_id=entry.question_id, body=body))
        session.add(
            Attempt(
                learner_id=guest.learner_id,
                item_id=version.body["items"][0]["id"],
                question_version_id=version.question_version_id,
                variant_seed=0,
                answer=f"https://quiz.example.org/lab/runs/{cited[1]} shows it",
                score=1,
            )
        )
    removed = retention.purge(session, LIMITS)
    assert [run.run_id for run in removed.runs] == [gone]
    assert kept(session) == {*cited, default, waiting}
    retention.purge(session, replace(LIMITS, guest_mib=0))  # an answer protects nothing from the quota
    assert kept(session) == {cited[0], default, waiting}


def test_guests_who_have_not_answered_for_long_are_forgotten_with_their_answers(
    session: Session, learner_account: Account
) -> None:
    version = session.scalars(select(QuestionEntry)).first().versions[-1]  # type: ignore[union-attr]
    account = learners.learner_of_account(session, learner_account)
    silent, gone, back = (learners.start_guest(session) for _ in range(3))
    with writing(session):
        for learner, days in ((silent, 399), (gone, 401), (back, 500), (account, 1000)):
            learner.created_at = now() - days * DAY
        for learner, days in ((gone, 401), (back, 10), (account, 1000)):
            session.add(
                Attempt(
                    learner_id=learner.learner_id,
                    item_id=version.body["items"][0]["id"],
                    question_version_id=version.question_version_id,
                    variant_seed=0,
                    answer="",
                    score=0,
                    created_at=now() - days * DAY,
                )
            )
    of_gone = store_run(session, 1, learner=gone)
    removed = retention.purge(session, LIMITS)
    assert removed.guests == (gone.learner_id,)
    session.expunge_all()
    assert set(session.scalars(select(Learner.learner_id))) == {
        silent.learner_id,
        back.learner_id,
        account.learner_id,
    }
    assert session.scalar(select(func.count()).select_from(Attempt)) == 2
    assert session.get_one(Run, of_gone).learner_id is None
    assert len(retention.purge(session, replace(LIMITS, guests=1)).guests) == 1


def test_what_can_no_longer_be_used_is_removed_a_month_later(
    session: Session, learner_account: Account
) -> None:
    for days in (-1, 29, 31):
        accounts.open_sign_in(session, learner_account)
        with writing(session):
            newest = session.scalars(select(SignIn).order_by(SignIn.sign_in_id.desc())).first()
            assert newest is not None
            newest.expires_at = now() - days * DAY
    assert retention.purge(session, LIMITS).spent == 1
    assert session.scalar(select(func.count()).select_from(SignIn)) == 2


def test_one_of_all_servers_purges_once_in_an_interval(session: Session) -> None:
    assert retention.is_due(session, DAY)
    assert not retention.is_due(session, DAY)
    assert retention.is_due(session, timedelta())


EXPERIMENTS = [
    {"network": {"kind": "mlp", "depth": 3, "width": 8}, "task": {"kind": "regression"}, "steps": 130},
    {"network": {"kind": "rnn", "width": 8}, "task": {"kind": "adding", "length": 12}, "steps": 7,
     "probes": {"recurrent_every": 2}},
    {"network": {"kind": "mlp", "depth": 8, "width": 8, "activation": "relu", "init": {"gain": 30}},
     "task": {"kind": "regression"}, "optimizer": {"learning_rate": 100.0}, "steps": 100},
]  # fmt: skip


def test_frames_are_made_again_as_they_were_streamed() -> None:
    experiments = [simulator.Experiment.model_validate(document) for document in EXPERIMENTS]
    streamed, traces = [], {}
    for events, complete in train_by_frames(experiments):
        streamed += [document for name, document in events if name == "frame"]
        traces |= complete
    assert any(trace.first_nonfinite_step is not None for trace in traces.values())
    again = [
        {"experiment": position, **frame.to_json()}
        for position, frame in frames_of([traces[position] for position in sorted(traces)])
    ]
    assert again == streamed


def test_a_run_without_its_frames_shows_the_same_events(session: Session) -> None:
    run = runs.request_run(
        session, Bell(), RUN_LIMITS, [simulator.Experiment(**each) for each in EXPERIMENTS]
    ).run
    work = run_work.lease_next(session, "w", DAY)
    assert work is not None
    execute_run(session, work.run_id, work.execution_number)
    whole = frames_after(session, run.run_id, 0, 0)
    late = frames_after(session, run.run_id, 1, 30)
    retention.measure(session)
    size = session.get_one(Run, run.run_id, populate_existing=True).stored_bytes or 0
    assert drop_frames(session) == 0  # a page may still be receiving them
    assert drop_frames(session, now() + FOLLOWED_FOR) == 1
    assert set(session.scalars(select(RunFrame.event))) == {"result"}
    assert frames_after(session, run.run_id, 0, 0) == whole
    assert frames_after(session, run.run_id, 1, 30) == late
    assert [frame.sequence for frame in whole.frames] == list(range(1, len(whole.frames) + 1))
    retention.measure(session)
    assert (session.get_one(Run, run.run_id, populate_existing=True).stored_bytes or 0) < size


def sizes(settings: Settings) -> dict[Path, int]:
    """Of the file of the database; PostgreSQL keeps room for new rows."""
    return {file: file.stat().st_size for file in settings.instance.glob("quizapp.sqlite")}


def test_the_command_says_what_it_would_remove_and_removes_it(settings: Settings, session: Session) -> None:
    for number in range(5):
        store_run(session, number, 1000 * DAY, MEBIBYTE)
    session.close()
    before = sizes(settings)
    here = environment_of(settings)
    assert "would remove: 5 runs (5.0 MiB)" in run_command("db", "purge", "--dry-run", **here)
    assert len(kept(session)) == 5
    session.close()
    assert "removed: 5 runs (5.0 MiB)" in run_command("db", "purge", **here)
    assert kept(session) == set()
    assert all(size < before[file] - 4 * MEBIBYTE for file, size in sizes(settings).items())

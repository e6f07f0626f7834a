"""Many browsers that take one exam on the real service, whose process is killed again and again, and what is left."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.config import Settings
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.domain.exams.rules import ExamRules, FixedSet
from quizapp.models import Attempt, ExamAnswer, ExamSitting
from quizapp.services import exam_grading, exam_sittings, learners
from quizapp.services.exams import create_exam
from tests.bank import items
from tests.exam_browsers import TOO_LATE, Acknowledged, Learner, take_exam
from tests.ports import free_port
from tests.serving import Server, start_server
from tests.waiting import wait_until

SECONDS_OF_A_REQUEST = 20.0
# Their answers are numbers, so that each becomes an attempt; none has to run networks first.
ITEMS = tuple(
    item.id
    for item in items()
    if item.kind == "numeric" and not (isinstance(item, ParametricItem) and item.simulate)
)[:6]


@dataclass(frozen=True)
class Trouble:
    """changes: of answers, by each browser. kills: of the server, between random saves. pause: seconds between the
    changes of a browser, on average. Every fourth browser never submits.
    """

    browsers: int
    changes: int
    kills: int
    pause: float


@dataclass(frozen=True)
class Found:
    """lost: acknowledged answers that are not there. late: answers accepted after the end. doubled: attempts beyond
    one of an answer. unfinished: sittings without a result.
    """

    sittings: int
    saves: int
    attempts: int
    kills: int
    lost_connections: int
    refused_after_end: int
    lost: int
    late: int
    doubled: int
    unfinished: int

    def __str__(self) -> str:
        return (
            f"{self.sittings} sittings, {self.saves} saves acknowledged, {self.attempts} attempts, "
            f"{self.lost_connections} connections lost, {self.kills} kills of the server, "
            f"{self.refused_after_end} saves refused after the end; "
            f"{self.lost} lost, {self.late} accepted late, {self.doubled} doubled, {self.unfinished} unfinished"
        )


class Serving(Protocol):
    """A running service that can be killed, and started again on the same port and database."""

    @property
    def address(self) -> str: ...

    def kill(self) -> None: ...

    def again(self) -> "Serving": ...

    def stop(self) -> object: ...


@dataclass(frozen=True)
class WholeService:
    """`quizapp serve`."""

    folder: Path
    environment: Mapping[str, str]
    server: Server

    @property
    def address(self) -> str:
        return self.server.address

    def kill(self) -> None:
        """With its worker, which would go on to serve, and the processes of that."""
        for process in _family(self.server.process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.server.wait()

    def again(self) -> "WholeService":
        return replace(self, server=start_server(self.folder, **self.environment))

    def stop(self) -> int:
        return self.server.stop()


def start_whole(folder: Path, database_url: str | None) -> WholeService:
    environment = {"PORT": str(free_port()), **({"DATABASE_URL": database_url} if database_url else {})}
    return WholeService(folder, environment, start_server(folder, **environment))


def taken_exams(server: Serving, settings: Settings, trouble: Trouble) -> Found:
    """settings: of the server, for its database."""
    engine = engine_for(settings.database_url)
    try:
        with Session(engine, **session_options()) as session:
            author = learners.start_guest(session)
            rules = ExamRules(selection=FixedSet(items=ITEMS), minutes=30, grace_seconds=0)
            exam = create_exam(session, author, "Torture", rules, is_shared=True).public_id
        address, kills = server.address, 0
        people = [Learner(address, random.Random(number)) for number in range(trouble.browsers)]
        threads = [
            threading.Thread(target=_take, args=(person, exam, trouble, number % 4 != 3), daemon=True)
            for number, person in enumerate(people)
        ]
        for thread in threads:
            thread.start()
        for after in _moments(trouble):
            wait_until(lambda after=after: _confirmed(people) >= after or not _any_alive(threads))  # type: ignore[misc]
            if not _any_alive(threads):
                break
            server.kill()
            kills += 1
            server = server.again()
        for thread in threads:
            thread.join()
        with Session(engine, **session_options()) as session:
            _end_the_others(session)
            return _judge(session, people, kills)
    finally:
        server.stop()
        engine.dispose()


def _take(person: Learner, exam: str, trouble: Trouble, ends_itself: bool) -> None:
    def pause() -> float:
        return person.chance.uniform(0, 2 * trouble.pause)

    take_exam(person, exam, len(ITEMS), ends_itself, trouble.changes, pause)


def _moments(trouble: Trouble) -> list[int]:
    """After how many saves the server is killed."""
    chance = random.Random(trouble.browsers)
    all_saves = trouble.browsers * trouble.changes
    return sorted(chance.randrange(all_saves // 2) for _ in range(trouble.kills))


def _confirmed(people: list[Learner]) -> int:
    return sum(len(person.acknowledged) for person in people)


def _any_alive(threads: list[threading.Thread]) -> bool:
    return any(thread.is_alive() for thread in threads)


def _family(process: int) -> list[int]:
    """The process and all that it started, as Linux knows them."""
    known = Path(f"/proc/{process}/task/{process}/children")
    children = known.read_text().split() if known.exists() else []
    return [process, *(each for child in children for each in _family(int(child)))]


def _end_the_others(session: Session) -> None:
    """As the housekeeping does when the time of those who never submitted is up."""
    for sitting in session.scalars(select(ExamSitting).where(ExamSitting.ended_at.is_(None))):
        length = sitting.closes_at - sitting.started_at
        sitting.started_at -= 2 * length
        sitting.closes_at -= 2 * length
    session.commit()
    exam_sittings.close_over(session)
    exam_grading.grade_all(session, 600)
    exam_grading.grade_all(session, 600)


def _judge(session: Session, people: list[Learner], kills: int) -> Found:
    sittings = {each.public_id: each for each in session.scalars(select(ExamSitting))}
    lost = late = 0
    for person in people:
        sitting = sittings[person.sitting.rpartition("/")[2]]
        answers = {each.position: each for each in sitting.answers}
        for position, answer in answers.items():
            saves = [each for each in person.acknowledged if each.position == position]
            lost += not _is_kept(answer, saves)
            late += answer.answer == TOO_LATE
            late += bool(answer.saved_at and sitting.submitted_at and answer.saved_at > sitting.submitted_at)
    by_variant = Counter(session.scalars(select(Attempt.variant_name)))
    answered = sum(each.answer is not None for each in session.scalars(select(ExamAnswer)))
    linked = list(session.scalars(select(ExamAnswer.attempt_id).where(ExamAnswer.attempt_id.is_not(None))))
    attempts = sum(by_variant.values())
    doubled = sum(number - 1 for number in by_variant.values()) + len(linked) - len(set(linked))
    doubled += max(0, attempts - answered) + max(0, len(sittings) - len(people))
    return Found(
        sittings=len(sittings),
        saves=sum(len(person.acknowledged) for person in people),
        attempts=attempts,
        kills=kills,
        lost_connections=sum(person.lost_connections for person in people),
        refused_after_end=sum(person.refused_after_end for person in people),
        lost=lost,
        late=late,
        doubled=doubled,
        unfinished=sum(each.graded_at is None for each in sittings.values()),
    )


def _is_kept(answer: ExamAnswer, saves: list[Acknowledged]) -> bool:
    """What was typed last is the answer; if two devices typed within the time that a request takes, either is, and the
    other is set aside.
    """
    if not saves:
        return True
    last = max(saves, key=lambda each: (each.typed_at, each.sequence))
    if answer.answer == last.answer:
        return True
    close = {each.answer for each in saves if last.typed_at - each.typed_at < SECONDS_OF_A_REQUEST}
    return answer.answer in close and last.answer in [each["answer"] for each in answer.set_aside]

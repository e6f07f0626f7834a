"""Send what waits in the outbox, however the platform fails: nothing is taken for sent without its answer.

A request that is repeated changes nothing, since it carries the same score under the same time. Of all servers and
commands, one sends at a time.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session, lazyload

from quizapp.db.sessions import locked, writing
from quizapp.db.tables import now
from quizapp.domain.lti.trying import asked_pause, is_passing, pause_after
from quizapp.domain.lti.vocabulary import SCORE_TYPE, SCORES_SCOPE
from quizapp.errors import (
    ColumnGone,
    ColumnNotAllowed,
    PlatformUnreachable,
    QuizError,
    ScoreNotTaken,
    ScoreRefused,
)
from quizapp.models import LtiColumn, LtiScore, ScoreState, ServiceFact
from quizapp.services.lti import keys, outbox
from quizapp.services.lti.columns import WantedColumn, settle_column
from quizapp.services.lti.platform_web import Answer
from quizapp.services.lti.selecting import most_points
from quizapp.services.lti.tokens import Access, Service

THREADS = 16
AT_ONCE = 160
OVERLAP = timedelta(seconds=20)  # of two looks, for what was being written
SHORT_SECONDS = 3.0
CLASHES_IN_A_ROW = 10  # which may just be answers that were lost
FACT = "lti_sender"
LEASE = timedelta(minutes=5)
FAILURES_IN_A_ROW = 6  # after which a platform is left alone for a while
CHECKED_AFTER = timedelta(minutes=2)  # whether a column was made twice, by a request that arrived late
log = structlog.get_logger()

OpenSession = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Letter:
    """A score as it is sent, outside of any database session."""

    score_id: int
    column_id: int
    version: int
    service: Service
    url: str
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of a letter. asked_for: how long the platform wants us to wait."""

    letter: Letter
    kind: Literal["sent", "later", "clash", "parked", "gone", "held"]
    reason: QuizError | None = None
    asked_for: timedelta | None = None


@dataclass
class Sent:
    """What one round did. noted: scores that had changed."""

    noted: int = 0
    sent: int = 0
    parked: int = 0
    later: int = 0


@dataclass
class _Quiet:
    """How long a platform is left alone that does not answer at all."""

    failures: int = 0
    until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_on(self) -> bool:
        """For longer than it is worth to wait for; a shorter time is waited for here."""
        left = self.until - time.monotonic()
        if 0 < left <= SHORT_SECONDS:
            time.sleep(left)
        return left > SHORT_SECONDS

    def answered(self) -> None:
        self.failures = 0

    def failed(self) -> None:
        with self.lock:
            self.failures += 1
            if self.failures >= FAILURES_IN_A_ROW:
                pause = pause_after(self.failures - FAILURES_IN_A_ROW + 1, random.random)
                self.until = time.monotonic() + pause.total_seconds()

    def asked(self, pause: timedelta) -> None:
        self.until = max(self.until, time.monotonic() + min(pause.total_seconds(), 60.0))


class Sender:
    """Sends from one thread of a server, or from a command, with several connections at once."""

    def __init__(self, open_session: OpenSession, access: Access, secret: str) -> None:
        self._open = open_session
        self._access = access
        self._secret = secret
        self._name = uuid4().hex
        self._quiet: dict[int, _Quiet] = {}
        self._looked_at: datetime | None = None

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> Sent | None:
        """Note what has changed, and send everything whose time has come. None if another sender does."""
        found = Sent()
        with self._open() as session:
            if not self._hold(session):
                return None
            moment = now()
            found.noted = outbox.note_changes(session, self._since())
            self._looked_at = moment
            with ThreadPoolExecutor(THREADS, thread_name_prefix="lti") as pool:
                while goes_on() and self._round(session, pool, found):
                    if not self._hold(session):
                        break
            self._let_go(session)
        return found

    def _since(self) -> datetime:
        """A little before the last look, for what was written then."""
        return self._looked_at - OVERLAP if self._looked_at else now() - timedelta(minutes=2)

    def _round(self, session: Session, pool: ThreadPoolExecutor, found: Sent) -> bool:
        """Whether there was something to do."""
        columns = self._columns_to_settle(session)
        letters = self._letters(session)
        session.commit()
        for column, result in zip(columns, pool.map(self._settle, columns), strict=True):
            self._note_column(session, column, result)
        outcomes = list(pool.map(self._send, letters))
        self._note(session, outcomes, found)
        return bool(columns) or any(each.kind != "held" for each in outcomes)

    # The columns

    def _columns_to_settle(self, session: Session) -> list[WantedColumn]:
        """Those that are needed and not known, and those that were made a little while ago."""
        waits = select(LtiScore.column_id).where(LtiScore.state == ScoreState.WAITING)
        query = (
            select(LtiColumn)
            .where(
                LtiColumn.is_stuck.is_(False),
                LtiColumn.next_at <= now(),
                (LtiColumn.item_url.is_(None) & LtiColumn.column_id.in_(waits))
                | (LtiColumn.checked_at.is_(None) & (LtiColumn.made_at < now() - CHECKED_AFTER)),
            )
            .order_by(LtiColumn.next_at)
            .limit(AT_ONCE)
        )
        found = [column for column in session.scalars(query) if column.link.course.items_url]
        return [
            WantedColumn.of(column)
            for column in found
            if not self._quiet_of(column.link.course.platform_id).is_on()
        ]

    def _settle(self, wanted: WantedColumn) -> str | QuizError:
        """The address of the column, or what went wrong."""
        quiet = self._quiet_of(wanted.service.platform_id)
        try:
            found = settle_column(self._access, self._sign, wanted)
        except PlatformUnreachable as error:
            quiet.failed()
            return error
        except ColumnNotAllowed as refused:
            return refused
        quiet.answered()
        return found

    def _note_column(self, session: Session, wanted: WantedColumn, found: str | QuizError) -> None:
        with writing(session):
            column = locked(session, LtiColumn, wanted.column_id)
            if column is None:
                return
            if isinstance(found, QuizError):
                column.is_stuck = isinstance(found, ColumnNotAllowed) and column.item_url is None
                column.reason, column.reason_values = found.message, found.values
                column.tries += 1
                column.next_at = now() + pause_after(column.tries, random.random)
                return
            column.item_url = found
            column.tries, column.reason, column.reason_values = 0, None, None
            if column.made_at is None:
                column.made_at = now()
            else:
                column.checked_at = now()

    # The scores

    def _letters(self, session: Session) -> list[Letter]:
        query = (
            select(LtiScore, LtiColumn)
            .join(LtiColumn, LtiColumn.column_id == LtiScore.column_id)
            .where(
                LtiScore.state == ScoreState.WAITING,
                LtiScore.next_at <= now(),
                LtiColumn.item_url.is_not(None),
                LtiColumn.is_stuck.is_(False),
            )
            .order_by(LtiScore.next_at)
            .limit(AT_ONCE)
        )
        return [letter_of(score, column) for score, column in session.execute(query)]

    def _send(self, letter: Letter) -> Outcome:
        quiet = self._quiet_of(letter.service.platform_id)
        if quiet.is_on():
            return Outcome(letter, "held")
        headers = {"Content-Type": SCORE_TYPE, "Accept": "application/json"}
        address = scores_address(letter.url)
        try:
            answer = self._access.ask(
                self._sign, letter.service, [SCORES_SCOPE], ("POST", address, headers, letter.body)
            )
            quiet.answered()
            outcome = self._judge(letter, answer)
        except PlatformUnreachable as error:
            quiet.failed()
            return Outcome(letter, "later", error)
        if outcome.asked_for:
            quiet.asked(outcome.asked_for)
        return outcome

    def _judge(self, letter: Letter, answer: Answer) -> Outcome:
        if answer.is_good:
            return Outcome(letter, "sent")
        said = {"status": answer.status, "said": _said(answer)[:200] or "–"}
        if answer.status == 409:  # it has one of a later time, or of the same
            return Outcome(letter, "clash", ScoreNotTaken(**said))
        if is_passing(answer.status) or answer.status == 401:
            return Outcome(
                letter, "later", ScoreNotTaken(**said), asked_pause(answer.headers.get("retry-after"), now())
            )
        if answer.status in (404, 410) and self._is_gone(letter):
            return Outcome(letter, "gone", ColumnGone())
        return Outcome(letter, "parked", ScoreRefused(**said))

    def _is_gone(self, letter: Letter) -> bool:
        """Whether the column itself is not there, and not only the person in it."""
        answer = self._access.ask(self._sign, letter.service, [SCORES_SCOPE], ("GET", letter.url, {}, None))
        return answer.status in (404, 410)

    def _note(self, session: Session, outcomes: Sequence[Outcome], found: Sent) -> None:
        of_letter = {outcome.letter.score_id: outcome for outcome in outcomes if outcome.kind != "held"}
        with writing(session):
            query = select(LtiScore).where(LtiScore.score_id.in_(of_letter)).options(lazyload("*"))
            locked = query.with_for_update().execution_options(populate_existing=True)
            for score in session.scalars(locked):
                if (
                    score.version == of_letter[score.score_id].letter.version
                ):  # else a newer one waits already
                    _note_one(session, score, of_letter[score.score_id])
        kinds = [outcome.kind for outcome in outcomes]
        found.sent += kinds.count("sent")
        found.parked += kinds.count("parked") + kinds.count("gone")
        found.later += kinds.count("later") + kinds.count("clash")

    # What all of it needs

    def _sign(self, claims: dict[str, object]) -> str:
        with self._open() as session:
            return keys.sign(session, self._secret, claims)

    def _quiet_of(self, platform_id: int) -> _Quiet:
        return self._quiet.setdefault(platform_id, _Quiet())

    def _hold(self, session: Session) -> bool:
        """Whether this sender is the one that sends, for a while."""
        with writing(session):
            fact = locked(session, ServiceFact, FACT)
            if fact is not None and fact.value not in ("", self._name) and now() - fact.written_at < LEASE:
                return False
            session.merge(ServiceFact(name=FACT, value=self._name, written_at=now()))
        return True

    def _let_go(self, session: Session) -> None:
        with writing(session):
            session.execute(
                update(ServiceFact)
                .where(ServiceFact.name == FACT, ServiceFact.value == self._name)
                .values(value="")
            )


def _note_one(session: Session, score: LtiScore, outcome: Outcome) -> None:
    score.tries += 1
    score.reason = outcome.reason.message if outcome.reason else None
    score.reason_values = outcome.reason.values if outcome.reason else None
    if outcome.kind == "sent":
        score.state, score.sent_at = ScoreState.SENT, now()
    elif outcome.kind in ("parked", "gone"):
        score.state = ScoreState.PARKED
    else:
        is_quick = outcome.kind == "clash" and score.tries < CLASHES_IN_A_ROW
        pause = pause_after(1 if is_quick else score.tries, random.random, outcome.asked_for)
        score.next_at = now() + pause
    if outcome.kind == "clash":
        score.dated_at = outbox.later_than(score.dated_at)
    if outcome.kind == "gone":
        session.execute(
            update(LtiColumn)
            .where(LtiColumn.column_id == outcome.letter.column_id, LtiColumn.item_url == outcome.letter.url)
            .values(is_stuck=True, reason=ColumnGone.message, reason_values={})
        )


def letter_of(score: LtiScore, column: LtiColumn) -> Letter:
    most = most_points(column.assignment)
    body: dict[str, object] = {
        "userId": score.identity.subject,
        "scoreMaximum": most,
        "timestamp": f"{score.dated_at:%Y-%m-%dT%H:%M:%S}.{score.dated_at.microsecond // 1000:03d}Z",
        "activityProgress": "Initialized",
        "gradingProgress": "NotReady",
    }
    if score.score is not None:  # 0 is a score
        body |= {
            "scoreGiven": round(score.score * most, 6),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        }
    service = Service.of(column.link.course.platform)
    assert column.item_url is not None
    return Letter(
        score.score_id,
        column.column_id,
        score.version,
        service,
        column.item_url,
        json.dumps(body).encode(),
    )


def scores_address(item_url: str) -> str:
    """`/scores` belongs to the path, also of an address with a query."""
    path, mark, query = item_url.partition("?")
    return f"{path.rstrip('/')}/scores{mark}{query}"


def _said(answer: Answer) -> str:
    """What the platform says of it, in its own words."""
    document = answer.document()
    for name in ("error_description", "message", "reason", "error", "title"):
        if isinstance(document, dict) and isinstance(document.get(name), str):
            return str(document[name])
    return answer.body[:120].decode("utf-8", "replace").strip()

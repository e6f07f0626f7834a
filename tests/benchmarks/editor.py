"""The editor: opening and saving an exercise of the longest question, and the desk of 500 questions."""

import tempfile
from collections.abc import Callable, Iterator

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.bank.questions import Question
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.upgrades import upgrade
from quizapp.models import QuestionEntry, QuestionVersion, Role
from quizapp.services import question_bank
from quizapp.services.runner import NoRunner
from tests.bank import bank
from tests.benchmarks.answering_learner import milliseconds
from tests.conftest import account_with
from tests.promises import Promise
from tests.quizapp.web.test_accounts import enter
from tests.quizapp.web.test_authoring import form_of

QUESTIONS = 500
MOST_BYTES = 30_000
OPEN_MILLISECONDS = SAVE_MILLISECONDS = 300.0
DESK_MILLISECONDS = 500.0


def editor_promises() -> Iterator[Promise]:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_from({"QUIZAPP_INSTANCE": folder, "QUIZAPP_REQUESTS_PER_MINUTE": "1000000"})
        engine = engine_for(settings.database_url)
        upgrade(engine, settings.migrations)
        with Session(engine, **session_options()) as session:
            question_bank.load_bank(session, bank())
            account_with(session, "ines", Role.INSTRUCTOR)
            client = create_app(settings, NoRunner()).test_client()
            enter(client, "ines")
            longest = max(bank().questions, key=lambda question: len(question.items))
            yield _speed(
                f"opening an exercise of {len(longest.items)}",
                lambda: client.get(_address(longest, 9), headers={"HX-Request": "true"}),
                OPEN_MILLISECONDS,
            )
            yield from _saving(client, longest)
            _add_questions(session, longest)
        yield _speed(f"the desk of {QUESTIONS} questions", lambda: client.get("/author"), DESK_MILLISECONDS)
        engine.dispose()


def _saving(client: FlaskClient, question: Question) -> Iterator[Promise]:
    address = f"/author/{question.slug}"
    page = client.get(_address(question, 8)).get_data(as_text=True)
    form, sizes = form_of(page) | {"part_revision": ""}, []

    def save() -> None:
        form["items.0.prompt.en"] += " more"
        answer = client.post(f"{address}/part", data=form, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        sizes.append(len(answer.data))

    what = f"saving an exercise of {len(question.items)}"
    yield _speed(what, save, SAVE_MILLISECONDS)
    largest = max(sizes)
    yield Promise(
        f"{what} sends back at most {MOST_BYTES // 1000} kB",
        f"{largest / 1000:.1f} kB",
        largest <= MOST_BYTES,
    )


def _address(question: Question, position: int) -> str:
    return f"/author/{question.slug}?part=item-{question.items[position].id}"


def _add_questions(session: Session, question: Question) -> None:
    """Published copies, which nobody practices here."""
    with writing(session):
        for number in range(QUESTIONS):
            slug = f"copy-{number}"
            entry = QuestionEntry(slug=slug, topic_slug=question.topic, position=number, latest_number=1)
            body = question.model_dump(mode="json") | {"slug": slug, "number": None}
            entry.versions.append(QuestionVersion(number=1, body=body, search_text=slug))
            session.add(entry)


def _speed(what: str, measured: Callable[[], object], limit: float) -> Promise:
    found = milliseconds(measured)
    return Promise(
        f"{what} takes {limit:.0f} ms of processor time", f"{found:.0f} ms", found <= limit, decides=False
    )

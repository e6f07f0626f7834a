"""The bank is read once for each edition, and every reader sees the edition that is committed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import session_options, writing
from quizapp.models import TopicEntry
from quizapp.services import question_bank
from quizapp.services.published_bank import published_bank


@contextmanager
def queries_of(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def retitle(session: Session, title: str) -> str:
    entry = session.scalars(select(TopicEntry).order_by(TopicEntry.position)).first()
    assert entry is not None
    entry.body = {**entry.body, "title": {**entry.body["title"], "en": title}}
    return entry.slug


def test_a_request_asks_for_the_edition_and_nothing_more(engine: Engine, session: Session) -> None:
    published_bank(session)
    session.commit()
    with queries_of(engine) as seen:
        question_bank.list_questions(session)
        question_bank.list_topics(session)
        question_bank.list_scenarios(session)
    assert [each for each in seen if not each.startswith("BEGIN")] == [seen[-1]]
    assert "service_facts" in seen[-1]


def test_a_change_is_seen_by_others_when_it_is_committed(engine: Engine, session: Session) -> None:
    with Session(engine, **session_options()) as other:
        published_bank(other)
        other.commit()
        with writing(session):
            slug = retitle(session, "Another title")
            assert published_bank(session).topics[slug].title.en == "Another title"
        assert published_bank(other).topics[slug].title.en == "Another title"


def test_what_was_rolled_back_is_never_seen(engine: Engine, session: Session) -> None:
    slug = retitle(session, "Never")
    assert published_bank(session).topics[slug].title.en == "Never"
    session.rollback()
    assert published_bank(session).topics[slug].title.en != "Never"
    with writing(session):
        retitle(session, "Later")
    with Session(engine, **session_options()) as other:
        assert published_bank(other).topics[slug].title.en == "Later"

"""Files of other programs become drafts, all or none."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.formats.exchange.reading import read_drafts
from quizapp.models import QuestionDraft, QuestionEntry
from quizapp.services import imports

TEXT = b"::Gates::Which?{~a =b}\n\n::Gates::How many?{#3:1}\n\n::Odd::{~=one}\n\n"


def test_drafts_get_free_addresses_and_ids(session: Session) -> None:
    drafts = read_drafts("q.gift", TEXT).drafts
    made = imports.make_drafts(session, None, drafts, "rnn")
    assert [each.slug for each in made] == ["gates", "gates-2"]
    again = imports.make_drafts(session, None, drafts, "rnn")
    assert [each.slug for each in again] == ["gates-3", "gates-4"]
    entry = session.scalar(select(QuestionEntry).filter_by(slug="gates-2"))
    assert entry is not None
    assert entry.draft is not None
    assert entry.draft.body["topic"] == "rnn"
    assert entry.draft.body["items"][0]["id"] == "gates-2-1"
    assert entry.latest_number == 0, "learners see nothing of it"


def test_nothing_is_stored_if_the_topic_is_unknown_or_all_was_left_out(session: Session) -> None:
    count = session.scalar(select(func.count()).select_from(QuestionDraft))
    drafts = read_drafts("q.gift", TEXT).drafts
    with pytest.raises(Invalid):
        imports.make_drafts(session, None, drafts, "no-such-topic")
    with pytest.raises(Invalid):
        imports.make_drafts(session, None, [each for each in drafts if each.is_left_out], "rnn")
    assert session.scalar(select(func.count()).select_from(QuestionDraft)) == count

import copy
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quizapp.errors import Invalid, NotAllowed, QuestionNotFound
from quizapp.models import Account
from quizapp.services import authoring, question_bank
from tests.bank import bank


@pytest.fixture
def document(session: Session) -> dict[str, Any]:
    """A complete question that is not in the bank yet."""
    body = question_bank.list_questions(session)[0].question.model_dump(mode="json") | {
        "interview": None
    }  # whose key points name its exercises
    body |= {"slug": "a-new-question", "number": None, "items": body["items"][:1]}
    body["items"][0]["id"] = "a-new-item"
    return body


def fields_of(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in refused.value.problems]


def test_a_learner_may_not_write(
    session: Session, learner_account: Account, document: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        authoring.save_draft(session, learner_account, None, document)
    with pytest.raises(NotAllowed):
        authoring.publish(session, learner_account, None, document)


def test_a_draft_may_be_incomplete_and_is_not_practiced(session: Session, instructor: Account) -> None:
    topic = question_bank.list_topics(session)[0].slug
    slug = authoring.save_draft(session, instructor, None, {"slug": "half-done", "topic": topic})
    authored = authoring.get_authored_question(session, instructor, slug)
    assert (authored.has_draft, authored.latest_number) == (True, 0)
    with pytest.raises(QuestionNotFound):
        question_bank.get_question(session, slug)


@pytest.mark.parametrize(("slug", "field"), [("Not A Slug", "slug"), (None, "slug"), ("", "slug")])
def test_a_draft_needs_a_name(session: Session, instructor: Account, slug: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        authoring.save_draft(session, instructor, None, {"slug": slug, "topic": "rnn"})
    assert fields_of(refused) == [field]


def test_publishing_names_every_mistake_by_its_field(
    session: Session, instructor: Account, document: dict[str, Any]
) -> None:
    document["title"]["zh"] = ""
    document["items"][0]["scenario"]["slug"] = "no-such-scenario"
    del document["prompt"]["en"]
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, document)
    assert set(fields_of(refused)) == {"title.zh", "prompt.en"}
    document["title"]["zh"] = "题目"
    document["prompt"]["en"] = "A prompt"
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, document)
    assert fields_of(refused) == ["items.0.scenario.slug"]


def test_a_published_question_is_practiced_and_its_draft_is_gone(
    session: Session, instructor: Account, document: dict[str, Any]
) -> None:
    authoring.save_draft(session, instructor, None, document)
    version = authoring.publish(session, instructor, "a-new-question", document)
    assert version.number == 1
    assert question_bank.get_question(session, "a-new-question").question.model_dump(mode="json") == document
    assert not authoring.get_authored_question(session, instructor, "a-new-question").has_draft


def test_an_item_id_of_another_question_is_refused(
    session: Session, instructor: Account, document: dict[str, Any]
) -> None:
    document["items"][0]["id"] = question_bank.list_questions(session)[1].question.items[0].id
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, document)
    assert fields_of(refused) == ["items.0.id"]
    with pytest.raises(QuestionNotFound):
        authoring.get_authored_question(session, instructor, "a-new-question")


def test_each_publication_is_a_version_of_its_own(
    session: Session, instructor: Account, document: dict[str, Any]
) -> None:
    first = copy.deepcopy(document)
    authoring.publish(session, instructor, None, document)
    document["prompt"]["en"] = "Asked anew"
    version = authoring.publish(session, instructor, "a-new-question", document)
    assert version.number == 2
    bodies = {each.number: each.body for each in version.question.versions}
    assert bodies == {1: first, 2: document}


def test_a_question_keeps_its_address(
    session: Session, instructor: Account, document: dict[str, Any]
) -> None:
    authoring.publish(session, instructor, None, document)
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, "a-new-question", document | {"slug": "renamed"})
    assert fields_of(refused) == ["slug"]


def test_discarding_the_draft_of_a_published_question_leaves_what_learners_see(
    session: Session, instructor: Account, document: dict[str, Any]
) -> None:
    authoring.publish(session, instructor, None, document)
    authoring.save_draft(
        session, instructor, "a-new-question", document | {"title": {"zh": "改", "en": "changed"}}
    )
    authoring.discard_draft(session, instructor, "a-new-question")
    authored = authoring.get_authored_question(session, instructor, "a-new-question")
    assert (authored.has_draft, authored.body) == (False, document)


def test_loading_unchanged_files_keeps_an_edit_made_in_the_browser(
    session: Session, instructor: Account
) -> None:
    slug = bank().questions[0].slug
    body = bank().questions[0].model_dump(mode="json")
    authoring.publish(session, instructor, slug, body | {"title": {"zh": "改过", "en": "Edited"}})
    assert question_bank.load_bank(session, bank()).published == ()
    assert question_bank.get_question(session, slug).question.title.en == "Edited"


def test_what_authors_changed_stays_when_its_file_changes_too_and_is_named(
    session: Session, instructor: Account
) -> None:
    edited, imported, untouched = bank().questions[:3]
    title = {"zh": "改过", "en": "Edited"}
    authoring.publish(session, instructor, edited.slug, edited.model_dump(mode="json") | {"title": title})
    authoring.import_questions(
        session, [imported.model_validate(imported.model_dump(mode="json") | {"title": title})]
    )
    assert question_bank.load_bank(session, bank()).kept == ()
    newer = {"zh": "新文件", "en": "A newer file"}
    files = [
        question.model_validate(question.model_dump(mode="json") | {"title": newer})
        for question in bank().questions[:3]
    ]
    report = question_bank.load_bank(session, replace(bank(), questions=(*files, *bank().questions[3:])))
    assert set(report.kept) == {edited.slug, imported.slug}
    assert report.published == (untouched.slug,)
    assert question_bank.get_question(session, imported.slug).question.title.en == "Edited"

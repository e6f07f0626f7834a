"""Images of questions: described in both languages, seen by everybody only once they are published, and tidied up."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.errors import Invalid
from quizapp.models import Account, Image, ImageContent
from quizapp.services import authoring, part_editing
from quizapp.services.images import library
from quizapp.services.images.keeping import ImageKeeper
from quizapp.services.images.stores import DatabaseStore
from tests.images import image_file
from tests.quizapp.services.test_authoring import document as document
from tests.quizapp.services.test_authoring import fields_of

STORE = DatabaseStore()
WORDS = {"zh": "一条上升的损失曲线", "en": "A rising [loss] curve"}
SLUG = "a-new-question"


def add(session: Session, author: Account, data: bytes | None = None, **given: Any) -> library.Added:
    words = given.pop("words", WORDS)
    return library.add_image(
        session, ImageKeeper(STORE, given.pop("account_mib", 10)), author, SLUG, data or image_file(), words
    )


@pytest.fixture
def draft(session: Session, instructor: Account, document: dict[str, Any]) -> dict[str, Any]:
    authoring.save_draft(session, instructor, None, document)
    return document


def show(session: Session, author: Account, draft: dict[str, Any], added: library.Added) -> dict[str, Any]:
    """The draft, with the image in its prompt."""
    prompt = {language: f"{draft['prompt'][language]}\n\n{added.written[language]}" for language in WORDS}
    authoring.save_draft(session, author, SLUG, draft | {"prompt": prompt})
    return draft | {"prompt": prompt}


def test_an_image_needs_words_in_both_languages(
    session: Session, instructor: Account, draft: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        add(session, instructor, words={"zh": " ", "en": "x" * 500})
    assert fields_of(refused) == ["description.zh", "description.en"]


def test_an_account_stores_so_much_and_the_same_image_once(
    session: Session, instructor: Account, draft: dict[str, Any]
) -> None:
    assert add(session, instructor).image.name == add(session, instructor).image.name
    large = image_file("BMP", (1500, 1500))
    with pytest.raises(Invalid) as refused:
        add(session, instructor, large, account_mib=0)
    assert fields_of(refused) == ["file"]
    assert len(session.scalars(select(ImageContent)).all()) == 1


def test_a_question_is_published_only_with_described_and_stored_images(
    session: Session, instructor: Account, draft: dict[str, Any]
) -> None:
    added = add(session, instructor)
    shown = show(session, instructor, draft, added)
    bare = f"![](image:{added.image.name})"
    lost = added.written["en"].replace(added.image.name[:32], "0" * 32)
    for text in (bare, lost, "![x](https://example.org/x.png)"):
        with pytest.raises(Invalid) as refused:
            authoring.publish(
                session, instructor, SLUG, shown | {"prompt": shown["prompt"] | {"en": f"See {text}."}}
            )
        assert fields_of(refused) == ["prompt.en"]
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, SLUG, shown | {"prompt": shown["prompt"] | {"zh": "看图。"}})
    assert fields_of(refused) == ["prompt.zh"]
    assert library.get_image(session, added.image.name).published_at is None
    authoring.publish(session, instructor, SLUG, shown)
    assert library.get_image(session, added.image.name).published_at is not None


def test_other_words_are_written_into_every_text_and_can_be_undone(
    session: Session, instructor: Account, draft: dict[str, Any]
) -> None:
    added = add(session, instructor)
    show(session, instructor, draft, added)
    library.describe_image(session, instructor, SLUG, added.image.name, {"zh": "曲线", "en": "A $curve$"})
    (image,) = library.list_images(session, instructor, SLUG)
    assert (image.descriptions, image.places) == ({"zh": "曲线", "en": "A $curve$"}, ("prompt",))
    body = authoring.get_authored_question(session, instructor, SLUG).body
    assert r"![A \$curve\$](image:" in body["prompt"]["en"]
    part_editing.undo(session, instructor, SLUG, "question")
    (image,) = library.list_images(session, instructor, SLUG)
    assert image.descriptions == WORDS


def test_an_image_is_removed_only_when_no_text_shows_it_and_deleted_after_a_time(
    session: Session, instructor: Account, draft: dict[str, Any]
) -> None:
    name = add(session, instructor).image.name
    show(session, instructor, draft, add(session, instructor))
    with pytest.raises(library.ImageInUse):
        library.remove_image(session, instructor, SLUG, name)
    authoring.save_draft(session, instructor, SLUG, draft)
    later = now() + timedelta(days=8)
    assert library.delete_unused(session, STORE, later) == 0  # still at hand
    library.remove_image(session, instructor, SLUG, name)
    assert library.delete_unused(session, STORE, now() - timedelta(days=1)) == 0
    assert library.delete_unused(session, STORE, later) == 1
    assert session.scalars(select(Image)).all() == session.scalars(select(ImageContent)).all() == []

"""The files of images are in the database, or in a bucket of an object store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.config import Media, settings_from
from quizapp.errors import BadSetting, BadUrl
from quizapp.models import Image, ImageContent
from quizapp.services.images.stores import DatabaseStore, ImageStore, StoreUnreachable, image_store
from tests.object_store import ObjectStore, object_store

NAME = f"{'ab' * 16}-2x1.png"


@pytest.fixture
def service() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store


def store_of(service: ObjectStore, key_id: str = "a-key-id") -> ImageStore:
    media = Media(bucket="quiz", endpoint=service.address, access_key_id=key_id, secret_access_key="secret")
    return image_store(media)


def keep(session: Session, store: ImageStore, body: bytes) -> None:
    store.send(NAME, body)
    session.add(Image(name=NAME, size_bytes=len(body)))
    session.flush()
    store.write(session, NAME, body)


def test_a_bucket_holds_what_was_stored_until_it_is_deleted(session: Session, service: ObjectStore) -> None:
    store = store_of(service)
    keep(session, store, b"pixels")
    assert service.objects == {f"/quiz/images/{NAME}": b"pixels"}
    assert session.scalars(select(ImageContent)).all() == []
    assert store.read(session, NAME) == b"pixels"
    store.forget([NAME])
    assert service.objects == {}
    assert store.read(session, NAME) is None


def test_files_stay_in_the_database_when_a_bucket_is_set_later(
    session: Session, service: ObjectStore
) -> None:
    keep(session, DatabaseStore(), b"pixels")
    assert store_of(service).read(session, NAME) == b"pixels"


def test_a_bucket_that_fails_is_said_to_be_unreachable(session: Session, service: ObjectStore) -> None:
    with pytest.raises(StoreUnreachable):
        store_of(service, "another").send(NAME, b"pixels")
    service.is_down = True
    with pytest.raises(StoreUnreachable):
        store_of(service).read(session, NAME)


def test_the_bucket_is_set_in_the_environment(tmp_path: Path) -> None:
    given = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_MEDIA_BUCKET": "quiz"}
    assert settings_from(given | {"QUIZAPP_MEDIA_ENDPOINT": "http://s3.local"}).media.bucket == "quiz"
    with pytest.raises(BadUrl):
        settings_from(given | {"QUIZAPP_MEDIA_ENDPOINT": "s3.local"})
    with pytest.raises(BadSetting):
        settings_from(given | {"QUIZAPP_MEDIA_BUCKET": "Not a bucket"})

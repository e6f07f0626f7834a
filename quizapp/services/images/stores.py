"""Where the files of images are: in the database, or in a bucket of an object store that speaks the protocol of S3.

Whatever the setting is now, files that are in the database are found there, so that a service may change to a bucket.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.config import Media
from quizapp.errors import N_, Busy, ExtraMissing
from quizapp.models import ImageContent

if TYPE_CHECKING:
    from obstore.store import S3Store

PREFIX = "images/"
SECONDS_LIMIT = 10
MOST_RETRIES = 2


class StoreUnreachable(Busy):
    message = N_("Images can’t be stored or shown at the moment. Try again in a few minutes.")


class ImageStore(Protocol):
    """Files by the names of their images. Writing one again changes nothing, since the name follows from the file."""

    def send(self, name: str, body: bytes) -> None:
        """Before the transaction that notes the image, so that nobody waits for another server to write."""

    def write(self, session: Session, name: str, body: bytes) -> None:
        """Inside that transaction, after the row of the image."""

    def read(self, session: Session, name: str) -> bytes | None: ...

    def forget(self, names: Iterable[str]) -> None:
        """After the transaction that deleted the rows of the images."""


class DatabaseStore:
    """Files are deleted together with the rows of their images."""

    def send(self, name: str, body: bytes) -> None:
        pass

    def write(self, session: Session, name: str, body: bytes) -> None:
        session.add(ImageContent(name=name, body=body))
        session.flush()

    def read(self, session: Session, name: str) -> bytes | None:
        return session.scalar(select(ImageContent.body).filter_by(name=name))

    def forget(self, names: Iterable[str]) -> None:
        pass


class BucketStore:
    """Raises StoreUnreachable if the object store does not answer or refuses."""

    def __init__(self, media: Media) -> None:
        self._media = media
        if find_spec("obstore") is None:
            raise ExtraMissing(extra="s3", needed_for="QUIZAPP_MEDIA_BUCKET")

    def send(self, name: str, body: bytes) -> None:
        self._ask("put", PREFIX + name, body)

    def write(self, session: Session, name: str, body: bytes) -> None:
        pass

    def read(self, session: Session, name: str) -> bytes | None:
        if (body := DatabaseStore().read(session, name)) is not None:
            return body
        found = self._ask("get", PREFIX + name)
        return bytes(found.bytes()) if found is not None else None

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._ask("delete", PREFIX + name)

    @cached_property
    def _bucket(self) -> S3Store:
        """Opened by the first process that needs it, not before a server forks its workers."""
        from obstore.store import S3Store

        media = self._media
        return S3Store(
            media.bucket,
            endpoint=media.endpoint or None,
            region=media.region,
            access_key_id=media.access_key_id or None,
            secret_access_key=media.secret_access_key or None,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": media.endpoint.startswith("http://"),
                "timeout": timedelta(seconds=SECONDS_LIMIT),
            },
            retry_config={"max_retries": MOST_RETRIES, "retry_timeout": timedelta(seconds=SECONDS_LIMIT)},
        )

    def _ask(self, verb: str, *given: Any) -> Any:
        """What the bucket answers; None if it has no such file."""
        from obstore.exceptions import BaseError

        try:
            return getattr(self._bucket, verb)(*given)
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise StoreUnreachable from error


def image_store(media: Media) -> ImageStore:
    """Raises ExtraMissing if a bucket is set and its library is not installed."""
    return BucketStore(media) if media.bucket else DatabaseStore()

"""Storing images, within what an account may store."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.image_files import ImageRefused, StoredImage, write_anew
from quizapp.models import Account, Image
from quizapp.services.images.stores import ImageStore

MEBIBYTE = 2**20
FULL = N_("Your images take up %(limit)s MB, which is all that an account may store. Remove some first.")


@dataclass(frozen=True)
class ImageKeeper:
    """Where images are stored, and MiB that one account may store."""

    store: ImageStore
    account_mib: int

    def send(self, image: StoredImage) -> None:
        """Before the transaction that notes the image."""
        self.store.send(image.name, image.body)

    def note(self, session: Session, image: StoredImage, author: Account | None) -> None:
        """Note an image that was sent, inside the caller’s transaction. Raises Invalid naming `file`."""
        if (kept := session.get(Image, image.name)) is not None:
            kept.used_at = now()
            return
        if author is not None and used_bytes(session, author) + len(image.body) > self.account_mib * MEBIBYTE:
            raise Invalid([Problem("file", FULL, {"limit": self.account_mib})])
        account_id = author.account_id if author is not None else None
        session.add(Image(name=image.name, size_bytes=len(image.body), account_id=account_id))
        session.flush()
        self.store.write(session, image.name, image.body)


def keep_files(session: Session, keeper: ImageKeeper, files: Iterable[bytes]) -> None:
    """Store the images beside questions that are imported as files; files that are none are skipped."""
    images = []
    for body in files:
        with suppress(ImageRefused):
            images.append(write_anew(body))
    for image in images:
        keeper.send(image)
    with writing(session):
        for image in images:
            keeper.note(session, image, None)


def used_bytes(session: Session, account: Account) -> int:
    """What the images that an account uploaded take up."""
    return session.scalar(select(func.sum(Image.size_bytes)).filter_by(account_id=account.account_id)) or 0

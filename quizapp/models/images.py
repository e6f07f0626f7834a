"""Images of questions. An image is never changed: its name holds the hash of its content."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db.tables import Base, UtcDateTime, now


class Image(Base):
    """Who uploaded an image first. published_at: since when everybody may see it. used_at: when a question last began
    or ceased to have it.
    """

    __tablename__ = "images"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    size_bytes: Mapped[int] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ImageContent(Base):
    """The file of an image, if it is not in an object store."""

    __tablename__ = "image_contents"

    name: Mapped[str] = mapped_column(ForeignKey("images.name", ondelete="CASCADE"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class QuestionImage(Base):
    """An image at hand in the editor of a question, with what it shows as written when it was uploaded."""

    __tablename__ = "question_images"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(
        ForeignKey("images.name", ondelete="CASCADE"), primary_key=True, index=True
    )
    description_zh: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

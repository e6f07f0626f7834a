"""The questions in the database here, as an instructor who has an account in it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import click
from pydantic_core import to_jsonable_python
from sqlalchemy.orm import Session

from quizapp.cli.desks import Read, Which, Written
from quizapp.cli.local_history import LocalHistory
from quizapp.cli.sessions import open_session, read_settings
from quizapp.domain.text import Language
from quizapp.errors import Problem, QuestionNotFound
from quizapp.formats.exchange.dry_runs import losses_document
from quizapp.formats.exchange.losses import Loss
from quizapp.formats.exchange.reading import read_drafts
from quizapp.models import Account
from quizapp.services import (
    accounts,
    authoring,
    desk,
    imports,
    item_statistics,
    part_editing,
    question_exports,
    question_versions,
)
from quizapp.services.author_documents import (
    bank_statistics_document,
    line_document,
    statistics_document,
)
from quizapp.services.classes import membership
from quizapp.services.images import library
from quizapp.services.images.keeping import ImageKeeper
from quizapp.services.images.stores import image_store
from simulator.paths import Document


@contextmanager
def open_local_desk(name: str | None) -> Iterator["LocalDesk"]:
    with open_session(read_settings()) as session:
        yield LocalDesk(session, _author(session, name))


def _author(session: Session, name: str | None) -> Account:
    """The account of this name, or the only instructor."""
    if name is not None:
        return accounts.get_account(session, name)
    found = [each for each in accounts.list_accounts(session) if each.is_instructor]
    if not found:
        raise click.UsageError(
            "Somebody has to be the author, and there is no instructor yet. Create one: "
            "quizapp user add NAME --role instructor"
        )
    if len(found) > 1:
        raise click.UsageError(f"Name the author with --as: {', '.join(each.name for each in found)}.")
    return found[0]


class LocalDesk:
    def __init__(self, session: Session, author: Account) -> None:
        self._session, self._author = session, author
        self.history = LocalHistory(session, author)

    def lines(self, filters: Document) -> list[Document]:
        wanted = desk.DeskFilters(
            search=filters.get("q") or "",
            state=filters.get("state") or "",
            topic=filters.get("topic") or "",
            tag=filters.get("tag") or "",
            author=filters.get("author") or "",
            has_flaws=bool(filters.get("with_problems")),
            check=filters.get("check") or "",
        )
        lines = desk.list_desk(self._session, self._author)
        found = [line_document(line) for line in lines if wanted.lets_through(line)]
        return [to_jsonable_python(line) for line in found]  # times as the API writes them

    def find(self, slug: str, of: Which = "latest") -> Read | None:
        try:
            return self.get(slug, of)
        except QuestionNotFound:
            return None

    def get(self, slug: str, of: Which = "latest") -> Read:
        found = question_versions.get_text(self._session, self._author, slug, of)
        return Read(found.document, found.revision, found.of)

    def create(self, document: Document) -> None:
        authoring.save_draft(self._session, self._author, None, document)

    def replace(self, slug: str, document: Document, revision: str) -> None:
        part_editing.replace_document(self._session, self._author, slug, document, based_on=revision)

    def check(self, slug: str) -> list[Problem]:
        document = self.get(slug).document
        return list(authoring.problems_before_publication(self._session, self._author, document))

    def publish(self, slug: str, revision: str, note: str = "", reason: str = "") -> int:
        document = self.get(slug, "draft").document
        version = authoring.publish(
            self._session, self._author, slug, document, based_on=revision, note=note, reason=reason
        )
        return version.number

    def image_names(self, slug: str) -> frozenset[str]:
        return frozenset(each.name for each in library.list_images(self._session, self._author, slug))

    def image(self, slug: str, name: str) -> bytes:
        return library.file_of(self._session, image_keeper().store, self._author, slug, name)[0]

    def add_image(self, slug: str, data: bytes, descriptions: Mapping[Language, str]) -> str:
        added = library.add_image(self._session, image_keeper(), self._author, slug, data, descriptions)
        return added.image.name

    def bank_statistics(self) -> list[Document]:
        return bank_statistics_document(item_statistics.statistics_of_bank(self._session, self._author))

    def statistics(self, slug: str, class_id: str | None, language: Language) -> Document:
        seat = membership.get_seat(self._session, self._author, class_id) if class_id else None
        found = item_statistics.statistics_of_question(self._session, self._author, slug, seat)
        return statistics_document(slug, found, language)

    def export(
        self, slugs: Sequence[str], topic: str | None, form: str, language: Language, variants: int
    ) -> Written:
        return exported_here(self._session, slugs, topic, form, language, variants)

    def import_file(self, name: str, data: bytes, topic: str) -> Document:
        read = read_drafts(name, data)
        made = imports.make_drafts(
            self._session, self._author, read.drafts, topic, keeper=image_keeper(), images=read.images
        )
        return {
            "is_complete": read.is_complete,
            "drafts": [{"slug": each.slug, "title": each.title} for each in made],
            "losses": losses_document(read.losses, str),
        }


def image_keeper() -> ImageKeeper:
    media = read_settings().media
    return ImageKeeper(image_store(media), media.account_mib)


def exported_here(
    session: Session,
    slugs: Sequence[str],
    topic: str | None,
    form: str,
    language: Language,
    variants: int,
) -> Written:
    questions = question_exports.chosen(session, topic, slugs)
    images = question_exports.images_of(session, image_keeper().store, questions)
    exported = question_exports.export(questions, form, language, variants, images)
    return Written(exported.form.file_name, exported.data, [_lost(each) for each in exported.losses])


def printed_here(
    session: Session,
    slugs: Sequence[str],
    topic: str | None,
    language: Language,
    variants: int,
    *,
    has_answers: bool,
) -> Written:
    """The exercises on paper, as PDF."""
    from quizapp.presentation.pdf import FILE_NAME, write_pdf  # with Markdown and formulas

    questions = question_exports.chosen(session, topic, slugs)
    images = question_exports.images_of(session, image_keeper().store, questions)
    left = question_exports.leaving_of(questions, language, variants)
    data = write_pdf(left, images, has_answers=has_answers)
    return Written(FILE_NAME, data, [_lost(each) for each in left.losses])


def _lost(loss: Loss) -> Document:
    return {"question": loss.slug, "exercise": loss.item or None, "part": loss.reason.part, "what": loss.said}

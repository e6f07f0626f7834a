"""The work of instructors: drafts, which may be incomplete, and publishing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from quizapp.bank.checking.validation import problems_in
from quizapp.bank.questions import Question
from quizapp.db.sessions import writing
from quizapp.domain.authorship import Act, QuestionRole
from quizapp.domain.one_language import only_language, other_than, with_texts_of
from quizapp.domain.text import Language, Slug
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import (
    Account,
    Origin,
    QuestionDraft,
    QuestionEntry,
    QuestionPerson,
    QuestionVersion,
    TopicEntry,
    revision_of_draft,
)
from quizapp.services.check_results import (
    NEVER,
    CheckState,
    follow_version,
    in_document,
    keep_result,
    result_of,
    together,
)
from quizapp.services.draft_steps import follow_publication
from quizapp.services.images.uses import note_images
from quizapp.services.part_checks import in_its_language, problems_of_model
from quizapp.services.publication import publish_version
from quizapp.services.question_addresses import ADDRESSES_IN_USE, find_moved, missing_question
from quizapp.services.question_check_steps import steps_of_check
from quizapp.services.question_checks import problems_among_others
from quizapp.services.question_people import NO_STANDING, Standing, make_owner, require_act, standing_of
from quizapp.services.question_reviews import Review, close_reviews, latest_review
from quizapp.services.revisions import keep_revision, latest, refuse_if_saved_meanwhile
from quizapp.services.roles import require_instructor
from quizapp.services.shipped_offers import offer_again, questions_with_offers

LONGEST_NOTE = 200
LONGEST_REASON = 1000
NEEDS_REASON = N_("Correct what the check found, or say why it should be published as it is.")
BASIS_CHANGED = N_(
    "Since the check, something that this question uses has changed: %(names)s. Check the question again, or say why "
    "it should be published as it is."
)


@dataclass(frozen=True)
class AuthoredQuestion:
    """A question as instructors see it: its draft, and what learners see.

    author: who changed it last; None for an import. review: the latest one of the draft. problem_count: at the last
    check of the draft; None if it has not been checked. has_update: whether a shipped version waits for a decision.
    standing: what the account that asked may do with it.
    """

    question_id: int
    slug: str
    body: dict[str, Any]
    has_draft: bool
    latest_number: int
    is_built_in: bool
    changed_at: datetime | None
    revision: str
    author: str | None
    problem_count: int | None
    retired_at: datetime | None
    has_update: bool = False
    review: Review | None = None
    standing: Standing = NO_STANDING

    @property
    def only_in(self) -> Language | None:
        return only_language(self.body)

    @property
    def is_in_review(self) -> bool:
        return self.has_draft and self.review is not None and self.review.decided_at is None

    @property
    def is_approved(self) -> bool:
        """Whether the draft was approved as it is now."""
        return self.review is not None and self.review.is_approved and self.review.revision == self.revision


def list_titles(session: Session, author: Account) -> list[tuple[str, dict[str, str]]]:
    """Every question that is not retired, with its title in each language, in order."""
    require_instructor(author)
    query = select(QuestionEntry).where(QuestionEntry.retired_at.is_(None)).order_by(QuestionEntry.position)
    found = session.scalars(query.options(joinedload(QuestionEntry.draft)))
    return [(entry.slug, latest(session, entry).body.get("title") or {}) for entry in found]


def list_own_drafts(session: Session, author: Account) -> list[tuple[str, dict[str, str]]]:
    """The drafts that an account owns or is an author of, with their titles, last changed first."""
    require_instructor(author)
    query = (
        select(QuestionEntry.slug, QuestionDraft.body["title"])
        .join(QuestionDraft, QuestionDraft.question_id == QuestionEntry.question_id)
        .join(QuestionPerson, QuestionPerson.question_id == QuestionEntry.question_id)
        .where(
            QuestionPerson.account_id == author.account_id,
            QuestionPerson.role != QuestionRole.REVIEWER,
            QuestionEntry.retired_at.is_(None),
        )
        .order_by(QuestionDraft.updated_at.desc())
    )
    return [(slug, title if isinstance(title, dict) else {}) for slug, title in session.execute(query)]


def question_exists(session: Session, slug: str) -> bool:
    return session.scalar(select(QuestionEntry.question_id).filter_by(slug=slug)) is not None


def get_authored_question(session: Session, author: Account, slug: str) -> AuthoredQuestion:
    require_instructor(author)
    return _authored_question(session, author, find_entry(session, slug))


def check_document(session: Session, author: Account, document: dict[str, Any]) -> Question:
    """The question in a document. Raises Invalid with every problem, each naming its field."""
    require_instructor(author)
    question, problems = problems_of_model(document)
    if question is None:
        raise Invalid(problems)
    if problems := in_its_language(problems_among_others(session, question), document):
        raise Invalid(problems)
    return question


def problems_of_document(session: Session, author: Account, document: dict[str, Any]) -> tuple[Problem, ...]:
    """Every problem in a document, each naming its field."""
    try:
        check_document(session, author, document)
    except Invalid as invalid:
        return invalid.problems
    return ()


def problems_before_publication(
    session: Session, author: Account, document: dict[str, Any]
) -> tuple[Problem, ...]:
    """Everything that `publish` would refuse the document for without a reason; it can take seconds."""
    if problems := problems_of_document(session, author, document):
        return problems
    found = together(step() for step in steps_of_check(session, document, runs_claims=False))
    return tuple(each.problem for each in found.findings if not each.is_warning)


def save_draft(
    session: Session,
    author: Account,
    slug: str | None,
    document: dict[str, Any],
    *,
    based_on: str | None = None,
) -> str:
    """Save the document as typed, under its own slug if it is new. Returns the slug.

    based_on: the revision that an existing question was opened with. Raises SavedMeanwhile if it is not the latest;
    None for a caller that has just read it.
    Only slug and topic must be valid: raises Invalid naming `slug` or `topic`.
    """
    require_instructor(author)
    with writing(session):
        entry = _opened_entry(session, author, slug, document, based_on, Act.EDIT)
        if entry.draft is None:
            entry.draft = QuestionDraft(body=document, author_id=author.account_id)
        else:
            entry.draft.body = document
            entry.draft.author_id = author.account_id
        session.flush()
        note_images(session, entry, document)
        keep_revision(session, entry, document)
    return entry.slug


def publish(
    session: Session,
    author: Account,
    slug: str | None,
    document: dict[str, Any],
    *,
    based_on: str | None = None,
    note: str = "",
    reason: str = "",
) -> QuestionVersion:
    """Publish the document as the next version. Earlier attempts keep theirs. Deletes the draft.

    based_on: as for save_draft. note: what has changed, for other authors. reason: why it is published without a green
    check, which is kept with the version. Invalid names `note` or `reason` if it is too long.
    Without a check of the document as it is, and without a reason, it is checked first, which can take seconds.
    """
    question = check_document(session, author, document)
    note, reason = note.strip(), reason.strip()
    for name, text, limit in (("note", note, LONGEST_NOTE), ("reason", reason, LONGEST_REASON)):
        if len(text) > limit:
            raise Invalid([Problem(name, N_("Use at most %(limit)s characters."), {"limit": limit})])
    if slug is not None:
        require_act(session, author, find_entry(session, slug), Act.PUBLISH)
    is_green = _is_checked(session, slug, document, has_reason=bool(reason))
    with writing(session):
        entry = _opened_entry(session, author, slug, document, based_on, Act.PUBLISH)
        version = publish_version(
            session,
            entry,
            question,
            author_id=author.account_id,
            origin=Origin.AUTHOR,
            note=note or None,
            unchecked_reason=None if is_green else reason or None,
        )
        if question.only_in is not None:
            version.body = with_texts_of(version.body, document, other_than(question.only_in))
            session.flush()
        follow_version(session, entry, revision_of_draft(document), version)
        close_reviews(session, entry, author)
        follow_publication(session, entry.question_id, document, version.body)
        entry.draft = None
    return version


def _is_checked(session: Session, slug: str | None, document: dict[str, Any], *, has_reason: bool) -> bool:
    """Whether the check of the document is green. Raises Invalid if it is not and there is no reason to publish."""
    revision = revision_of_draft(document)
    entry = find_entry(session, slug) if slug is not None else None
    result = result_of(session, entry.question_id, revision) if entry is not None else NEVER
    if has_reason or result.state is CheckState.GREEN:
        return result.state is CheckState.GREEN
    if result.changed:
        names = ", ".join(slug for _room, slug in result.changed)
        raise Invalid([Problem("reason", BASIS_CHANGED, {"names": names})])
    if result.state is CheckState.PROBLEMS:
        raise Invalid([*in_document(document, result.errors), Problem("reason", NEEDS_REASON)])
    found = together(step() for step in steps_of_check(session, document, runs_claims=False))
    if entry is not None:
        with writing(session):
            keep_result(session, entry.question_id, revision, document, found)
    if problems := [each.problem for each in found.findings if not each.is_warning]:
        raise Invalid([*problems, *([Problem("reason", NEEDS_REASON)] if entry is not None else [])])
    return True


def discard_draft(session: Session, author: Account, slug: str, *, based_on: str | None = None) -> None:
    """Delete the draft; a question that was never published is deleted with it. based_on: as for save_draft."""
    require_instructor(author)
    with writing(session):
        entry = find_entry(session, slug)
        require_act(session, author, entry, Act.EDIT if entry.latest_number else Act.RETIRE)
        refuse_if_saved_meanwhile(session, entry, based_on)
        entry.draft = None
        if entry.latest_number == 0:
            session.delete(entry)
        else:
            offer_again(session, entry)


def import_questions(session: Session, questions: Sequence[Question]) -> list[int | None]:
    """Publish questions read from files, all or none. Returns the number of each new version; None for a question that
    equals its latest version.
    """
    with writing(session):
        return [_import(session, question) for question in questions]


def _import(session: Session, question: Question) -> int | None:
    entry = session.scalar(select(QuestionEntry).filter_by(slug=question.slug))
    entry = entry or find_moved(session, question.slug)
    document = question.model_dump(mode="json")
    if entry is None:
        entry = _new_entry(session, document)
    elif entry.versions and entry.versions[-1].body == document:
        return None
    try:
        return publish_version(session, entry, question, origin=Origin.IMPORT).number
    except Invalid as invalid:
        raise Invalid(problem.within(question.slug) for problem in invalid.problems) from None


def find_entry(session: Session, slug: str) -> QuestionEntry:
    """Raises QuestionNotFound, or QuestionMoved if it has another slug now."""
    entry = session.scalar(
        select(QuestionEntry).filter_by(slug=slug).options(joinedload(QuestionEntry.draft))
    )
    if entry is None:
        raise missing_question(session, slug)
    return entry


def _opened_entry(
    session: Session,
    author: Account,
    slug: str | None,
    document: dict[str, Any],
    based_on: str | None,
    act: Act,
) -> QuestionEntry:
    """The entry that a form was opened with, or a new one, which the author owns."""
    if slug is None:
        made = _new_entry(session, document)
        make_owner(session, made, author)
        return made
    entry = find_entry(session, slug)
    require_act(session, author, entry, act)
    if document.get("slug") != slug:
        message = N_("The URL name of a question can’t be changed: %(slug)s.")
        raise Invalid([Problem("slug", message, {"slug": slug})])
    refuse_if_saved_meanwhile(session, entry, based_on)
    return entry


def _new_entry(session: Session, document: dict[str, Any]) -> QuestionEntry:
    slug, topic = document.get("slug"), document.get("topic")
    try:
        TypeAdapter(Slug).validate_python(slug)
    except ValidationError as error:
        raise Invalid(problems_in(error, prefix=["slug"])) from None
    if slug in ADDRESSES_IN_USE:
        raise Invalid([Problem("slug", N_("This URL name is already in use. Choose another."))])
    if question_exists(session, str(slug)) or find_moved(session, str(slug)) is not None:
        raise Invalid([Problem("slug", N_("A question with this name already exists. Choose another name."))])
    if not isinstance(topic, str) or session.get(TopicEntry, topic) is None:
        raise Invalid([Problem("topic", N_("Choose a topic."))])
    position = (session.scalar(select(func.max(QuestionEntry.position))) or 0) + 1
    entry = QuestionEntry(slug=slug, topic_slug=topic, position=position)
    session.add(entry)
    return entry


def _authored_question(session: Session, author: Account, entry: QuestionEntry) -> AuthoredQuestion:
    saved = latest(session, entry)
    return AuthoredQuestion(
        question_id=entry.question_id,
        slug=entry.slug,
        body={**saved.body, "slug": entry.slug} if saved.body.get("slug") else saved.body,
        has_draft=entry.draft is not None,
        latest_number=entry.latest_number,
        is_built_in=entry.is_built_in,
        changed_at=saved.at,
        revision=saved.revision,
        author=saved.author,
        problem_count=entry.draft.problem_count if entry.draft else 0,
        retired_at=entry.retired_at,
        has_update=entry.question_id in questions_with_offers(session),
        standing=standing_of(session, author, entry.question_id),
        review=latest_review(session, entry.question_id) if entry.draft is not None else None,
    )

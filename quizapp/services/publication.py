"""Create a new version of a question: the only place that creates versions."""

from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.domain.text import Label, Text
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import ItemIdentity, Origin, QuestionEntry, QuestionVersion
from quizapp.services.images.uses import note_images, publish_images


def publish_version(
    session: Session,
    entry: QuestionEntry,
    question: Question,
    *,
    author_id: int | None = None,
    origin: Origin,
    note: str | None = None,
    unchecked_reason: str | None = None,
) -> QuestionVersion:
    """Add the next version, inside the caller's transaction. Raises Invalid if an item id belongs elsewhere."""
    session.flush()
    version = QuestionVersion(
        question_id=entry.question_id,
        number=entry.latest_number + 1,
        body=question.model_dump(mode="json"),
        search_text=_search_text(question),
        author_id=author_id,
        origin=origin,
        note=note,
        unchecked_reason=unchecked_reason,
    )
    entry.versions.append(version)
    entry.latest_number = version.number
    entry.topic_slug = question.topic
    _reserve_item_ids(session, entry, question)
    session.flush()
    note_images(session, entry, version.body)
    publish_images(session, version.body)
    return version


def _reserve_item_ids(session: Session, entry: QuestionEntry, question: Question) -> None:
    problems = []
    for position, item in enumerate(question.items):
        identity = session.get(ItemIdentity, item.id)
        if identity is None:
            session.add(ItemIdentity(item_id=item.id, question_id=entry.question_id))
        elif identity.question_id != entry.question_id:
            problems.append(
                Problem(
                    f"items.{position}.id",
                    N_("The id “%(id)s” is already used by an exercise of “%(slug)s”. Choose another."),
                    {"id": item.id, "slug": identity.question.slug},
                )
            )
    if problems:
        raise Invalid(problems)


def _search_text(question: Question) -> str:
    texts: list[Label | Text] = [question.title, question.prompt, *(item.prompt for item in question.items)]
    words = [question.number or "", question.slug, *(text.zh for text in texts), *(text.en for text in texts)]
    return "\n".join(words).lower()

"""Answers to a single choice, and another key for it, for tests of regrades."""

from copy import deepcopy
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.db.tables import Base
from quizapp.kinds import right_answer
from quizapp.models import Account, Attempt, Learner, Regrade
from quizapp.services import authoring, learners, practice
from quizapp.services.published_bank import published_bank
from quizapp.services.regrade_application import apply_regrade
from quizapp.services.regrade_previews import preview_regrade
from quizapp.services.regrades import Scope

HASHED = ("attempts", "reviews", "review_cards", "exam_answers", "exam_sittings")
COUNTERS = {"version", "card_version"}  # of cards: count their changes, and so never go back
OWN = {"regrades", "regrade_entries"}  # tables of regrades themselves


def hash_of(session: Session, *tables: str, without: str = "") -> str:
    """Of all values of whole tables; without: a condition for rows to leave out."""
    session.rollback()
    digest = sha256()
    for table in tables or HASHED:
        where = f" WHERE NOT ({without})" if without else ""
        rows = session.execute(text(f"SELECT * FROM {table}{where}")).mappings()
        told = (repr([(name, row[name]) for name in row if name not in COUNTERS]) for row in rows)
        digest.update("\n".join(sorted(told)).encode())
    session.rollback()  # an open reading would keep a client from writing
    return digest.hexdigest()


def hash_of_all(session: Session) -> str:
    """Of all values of all tables but those of regrades."""
    return hash_of(session, *(table for table in sorted(Base.metadata.tables) if table not in OWN))


def choice_in(session: Session) -> Any:
    """With a hint, and three options or more."""
    return next(
        found.item
        for found in published_bank(session).items.values()
        if found.item.kind == "single_choice"
        and not isinstance(found.item, ParametricItem)
        and found.item.hints
        and len(found.item.options) > 2
    )


def slug_of(session: Session, item: Any) -> str:
    return published_bank(session).facts[item.id].question


def publish(session: Session, author: Account, item: Any, change: Any) -> str:
    """A new version of the question in which `change` has edited the item."""
    slug = slug_of(session, item)
    document = deepcopy(authoring.get_authored_question(session, author, slug).body)
    change(next(each for each in document["items"] if each["id"] == item.id))
    authoring.publish(session, author, slug, document)
    return slug


def give_key_to(option: str) -> Any:
    def change(item: dict[str, Any]) -> None:
        for each in item["options"]:
            each["correct"] = each["id"] == option
            if each["correct"]:
                each.pop("world", None)
                for field in ("contradicts", "no_run"):  # only of wrong options
                    each.pop(field, None)

    return change


def options_of(item: Any) -> tuple[str, str, str]:
    """The key, and two wrong options."""
    key = right_answer(item)
    wrong = [option.id for option in item.options if option.id != key]
    return key, wrong[0], wrong[1]


def answer(session: Session, item: Any, given: Any, **more: Any) -> tuple[Learner, Attempt]:
    learner = learners.start_guest(session)
    return learner, practice.submit_answer(session, learner, item.id, given, **more).attempt


def regrade(session: Session, author: Account, slug: str, **scope: Any) -> Regrade:
    found = preview_regrade(session, author, slug, Scope(**scope))
    return apply_regrade(session, author, slug, found.regrade_id, found.digest, "key", "The key was wrong.")

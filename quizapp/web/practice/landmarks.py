"""Where an exercise stands on a page, and its mark: right, wrong, partly right, or not answered."""

from dataclasses import dataclass

from flask import url_for


@dataclass(frozen=True)
class RailEntry:
    """An item among the landmarks of its question, as the strip shows it too."""

    number: int
    item_id: str
    href: str
    mark: str
    kind: str
    is_current: bool = False
    is_due: bool = False
    note: str = ""


def place_on_question_page(slug: str, item_id: str) -> str:
    """The address of an item, unfolded, on the page of its question."""
    return url_for("questions.show", slug=slug, item=item_id, _anchor=f"item-{item_id}")


def mark_of(score: float | None) -> str:
    """The mark of an item: right, wrong, partly right, or not answered."""
    if score is None:
        return "open"
    return "right" if score > 0.999 else "partly" if score > 0 else "wrong"

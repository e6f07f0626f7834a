"""What the form of an exercise in a sitting sends, with its script or without."""

import hashlib
import json
import secrets
from typing import Any

from quizapp.domain.exams.saves import is_blank
from quizapp.kinds import Item, kind_of
from quizapp.services.exam_answers import UNCHANGED, Typed

LONGEST_SECONDS = 7 * 24 * 3600


def digest_of(answer: Any) -> str:
    """Tells whether an answer is the one that a form was shown with."""
    shown = None if is_blank(answer) else answer
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def typed_in(form: Any, item: Item) -> Typed:
    """From the fields of a form. Without a script, each form is a device of its own."""
    answer = _answer_in(form, item)
    if form.get("device"):
        return Typed(
            answer=answer if form.get("typed") else UNCHANGED,
            device=form.get("device"),
            sequence=_whole(form, "sequence"),
            seen=_whole(form, "seen"),
            seconds_left=_share(form, "left", LONGEST_SECONDS),
            is_flagged={"yes": True, "no": False}.get(form.get("flagged", "")),
            seconds=_share(form, "seconds", LONGEST_SECONDS),
        )
    is_changed = digest_of(answer) != form.get("was", "")
    return Typed(
        answer=answer if is_changed or "move" in form else UNCHANGED,
        device=f"form-{secrets.token_hex(8)}",
        sequence=1,
        seen=_whole(form, "seen"),
        is_flagged={"flag": True, "unflag": False}.get(form.get("go", "")),
    )


def _answer_in(form: Any, item: Item) -> Any:
    kind = kind_of(item)
    answer = kind.answer_from(item, form)
    if "move" in form and kind.rearranged is not None:
        return kind.rearranged(answer, form.get("move"))
    return answer


def _whole(form: Any, name: str) -> int:
    written = form.get(name, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


def _share(form: Any, name: str, most: float) -> float | None:
    found = form.get(name, type=float)
    return min(found, most) if found is not None and found >= 0 else None

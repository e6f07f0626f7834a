"""What would come of a file, as a document: the command prints it, and the API answers with it."""

from collections.abc import Callable, Iterable
from typing import Any

from quizapp.errors import Problem
from quizapp.formats.exchange.drafts import Draft


def dry_run_document(
    drafts: Iterable[Draft], losses: Iterable[Problem], say: Callable[[Problem], str]
) -> dict[str, Any]:
    """say: the sentence of a problem without its field, in some language."""
    return {
        "questions": [_question(draft) for draft in drafts],
        "losses": losses_document(losses, say),
    }


def losses_document(losses: Iterable[Problem], say: Callable[[Problem], str]) -> list[dict[str, str]]:
    return [{"where": each.field, "what": say(Problem("", each.message, each.values))} for each in losses]


def _question(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        **{name: draft.document[name] for name in ("prompt", "answer") if name in draft.document},
        "items": draft.items,
        "lacks": list(draft.lacks),
        "drafted": not draft.is_left_out,
        **({"category": draft.category} if draft.category else {}),
        **({"tags": list(draft.tags)} if draft.tags else {}),
    }

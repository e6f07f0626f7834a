"""Who may do what to the bank and to those who learn."""

from quizapp.errors import NotAllowed
from quizapp.models import Account, Role


def require_instructor(account: Account | None) -> None:
    """Raises NotAllowed."""
    if account is None or not account.is_instructor:
        raise NotAllowed(role=Role.INSTRUCTOR.value)

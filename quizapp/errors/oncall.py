"""Refusals of the on-call room."""

from quizapp.errors.families import N_, Conflict, NotFound


class CaseNotFound(NotFound):
    message = N_("This on-call case was not found among yours.")


class NoCases(NotFound):
    message = N_("This server has no on-call cases: its content folder has no verified ones.")


class CaseAnswered(Conflict):
    title = N_("This case is closed")
    message = N_("You have already named the cause of this case. Take the next case.")


class CaseOpen(Conflict):
    title = N_("This case is still open")
    message = N_("Name the cause and a fix first; the result comes after that.")


class BudgetTooShort(Conflict):
    title = N_("Not enough minutes left")
    message = N_("This measurement takes %(minutes)s minutes, and %(left)s are left.")

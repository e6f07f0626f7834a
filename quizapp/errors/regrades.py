"""Errors of regrades and of the versions of questions."""

from quizapp.errors.families import N_, Conflict, NotFound


class VersionNotFound(NotFound):
    message = N_("The question “%(slug)s” has no version %(number)s.")


class ShippedUpdateNotFound(NotFound):
    message = N_("No shipped update of “%(slug)s” is waiting: it was decided on, or a newer one was shipped.")


class RegradeNotFound(NotFound):
    message = N_("The regrade %(regrade)s was not found.")


class RegradeOutdated(Conflict):
    message = N_(
        "Some of these answers have changed since the preview, so nothing has been regraded. Make a new preview."
    )


class RegradeNotReady(Conflict):
    message = N_("The preview of this regrade is not finished yet. Wait until it is.")


class RegradeNotOpen(Conflict):
    message = N_("This regrade has already been applied.")


class RegradeNotApplied(Conflict):
    message = N_("Only a regrade that is applied can be undone.")


class RegradedAgain(Conflict):
    message = N_("Regrade %(later)s has changed some of these answers since. Undo that one first.")

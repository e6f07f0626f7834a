"""Errors of programs that write questions."""

from quizapp.errors.families import N_, Conflict, NotAllowed, QuizError


class NoPrecondition(QuizError):
    status = 428
    title = N_("The header If-Match is missing")
    message = N_(
        "Send the header If-Match with the ETag that the question had when you read it, so that nothing "
        "of somebody else is overwritten; or * to overwrite whatever is there."
    )


class NoDraft(Conflict):
    message = N_("The question “%(slug)s” has no draft.")


class NotOfTheQuestion(NotAllowed):
    """people: those who may."""

    message = N_("This question is in the hands of %(people)s. Ask them to add you to it.")


class NotForAuthors(NotAllowed):
    message = N_("Only the owner of a question, or an admin, can do this.")

"""The errors of use cases. web, api, and cli each convert them to a response, in one place.

QuizError
├── NotFound            404   QuestionNotFound, ItemNotFound, ScenarioNotFound, ClaimNotFound, RunNotFound …
├── NotAllowed          403   NotSignedIn (401), AnswerFirst
├── Invalid             422   carries problems, each naming its field
├── Conflict            409   NameTaken, RunNotFinished, VariantNotDrawn, SavedTooLate …
├── NoPrecondition      428
├── TooLarge            413   RunTooExpensive, RunTooLarge, TooManyFields, FieldTooLong
├── Unreadable          400   UnreadableText, TooDeep
├── Busy                503   DatabaseBusy, NotStored, TooManySignIns
└── OperatorError       –     NewerDatabase, FolderNotWritable … : one line on the command line

A message is an English template; it is translated where it is shown.
"""

from typing import Any

from quizapp.errors.accounts import *  # noqa: F403
from quizapp.errors.authoring import *  # noqa: F403
from quizapp.errors.classes import *  # noqa: F403
from quizapp.errors.exams import *  # noqa: F403
from quizapp.errors.families import *  # noqa: F403
from quizapp.errors.families import N_, Busy, Conflict, NotAllowed, NotFound, QuizError, TooLarge, Unreadable
from quizapp.errors.lti import *  # noqa: F403
from quizapp.errors.oncall import *  # noqa: F403
from quizapp.errors.operators import *  # noqa: F403
from quizapp.errors.regrades import *  # noqa: F403


class TopicNotFound(NotFound):
    message = N_("The topic “%(slug)s” was not found.")


class QuestionNotFound(NotFound):
    message = N_("The question “%(slug)s” was not found.")


class QuestionMoved(QuizError):
    """The question has another slug now, which is the value `slug`."""

    status = 308
    title = N_("Moved")
    message = N_("The question is now called “%(slug)s”.")


class OwnReview(NotAllowed):
    message = N_("Someone else has to approve it. You asked for the review; you can withdraw your request.")


class AttemptNotFound(NotFound):
    message = N_("Attempt %(attempt)s was not found.")


class ReviewNotFound(NotFound):
    message = N_("Review %(review)s was not found.")


class CardNotFound(NotFound):
    message = N_("Review card %(card)s was not found.")


class PracticeSessionNotFound(NotFound):
    message = N_("This practice session was not found among yours.")


class InterviewNotFound(NotFound):
    message = N_("There is no mock interview for the question “%(slug)s” yet.")


class InterviewAttemptNotFound(NotFound):
    message = N_("This mock interview was not found among your attempts.")


class ItemNotFound(NotFound):
    message = N_("The exercise “%(item)s” was not found.")


class ScenarioNotFound(NotFound):
    message = N_("The scenario “%(slug)s” was not found.")


class ClaimNotFound(NotFound):
    message = N_("The claim “%(slug)s” was not found.")


class ClaimTestNotFound(NotFound):
    message = N_("The claim “%(slug)s” has no test named “%(test)s”.")


class RunNotFound(NotFound):
    message = N_("The run “%(run)s” was not found.")


class AccountNotFound(NotFound):
    message = N_("The account “%(name)s” was not found.")


class SessionNotFound(NotFound):
    message = N_("The sign-in session was not found.")


class TokenNotFound(NotFound):
    message = N_("The token was not found.")


class NotSignedIn(QuizError):
    status = 401
    title = N_("Please sign in")
    message = N_("You need an account to do this.")


class AnswerFirst(NotAllowed):
    message = N_("Answer at least one exercise of this question to see the model answer.")


class SecondTryFirst(NotAllowed):
    message = N_("Finish your second try, or show its answer, to see the model answer.")


class TokenOnlyReads(NotAllowed):
    message = N_("This token can only read. Create one that can also write.")


class LastAdmin(NotAllowed):
    message = N_("This is the only admin account. Give the role to another account first.")


class NotYourRun(NotAllowed):
    message = N_("Only the person who started this run, or an instructor, can stop it.")


class SetupLinkSpent(NotAllowed):
    message = N_("This link has already been used or has expired. Restart the server to get a new one.")


class SetupDone(SetupLinkSpent):
    message = N_(
        "The first account has already been created with this link or another one. Sign in, or ask an admin "
        "for an account that can write questions."
    )


class NoSecondTry(Conflict):
    message = N_("This exercise is not waiting for a second try.")


class ChangedMeanwhile(Conflict):
    message = N_("Another request changed the same thing at the same time. Try again.")


class RunNotFinished(Conflict):
    message = N_("This run has no data yet. Its status is “%(status)s”.")


class RunFailed(Conflict):
    message = N_("This run has no data: %(reason)s")


class VariantNotDrawn(Conflict):
    message = N_(
        "A variant of exercise “%(item)s” could not be generated. Its author needs to relax its conditions."
    )


class IdempotencyKeyReused(Conflict):
    message = N_("This Idempotency-Key has already been used for a different answer.")


class TooManyFields(TooLarge):
    message = N_("The form has %(count)s fields; at most %(limit)s are allowed.")


class FieldTooLong(TooLarge):
    message = N_("The field “%(field)s” has %(length)s characters; at most %(limit)s are allowed.")


class UnreadableText(Unreadable):
    message = N_("The field “%(field)s” contains a character that no text can contain. Remove it.")


class TooDeep(Unreadable):
    message = N_("The JSON is nested more than %(limit)s levels deep. Use fewer levels.")


class DatabaseBusy(Busy):
    title = N_("The database is not available")
    message = N_("The database cannot be read at the moment. Try again in a minute.")


class TooManySignIns(Busy):
    title = N_("Too many sign-ins at once")
    message = N_("Too many people are signing in right now. Try again in a moment.")


class NotStored(DatabaseBusy):
    message = N_(
        "What you sent was not stored: the database cannot be written at the moment. Try again in a minute."
    )


class BeyondLimit(TooLarge):
    """A run beyond a limit. `nearest` is the setting (field, value, name) with which it would fit, if there is one."""

    def __init__(self, nearest: Any = None, **values: Any) -> None:
        where = {"setting": nearest.name, "value": nearest.value} if nearest else {}
        super().__init__(**values, **where)
        self.nearest = nearest
        if nearest is None:
            self.message = self.message_without_fit

    message_without_fit = ""


class RunTooExpensive(BeyondLimit):
    message = N_(
        "This run would take about %(seconds)s seconds, and the limit is %(limit)s. To stay "
        "within the limit, set %(setting)s to %(value)s."
    )
    message_without_fit = N_("This run would take about %(seconds)s seconds, and the limit is %(limit)s.")


class RunTooLarge(BeyondLimit):
    message = N_(
        "This run would need about %(size)s MiB of memory, and the limit is %(limit)s. To stay "
        "within the limit, set %(setting)s to %(value)s."
    )
    message_without_fit = N_("This run would need about %(size)s MiB of memory, and the limit is %(limit)s.")


class TooManyRuns(QuizError):
    status = 429
    title = N_("Too many runs at once")
    message = N_("%(count)s runs are already waiting, and the limit is %(limit)s. Try again in a moment.")


class TooManyStreams(QuizError):
    status = 503
    title = N_("Too many streams at once")
    message = N_("Too many runs are being streamed right now. Poll for the events recorded so far instead.")


class TooManyOfYours(TooManyRuns):
    message = N_(
        "You already have %(count)s runs waiting, and the limit is %(limit)s. Try again in a moment."
    )

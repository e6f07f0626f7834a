"""The errors of use cases. web, api, and cli each convert them to a response, in one place.

QuizError
├── NotFound            404   QuestionNotFound, ItemNotFound, ScenarioNotFound, ClaimNotFound, RunNotFound …
├── NotAllowed          403   NotSignedIn (401), AnswerFirst
├── Invalid             422   carries problems, each naming its field
├── Conflict            409   NameTaken, RunNotFinished, VariantNotDrawn
├── TooLarge            413   RunTooExpensive, RunTooLarge, TooManyFields, FieldTooLong
├── Unreadable          400   UnreadableText, TooDeep
├── Busy                503   DatabaseBusy, NotStored, TooManySignIns
└── OperatorError       –     NewerDatabase, FolderNotWritable … : one line on the command line

A message is an English template; it is translated where it is shown.
"""

import dataclasses
import importlib.metadata
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


def N_(message: str) -> str:  # noqa: N802 (the name that message extractors know)
    """Mark a message for the translation catalog without translating it yet."""
    return message


@dataclass(frozen=True)
class Problem:
    """One problem: the dotted name of the field, and a template with its values."""

    field: str
    message: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        text = self.message % self.values if self.values else self.message
        return f"{self.field}: {text}" if self.field else text

    def within(self, place: str) -> "Problem":
        """The same problem, with its field in this place, such as a file."""
        return dataclasses.replace(self, field=f"{place}: {self.field}" if self.field else place)


class QuizError(Exception):
    status = 400
    title = N_("Request failed")
    message = N_("The request could not be completed.")

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class NotFound(QuizError):
    status = 404
    title = N_("Not found")
    message = N_("There is no page at this address.")


class TopicNotFound(NotFound):
    message = N_("The topic “%(slug)s” was not found.")


class QuestionNotFound(NotFound):
    message = N_("The question “%(slug)s” was not found.")


class AttemptNotFound(NotFound):
    message = N_("Attempt %(attempt)s was not found.")


class ReviewNotFound(NotFound):
    message = N_("Review %(review)s was not found.")


class CardNotFound(NotFound):
    message = N_("Review card %(card)s was not found.")


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


class NotAllowed(QuizError):
    status = 403
    title = N_("Not allowed")
    message = N_("Your account does not have permission to do this. It requires the “%(role)s” role.")


class NotSignedIn(QuizError):
    status = 401
    title = N_("Please sign in")
    message = N_("You need an account to do this.")


class AnswerFirst(NotAllowed):
    message = N_("Answer at least one exercise of this question to see the model answer.")


class TokenOnlyReads(NotAllowed):
    message = N_("This token can only read. Create one that can also write.")


class NotYourRun(NotAllowed):
    message = N_("Only the person who started this run, or an instructor, can stop it.")


class SetupLinkSpent(NotAllowed):
    message = N_("This link has already been used or has expired. Restart the server to get a new one.")


class SetupDone(SetupLinkSpent):
    message = N_(
        "The first account has already been created with this link or another one. Sign in, or ask an admin "
        "for an account that can write questions."
    )


class Conflict(QuizError):
    status = 409
    title = N_("Conflict with existing content")


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


class TooLarge(QuizError):
    status = 413
    title = N_("Too large")


class TooManyFields(TooLarge):
    message = N_("The form has %(count)s fields; at most %(limit)s are allowed.")


class FieldTooLong(TooLarge):
    message = N_("The field “%(field)s” has %(length)s characters; at most %(limit)s are allowed.")


class Unreadable(QuizError):
    title = N_("This request could not be understood")


class UnreadableText(Unreadable):
    message = N_("The field “%(field)s” contains a character that no text can contain. Remove it.")


class TooDeep(Unreadable):
    message = N_("The JSON is nested more than %(limit)s levels deep. Use fewer levels.")


class Busy(QuizError):
    """It may work a little later."""

    status = 503
    retry_after = 10  # seconds


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


class Invalid(QuizError):
    """Input that cannot be accepted, with all its problems."""

    status = 422
    title = N_("Some fields need your attention")
    message = N_("Correct the fields listed below and submit again. Your input has been kept.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class OperatorError(QuizError):
    """Something that the operator of the service must fix; shown as one line."""


class NewerDatabase(OperatorError):
    message = N_(
        "The database %(database)s was created by a newer version of quizapp (revision "
        "%(revision)s). Start that version, or restore a backup."
    )


class DatabaseUnreachable(OperatorError):
    message = N_("The database %(database)s cannot be opened: %(reason)s")


class NoDatabase(OperatorError):
    message = N_("There is no database at %(database)s.")


class NotOurDatabase(OperatorError):
    message = N_("%(path)s is not a sound quizapp database: %(reason)s")


class DatabaseInUse(OperatorError):
    message = N_(
        "A server or a worker uses the database %(database)s, or it is being replaced. Stop that first."
    )


class FolderNotWritable(OperatorError):
    message = N_(
        "Cannot write to the folder %(folder)s: %(reason)s. Make it writable, or set QUIZAPP_INSTANCE."
    )


class PortTaken(OperatorError):
    message = N_(
        "Port %(port)s on %(host)s is already in use. Stop the program that is using it, or "
        "choose another port: PORT=8001 make run"
    )


class AddressRefused(OperatorError):
    message = N_("The server cannot listen on %(host)s:%(port)s: %(reason)s")


class OtherSecretKey(OperatorError):
    message = N_(
        "Another secret key signs the cookies of this database, and a server with this key would sign its users out. "
        "Set QUIZAPP_SECRET_KEY to that key, or stop all servers and run `quizapp db rotate-key`."
    )


class SettingMissing(OperatorError):
    message = N_("Set %(name)s first, for example to %(example)s.")


class ExtraMissing(OperatorError):
    """The packages are named, since the name of this one may be somebody else’s on the public index."""

    message = N_("%(needed_for)s needs packages that are not installed: pip install %(packages)s")

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(
            packages=" ".join(f"'{name}'" for name in _packages_of(extra)), needed_for=needed_for
        )


def _packages_of(extra: str) -> list[str]:
    required = importlib.metadata.requires("quizapp") or []
    parts = [requirement.partition(";") for requirement in required]
    return [name.strip() for name, _, marker in parts if re.search(rf"extra == ['\"]{extra}['\"]", marker)]


class WeakSecretKey(OperatorError):
    message = N_(
        "The secret key in %(place)s is too easy to guess. Use at least %(least)s random characters, for example those "
        "that `openssl rand -hex 32` prints."
    )


class BadUrl(OperatorError):
    message = N_("The setting %(name)s has the scheme %(scheme)r; it must be %(expected)s.")


class UnreadableUrl(OperatorError):
    message = N_("The setting %(name)s is not a URL. Percent-encode the special characters of its password.")


class UnknownSetting(OperatorError):
    message = N_("There is no setting %(name)s. The most similar one is %(nearest)s.")


class BadSetting(OperatorError):
    message = N_("The setting %(name)s is %(value)r; it must be %(expected)s.")

"""Refusals of one-time links, of signing in, and of what one account does to another."""

from quizapp.errors.families import N_, Conflict, NotAllowed, NotFound, QuizError


class LinkSpent(NotFound):
    """Used, expired, revoked, or never there: who only guesses is not told which."""

    title = N_("This link is no longer valid")
    message = N_("One-time links work once and expire. Ask the person who sent it for a new one.")


class AccountDisabled(NotAllowed):
    title = N_("This account is disabled")
    message = N_("Nobody can sign in to it at the moment. An admin can enable it again.")


class SignUpClosed(NotAllowed):
    title = N_("Accounts are by invitation")
    message = N_(
        "On this server, an instructor or an admin sends you a link with which you create your account."
    )


class ConfirmFirst(NotAllowed):
    title = N_("Confirm that it is you")
    message = N_("Enter your password once more before you do this.")


class NotOneself(Conflict):
    title = N_("This is your own account")
    message = N_(
        "Another admin can do this to your account. Your own account page has what you can do yourself."
    )


class NotReachedYet(NotAllowed):
    title = N_("An admin has to do this")
    message = N_(
        "“%(name)s” was added to your class by a list and has not begun any of its work. Until then, only an admin "
        "can create a link that resets the password."
    )


class SecondStepNeeded(NotAllowed):
    title = N_("Set up two-step sign-in first")
    message = N_("On this server, admins need an authenticator app or a passkey to use their role.")


class SecondStepExpired(QuizError):
    status = 401
    title = N_("Please sign in again")
    message = N_("Signing in took too long. Start again with your name and password.")


class TooManyCodes(QuizError):
    status = 429
    title = N_("Too many wrong codes")
    message = N_("Wait an hour before you try another code, or sign in with a passkey.")


class PasskeyRefused(QuizError):
    title = N_("The passkey was not accepted")
    message = N_("Try again. If it keeps failing, sign in with your password, and add the passkey anew.")


class AppThere(Conflict):
    title = N_("There is an authenticator app already")
    message = N_("Remove the one that is set up before you set up another.")


class PasskeyNotFound(NotFound):
    message = N_("This passkey was not found among yours.")

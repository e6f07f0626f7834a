"""Refusals of LTI: of launches from course platforms, and of what is asked of a platform."""

from quizapp.errors.families import N_, Busy, NotAllowed, NotFound, QuizError


class PlatformNotFound(NotFound):
    message = N_("This course platform was not found.")


class NotACourse(NotFound):
    message = N_("This class is not connected to a course platform.")


class LaunchRefused(QuizError):
    """A launch that cannot be accepted; the person goes back to the course, or tells an admin."""

    title = N_("This launch was not accepted")


class UnknownPlatform(LaunchRefused):
    message = N_(
        "No course platform with the issuer “%(issuer)s” and the client ID “%(client_id)s” is connected. Ask an admin "
        "of this site to connect it."
    )


class LaunchExpired(LaunchRefused):
    message = N_(
        "Too much time has passed since the link was opened. Go back to your course and open it again."
    )


class LaunchReplayed(LaunchRefused):
    message = N_("This launch has already been used. Go back to your course and open the link again.")


class LaunchCanceled(LaunchRefused):
    message = N_("The course platform did not complete the launch. It answered: %(reason)s")


class SignatureRefused(LaunchRefused):
    message = N_(
        "The signature of the course platform could not be verified with the keys at %(url)s. Ask an admin of this "
        "site to check the address of the keys."
    )


class ClaimRefused(LaunchRefused):
    message = N_("The course platform sent a message in which “%(claim)s” is missing or wrong.")


class UnknownDeployment(LaunchRefused):
    message = N_(
        "The deployment “%(deployment)s” of this platform is not connected. Ask an admin of this site to add this "
        "deployment ID to the platform."
    )


class NotACourseMember(NotAllowed):
    title = N_("This launch was not accepted")
    message = N_("The course platform did not say who you are, or what your role in the course is.")


class OnlyTeachersSelect(NotAllowed):
    message = N_("Only those who teach the course can select what it links to.")


class TicketSpent(LaunchRefused):
    title = N_("This page has expired")
    message = N_("Go back to your course and open the link again.")


class PlatformUnreachable(Busy):
    """A service of the platform cannot be used now. url: which."""

    title = N_("The course platform could not be used")
    message = N_("The course platform could not be used at %(url)s: %(reason)s")
    retry_after = 60


class PlatformTooSlow(PlatformUnreachable):
    message = N_("The course platform did not answer in time at %(url)s.")


class PlatformClosed(PlatformUnreachable):
    message = N_("The course platform accepts no connection, or closed it, at %(url)s.")


class PlatformNameUnknown(PlatformUnreachable):
    message = N_("The name of the course platform in %(url)s is not known.")


class PlatformNotSecure(PlatformUnreachable):
    message = N_("The certificate of the course platform at %(url)s is not valid.")


class PlatformNotPublic(PlatformUnreachable):
    message = N_("Requests are not sent to %(url)s: it is not a public address with HTTPS.")


class PlatformSaysTooMuch(PlatformUnreachable):
    message = N_("The course platform sent too much at %(url)s.")


class NoPlatformKeys(PlatformUnreachable):
    message = N_("The course platform has no keys at %(url)s (status %(status)s).")


class NoAccessToken(PlatformUnreachable):
    message = N_(
        "The course platform gave no access token at %(url)s (status %(status)s). It may not have fetched the keys of "
        "Nabla yet, or may know another address of them. It said: %(said)s"
    )


class NoMemberList(PlatformUnreachable):
    message = N_("The course platform gave no list of members at %(url)s (status %(status)s).")


class ColumnNotAllowed(QuizError):
    status = 403
    message = N_("The course platform does not allow Nabla to make a score column (status %(status)s).")


class ColumnGone(QuizError):
    status = 410
    message = N_("The score column is no longer on the course platform.")


class ScoreRefused(QuizError):
    message = N_("The course platform refuses this score (status %(status)s): %(said)s")


class ScoreNotTaken(ScoreRefused):
    message = N_("The course platform did not take this score yet (status %(status)s): %(said)s")


class NoColumnList(PlatformUnreachable):
    message = N_("The course platform did not list or make a score column at %(url)s (status %(status)s).")

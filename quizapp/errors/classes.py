"""Refusals of classes and their assignments."""

from quizapp.errors.families import N_, Conflict, NotAllowed, NotFound


class ClassNotFound(NotFound):
    message = N_("This class was not found among yours.")


class MemberNotFound(NotFound):
    message = N_("This member was not found in the class.")


class AssignmentNotFound(NotFound):
    message = N_("This assignment was not found in the class.")


class WorkNotFound(NotFound):
    message = N_("This attempt was not found in the assignment.")


class InvitationNotFound(NotFound):
    message = N_("This invitation is not valid. It may have been renewed; ask for the new one.")


class NotYourClass(NotAllowed):
    message = N_("Your role in this class does not include this. It requires the “%(role)s” role.")


class JoiningClosed(Conflict):
    title = N_("This class accepts no new members")
    message = N_("Its instructor has closed the invitation. Ask to have it opened.")


class ClassArchived(Conflict):
    title = N_("This class is archived")
    message = N_("An archived class cannot be changed. Its gradebook stays readable.")


class LastOwner(Conflict):
    title = N_("A class needs an owner")
    message = N_("You are the only owner of this class. Make another instructor the owner first.")


class AssignmentNotOpen(Conflict):
    title = N_("This assignment is not open")
    message = N_("Its opening time has not come yet, or its closing time has passed.")


class NoAssignedAttemptsLeft(Conflict):
    title = N_("No attempts left")
    message = N_("You have used all attempts at this assignment.")


class AnotherCaseOpen(Conflict):
    title = N_("Another case is open")
    message = N_("Answer your open case in the on-call room first. It was not taken for this assignment.")


class LiveSessionNotFound(NotFound):
    message = N_("This live session was not found. Check the code on the projector.")


class LiveSessionEnded(Conflict):
    title = N_("This live session has ended")
    message = N_("Nobody can join it any more. Its exercises stay open for practice.")


class LiveForMembers(NotAllowed):
    message = N_(
        "Only members of the class can take part. Join the class first, or ask to have guests admitted."
    )


class NotJoinedLive(Conflict):
    title = N_("You have not joined")
    message = N_("Join the live session first; then you can answer.")


class LiveRoundClosed(Conflict):
    title = N_("This round is closed")
    message = N_(
        "Your answer came after the round was closed, so it does not count. Wait for the next exercise."
    )


class AlreadyAnsweredLive(Conflict):
    title = N_("You have already answered")
    message = N_("Your first answer of this round counts, and this one was not stored.")

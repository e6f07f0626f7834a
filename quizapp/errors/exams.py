"""Refusals of exams and their sittings."""

from quizapp.errors.families import N_, Conflict, NotFound


class ExamNotFound(NotFound):
    message = N_("This exam was not found among those that you can take.")


class SittingNotFound(NotFound):
    message = N_("This exam was not found among those that you have begun.")


class ExerciseNotInExam(NotFound):
    message = N_("The exam has no exercise %(position)s.")


class ExamNotOpen(Conflict):
    title = N_("This exam is not open")
    message = N_("This exam cannot be started now.")


class NoAttemptsLeft(Conflict):
    title = N_("No attempts left")
    message = N_("You have already taken this exam as often as it can be taken.")


class NothingToAsk(Conflict):
    message = N_("The exercises of this exam no longer exist.")


class ExamNotOver(Conflict):
    title = N_("The exam is not over")
    message = N_("There is no result yet: this exam is still being taken.")


class ExamSubmitted(Conflict):
    title = N_("The exam is over")
    message = N_("This exam has been submitted. What was saved before counts; this answer was not saved.")


class SavedTooLate(Conflict):
    title = N_("The time is up")
    message = N_(
        "This answer arrived %(seconds)s seconds after the end of the grace period. What was saved before counts; "
        "this answer was not saved."
    )


class AskedInExam(Conflict):
    title = N_("You are taking an exam")
    message = N_(
        "This exercise is part of an exam that you are taking. You can practice it once the exam is over."
    )

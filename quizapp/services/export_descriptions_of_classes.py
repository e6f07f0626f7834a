"""What the fields of the exported tables of classes mean, as in `export_descriptions`."""

from collections.abc import Mapping

from quizapp.errors import N_

CLASS_MEMBERS = {
    "member_id": N_("Number of the membership."),
    "class_id": N_("Number of the class."),
    "role": N_("Owner, instructor, assistant, or learner of the class."),
    "name": N_("Your name on the list of the class, if you came by a list."),
    "joined_at": N_("When you joined."),
    "left_at": N_("When you left or were removed."),
    "was_added": N_("Whether somebody else added you, by a list."),
}
ASSIGNMENT_ALLOWANCES = {
    "assignment_id": N_("Number of the assignment."),
    "member_id": N_("Number of the membership."),
    "extra_minutes": N_("Additional minutes that you have in the exam."),
    "attempts": N_("Number of attempts that you have."),
    "due_at": N_("Your own due time."),
    "closes_at": N_("Your own closing time."),
    "is_excused": N_("Whether the assignment does not count for you."),
}
LIVE_PARTICIPANTS = {
    "participant_id": N_("Number under which you took part."),
    "live_session_id": N_("Number of the live session."),
    "nickname": N_("Nickname with which you took part as a guest."),
    "joined_at": N_("When you joined."),
}
LIVE_ANSWERS = {
    "live_answer_id": N_("Number of the answer in the live session."),
    "live_item_id": N_("Number of the exercise in the live session."),
    "participant_id": N_("Number under which you took part."),
    "round": N_("Round in which you answered: 2 is after the discussion."),
    "answer": N_("What you answered."),
    "score": N_("The score, from 0 to 1, once the answer was revealed."),
    "grade": N_("Scores of the parts of the answer, and the correct answer, once it was revealed."),
    "seconds": N_("Seconds that the answer took."),
    "answered_at": N_("When you answered."),
}
ASSIGNED_WORK = {
    "work_id": N_("Number of the attempt at an assignment."),
    "assignment_id": N_("Number of the assignment."),
    "number": N_("Which of your attempts at this assignment it is, counted from 1."),
    "practice_session_id": N_("Number of the practice session, if it was one."),
    "case_id": N_("Number of the on-call case, if it was one."),
    "item_count": N_("Number of exercises that are graded."),
    "started_at": N_("When you began it."),
}
OF_CLASSES: Mapping[str, Mapping[str, str]] = {
    "assigned_work": ASSIGNED_WORK,
    "assignment_allowances": ASSIGNMENT_ALLOWANCES,
    "class_members": CLASS_MEMBERS,
    "live_answers": LIVE_ANSWERS,
    "live_participants": LIVE_PARTICIPANTS,
}

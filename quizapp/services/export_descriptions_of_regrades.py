"""What every field of the tables of regrades means in an exported file."""

from quizapp.errors import N_

REGRADES = {
    "regrade_id": N_("Number of the regrade."),
    "question_id": N_("Number of the question."),
    "target_version_id": N_("Number of the version of the question whose correct answers were used."),
    "stage": N_("What is being done in the background: making the preview, applying it, or undoing it."),
    "progress": N_("Number of the last answer that was looked at or changed."),
    "total": N_("How many answers the preview looks at."),
    "ticket": N_("How often a process has begun to make the preview."),
    "tries": N_("How often that was interrupted at the same place."),
    "moved_at": N_("When this was last done."),
    "takes_reworded": N_("Whether answers to other words of the exercise were regraded too."),
    "measures_again": N_("Whether networks were run again for measured correct answers."),
    "digest": N_("Checksum of the answers as they were when the preview was made."),
    "summary": N_("How many scores change, and how many answers are left out."),
    "cause": N_("What was wrong, as learners read it."),
    "reason": N_("The reason that you gave."),
    "applied_by_id": N_("Number of the account that applied it."),
    "applied_at": N_("When it was applied."),
    "undo_reason": N_("The reason that was given for undoing it."),
    "undone_by_id": N_("Number of the account that undid it."),
    "undone_at": N_("When it was undone."),
    "set_aside": N_("How many answers had changed since, and were left as they were when it was undone."),
}
REGRADE_ENTRIES = {
    "entry_id": N_("Number of the answer in all regrades."),
    "regrade_id": N_("Number of the regrade."),
    "problem": N_("Why the answer was left out, if it was."),
    "score_before": N_("The score before the regrade, from 0 to 1."),
    "score_after": N_("The score after the regrade, from 0 to 1."),
}

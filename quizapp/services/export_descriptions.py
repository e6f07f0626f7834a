"""What every field of the exported files means: those of each table in the JSON file, and the columns of the CSV file.

A test compares the names with the columns that `exports` writes: none may be missing, and none too many.
"""

from collections.abc import Mapping

from quizapp.errors import N_
from quizapp.services.export_descriptions_of_accounts import (
    ACCOUNT_EVENTS,
    ACCOUNT_INVITATIONS,
    AUTHENTICATORS,
    PASSKEYS,
    PASSWORD_RESETS,
    RECOVERY_CODES,
)
from quizapp.services.export_descriptions_of_classes import (
    OF_CLASSES,
)
from quizapp.services.export_descriptions_of_regrades import REGRADE_ENTRIES, REGRADES
from quizapp.services.images.descriptions import IMAGES, QUESTION_IMAGES
from quizapp.services.lti.export_descriptions import LTI
from quizapp.services.making.export_descriptions import MADE

# Columns that mean the same in every table that has them.
SHARED: Mapping[str, str] = {
    "learner_id": N_("Identifier of the learner whose row this is."),
    "account_id": N_("Number of your account."),
    "author_id": N_("Number of the account of the author."),
    "created_at": N_("When the row was stored."),
    "updated_at": N_("When the row was changed last."),
    "public_id": N_("The name in the URL of its page."),
    "position": N_("Place in its list, in the order of the list."),
    "question_version_id": N_("Number of the version of the question that was asked."),
    "question": N_("URL name of that question."),
    "question_version": N_("Which version of the question it was, counted from 1."),
    "item_id": N_("Name of the exercise."),
    "variant_seed": N_("Random seed from which the numbers of the variant were drawn."),
    "variant_name": N_("Name of the variant, under which it can be answered once."),
    "variant_parameters": N_("Values that were drawn for the variant, and what was measured with them."),
    "attempt_id": N_("Number of the answer in the table attempts."),
    "expires_at": N_("Until when it is valid."),
    "revoked_at": N_("When it was ended before that."),
    "form_name": N_("Name of the form that was sent, so that sending it twice counts once."),
    "topics": N_("URL names of the chosen topics, in your order; none stands for all."),
    "run_id": N_("Name of the run."),
    "scenario_slug": N_("URL name of the scenario."),
    "case_id": N_("Number of the on-call case."),
}
ACCOUNTS = {
    "name": N_("Name with which you sign in."),
    "display_name": N_("Name that is shown."),
    "role": N_("Learner, instructor, or admin."),
    "language": N_("Language that you chose for the pages."),
    "has_classes": N_("Whether you are or were in a class."),
    "seen_at": N_("When you opened a page last."),
    "disabled_at": N_("Since when nobody can sign in to the account."),
}
API_TOKENS = {
    "api_token_id": N_("Number of the token; the token itself is not stored."),
    "label": N_("Name that you gave the token."),
    "last_used_at": N_("When a program used it last."),
    "may_write": N_("Whether it may change data, and not only read them."),
}
LEARNERS = {"card_version": N_("Counts the changes of your review cards.")}
SIGN_INS = {
    "sign_in_id": N_("Number of the sign-in session."),
    "user_agent": N_("How the browser named itself."),
    "last_seen_at": N_("When a page was opened with it last."),
    "method": N_("What was asked for last when you signed in."),
    "confirmed_at": N_("When you last gave your password or a passkey."),
}
DAY_PLANS = {
    "day": N_("The day for which the plan was made."),
    "made_for": N_("The preferences with which it was made."),
    "body": N_("The plan: the reviews and first answers of each day until the interview."),
    "made_at": N_("When it was made."),
}
DRAFTS = {
    "draft_id": N_("Number of the draft."),
    "place": N_("The form in which it was typed."),
    "fields": N_("Names and values of its fields."),
}
EXAMS = {
    "exam_id": N_("Number of the exam."),
    "title": N_("Title that you gave it."),
    "is_shared": N_("Whether everybody may take it."),
    "rules": N_("Its exercises, its time, and how often it may be taken."),
    "retired_at": N_("When it was retired, so that nobody can begin it."),
}
MOCK_INTERVIEWS = {
    "interview_id": N_("Number of the mock interview."),
    "role": N_("The role for which it was held."),
    "minutes": N_("Its length in minutes."),
    "plan": N_("Numbers of the versions of the questions to ask, in order."),
    "clock_seconds": N_("Seconds that were used until the clock was stopped last."),
    "clock_since": N_("Since when the clock has been running."),
    "waits_for_run": N_("The run that the interview is waiting for."),
    "scratch": N_("Your notes during the interview."),
    "confidence": N_("The share of the key points that you expected to have covered, in percent."),
    "ending": N_("How it ended: done, early, or time."),
    "ended_at": N_("When it ended."),
    "second_look_of": N_("Number of the interview that it repeats."),
}
ONCALL_CASES = {
    "cause": N_("The cause that was hidden in the network."),
    "family": N_("The kind of network."),
    "number": N_("Number of the case in the catalog, among those with this cause and this kind of network."),
    "seed": N_("Random seed of the network that was measured."),
    "proof_seed": N_("First of the 20 random seeds on which the fix was tried."),
    "board": N_("What you noted for and against each suspect."),
    "pinned": N_("The measurement that you pinned."),
    "named_cause": N_("The cause that you named."),
    "named_fix": N_("The fix that you named."),
    "confidence": N_("How sure you were, in percent."),
    "learned": N_("On how many of the 20 seeds the network learned with your fix."),
    "told": N_("What every measurement says about the cause."),
    "answered_at": N_("When you named the cause and the fix."),
    "settled_at": N_("When the fix had been tried."),
}
ONCALL_MEASUREMENTS = {
    "code": N_("Which measurement it was."),
    "minutes": N_("Minutes of the budget that it cost."),
    "evidence": N_("What it showed."),
    "taken_at": N_("When it was taken."),
}
PRACTICE_SESSIONS = {
    "practice_session_id": N_("Number of the practice session."),
    "filters": N_("What you chose when you began it."),
    "touched_at": N_("When you used it last."),
    "finished_at": N_("When you finished it."),
}
SESSION_ITEMS = {
    "session_item_id": N_("Number of the exercise in all practice sessions."),
    "practice_session_id": N_("Number of the practice session."),
    "is_review": N_("Whether it was asked because its card was due."),
}
QUESTION_DRAFTS = {
    "question_id": N_("Number of the question."),
    "body": N_("The text of the question, as typed."),
    "problem_count": N_("How many fields had to be corrected at the last check."),
    "revision": N_("Names the text; it changes when the text changes."),
}
DRAFT_EDITS = {
    "edit_id": N_("Number of the step."),
    "question_id": N_("Number of the question."),
    "change": N_("What was changed: the parts before and after."),
    "began_at": N_("When the step began."),
    "changed_at": N_("When it ended."),
    "undone_at": N_("When it was undone."),
}
QUESTION_OPENINGS = {
    "question_id": N_("Number of the question."),
    "part": N_("The part of the question that was open."),
    "seen_at": N_("When it was open last."),
}
QUESTION_PEOPLE = {
    "question_id": N_("Number of the question."),
    "role": N_("Whether you own the question, write it, or review it."),
    "added_at": N_("Since when."),
}
QUESTION_REVIEWS = {
    "review_id": N_("Number of the review."),
    "question_id": N_("Number of the question."),
    "asked_by": N_("Number of the account that asked for it."),
    "asked_at": N_("When it was asked for."),
    "decided_by": N_("Number of the account that decided."),
    "decided_at": N_("When it was decided."),
    "is_approved": N_("Whether the draft was approved."),
    "note": N_("What the reviewer noted."),
    "revision": N_("Which state of the draft was approved."),
}
QUESTION_VERSIONS = {
    "question_id": N_("Number of the question."),
    "number": N_("Which version it is, counted from 1."),
    "body": N_("The question with its exercises."),
    "search_text": N_("The words by which the question is found."),
    "origin": N_("How the version came about."),
    "note": N_("What you said has changed."),
    "unchecked_reason": N_("Why you published it without a green check."),
    "published_at": N_("When it was published."),
}
REVIEW_CARDS = {
    "card_id": N_("Number of the review card."),
    "concept_kind": N_("What the card is about: a claim, an exercise, or a cause of the on-call room."),
    "concept": N_("Name of that claim, exercise, or cause."),
    "stability": N_("Days until the probability of recall falls to 0.9."),
    "difficulty": N_("How difficult the concept is for you, from 1 to 10."),
    "reviewed_on": N_("Day of the last review."),
    "due_on": N_("Day of the next review."),
    "review_count": N_("Number of reviews."),
    "lapse_count": N_("How often you had forgotten it at a review."),
    "seconds": N_("Median of the seconds that its reviews took."),
    "version": N_("Which of the counted changes of your cards changed it last."),
}
REVIEWS = {
    "review_id": N_("Number of the review."),
    "card_id": N_("Number of the review card."),
    "case_id": N_("Number of the on-call case that was the review, if it was one."),
    "position": N_("Place in the history of its card, from 0."),
    "rating": N_("How well you remembered it: 1 again, 2 hard, 3 good, 4 easy."),
    "graded_rating": N_("The rating that followed from the score, before you corrected it."),
    "day": N_("Day of the review, by your day boundary."),
    "due_before": N_("Day on which the card had been due."),
    "recall_before": N_("Probability of recall just before the review, from 0 to 1."),
    "seconds": N_("Seconds that the answer took."),
    "reviewed_at": N_("When it was answered."),
    "undone_at": N_("When you undid the review; it then no longer counts."),
}
REVIEW_PREFERENCES = {
    "zone": N_("Your time zone."),
    "boundary_hour": N_("The hour at which your day begins."),
    "minutes_a_day": N_("Your minutes for reviews on one day."),
    "interview_on": N_("Day of your interview."),
}
RUNS = {
    "experiments": N_("The complete settings of its experiments."),
    "detail": N_("What is kept of it: frames, outcomes alone, or whether conditions hold."),
    "tests": N_("The conditions that it checks, with their seeds."),
    "simulator_version": N_("Version of the simulator."),
    "knobs": N_("The controls of the scenario as you set them."),
    "status": N_("Whether it waits, runs, is finished, or has failed."),
    "attempt_number": N_("How often a worker began it."),
    "failed_attempts": N_("How often its worker died."),
    "worker": N_("The worker that took it."),
    "leased_until": N_("Until when the worker must report again."),
    "computed_by": N_("The computing environment in which it ran."),
    "error": N_("Why it failed."),
    "estimated_seconds": N_("How many seconds it was expected to take."),
    "requester": N_("Whom it counts for in the limits of runs."),
    "started_at": N_("When it began."),
    "finished_at": N_("When it ended."),
    "stored_bytes": N_("Size of the stored results in bytes."),
    "used_at": N_("When somebody opened it last."),
    "is_linked": N_("Whether a page links to it, so that it is kept."),
}
SEEN_RUNS = {"seen_at": N_("When you opened the run or asked for it.")}
ATTEMPTS = {
    "attempt_id": N_("Number of the answer."),
    "answer": N_("What you answered."),
    "score": N_("The score, from 0 to 1; after a second try, that of the second."),
    "grade": N_("Scores of the parts of the answer, and the correct answer."),
    "claimed_points": N_("Key points about which you disagreed with the program."),
    "seconds": N_("Seconds that the answer took."),
    "idempotency_key": N_("Name that a program gave the answer, so that sending it twice counts once."),
    "confidence": N_("How sure you were before the answer, from 0 to 1."),
    "used_hint": N_("Whether you opened a hint before the first answer."),
    "is_second_try": N_("Whether the answer is a second try."),
    "first_answer": N_("Your first answer, if there was a second try."),
    "first_score": N_("Score of the first answer, if there was a second try."),
    "open_hint": N_("Number of the hint that is shown as long as a second try may follow."),
    "graded_version_id": N_(
        "Number of the version of the question with whose correct answer it was regraded, if it was."
    ),
}
SHIPPED_UPDATES = {
    "update_id": N_("Number of the shipped update."),
    "question_id": N_("Number of the question."),
    "body": N_("The question as it was shipped."),
    "offered_at": N_("When it was offered."),
    "decision": N_("Whether it was accepted or declined."),
    "decided_at": N_("When you decided."),
    "decided_by_id": N_("Number of the account that decided."),
}
INTERVIEW_ATTEMPTS = {
    "interview_attempt_id": N_("Number of the answer to an interview question."),
    "answer": N_("What you wrote."),
    "seconds": N_("Seconds on the timer."),
    "covered_points": N_("Key points that you ticked as covered."),
}
INTERVIEW_TURNS = {
    "turn_id": N_("Number of the turn."),
    "interview_id": N_("Number of the mock interview."),
    "kind": N_("What was asked: an opening question, a follow-up question, or another stage."),
    "about": N_("What the question came from."),
    "answer": N_("What you answered."),
    "asked_seconds": N_("Seconds on the clock of the interview when it was asked."),
    "sent_seconds": N_("Seconds on the clock of the interview when you answered."),
    "is_skipped": N_("Whether you skipped it."),
    "covered": N_("What you said of each key point afterward."),
    "objections": N_("Findings of the program with which you did not agree."),
}
EXAM_SITTINGS = {
    "sitting_id": N_("Number of the sitting."),
    "exam_id": N_("Number of the exam."),
    "number": N_("Which of your sittings of this exam it is, counted from 1."),
    "started_at": N_("When it began."),
    "closes_at": N_("When its time was over."),
    "grace_seconds": N_("Seconds after that in which answers were still accepted."),
    "extra_seconds": N_("Additional seconds that you were given."),
    "submitted_at": N_("When you submitted it."),
    "ended_at": N_("When it ended."),
    "graded_at": N_("When all of it had been graded."),
    "score": N_("The score, from 0 to 1."),
}
EXAM_ANSWERS = {
    "answer_id": N_("Number of the answer in all exams."),
    "sitting_id": N_("Number of the sitting."),
    "answer": N_("What you answered last."),
    "revision": N_("Counts the changes of the answer."),
    "device": N_("The page or program in which it was typed."),
    "sequences": N_("How often each device had saved."),
    "set_aside": N_("What other devices had saved, newest first."),
    "seconds_by": N_("Seconds that each device spent on the exercise."),
    "is_flagged": N_("Whether you marked it to return to it."),
    "typed_at": N_("When it was typed, by the clock of the device."),
    "saved_at": N_("When it was saved."),
    "score": N_("The score, from 0 to 1."),
}
BY_TABLE: Mapping[str, Mapping[str, str]] = {
    "account_events": ACCOUNT_EVENTS,
    "account_invitations": ACCOUNT_INVITATIONS,
    "accounts": ACCOUNTS,
    "api_tokens": API_TOKENS,
    "authenticators": AUTHENTICATORS,
    "passkeys": PASSKEYS,
    "password_resets": PASSWORD_RESETS,
    "recovery_codes": RECOVERY_CODES,
    "learners": LEARNERS,
    **LTI,
    **OF_CLASSES,
    "sign_ins": SIGN_INS,
    "day_plans": DAY_PLANS,
    "drafts": DRAFTS,
    "exams": EXAMS,
    "mock_interviews": MOCK_INTERVIEWS,
    "oncall_cases": ONCALL_CASES,
    "oncall_measurements": ONCALL_MEASUREMENTS,
    "practice_sessions": PRACTICE_SESSIONS,
    "session_items": SESSION_ITEMS,
    "images": IMAGES,
    "question_images": QUESTION_IMAGES,
    "question_drafts": QUESTION_DRAFTS,
    "draft_edits": DRAFT_EDITS,
    "question_openings": QUESTION_OPENINGS,
    "question_people": QUESTION_PEOPLE,
    "question_reviews": QUESTION_REVIEWS,
    "question_versions": QUESTION_VERSIONS,
    "review_cards": REVIEW_CARDS,
    "reviews": REVIEWS,
    "review_preferences": REVIEW_PREFERENCES,
    "runs": RUNS,
    "seen_runs": SEEN_RUNS,
    "attempts": ATTEMPTS,
    "shipped_updates": SHIPPED_UPDATES,
    **MADE,
    "regrades": REGRADES,
    "regrade_entries": REGRADE_ENTRIES,
    "interview_attempts": INTERVIEW_ATTEMPTS,
    "interview_turns": INTERVIEW_TURNS,
    "exam_sittings": EXAM_SITTINGS,
    "exam_answers": EXAM_ANSWERS,
}
CSV_FIELDS: Mapping[str, str] = {
    "attempt": N_("Number of the answer, as in the table attempts."),
    "answered_at": N_("When it was answered."),
    "topic": N_("URL name of the topic; empty if the exercise is no longer published."),
    "question": N_("URL name of the question."),
    "exercise": N_("Name of the exercise."),
    "answer_type": N_("How it is answered."),
    "skill": N_("The skill that it trains."),
    "level": N_("Level of the exercise, from 1 to 3."),
    "score": N_(
        "The score, from 0 to 1; after a second try, that of the second. Empty while an exam asks it."
    ),
    "score_of_first_try": N_(
        "Score of the first answer, which statistics count. Empty while an exam asks it."
    ),
    "confidence": N_("How sure you were before the answer, from 0 to 1."),
    "used_hint": N_("Whether you opened a hint before the first answer."),
    "seconds": N_("Seconds that the answer took."),
    "variables": N_("Values that were drawn for the variant, as JSON."),
    "answer": N_("What you answered: as text, or as JSON if it has parts."),
}

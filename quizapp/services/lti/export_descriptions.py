"""What every field of the exported tables of LTI means."""

from collections.abc import Mapping

from quizapp.errors import N_

LTI_IDENTITIES = {
    "identity_id": N_("Number of the link between your account and a course platform."),
    "issuer": N_("The course platform."),
    "subject": N_("The name under which the course platform knows you."),
}
LTI_SCORES = {
    "score_id": N_("Number of the score."),
    "column_id": N_("Number of the score column on the course platform."),
    "identity_id": N_("Number of the link between your account and the course platform."),
    "score": N_("The score, from 0 to 1; empty if an earlier one no longer counts."),
    "version": N_("Counts the changes of the score."),
    "dated_at": N_("The time under which the score is sent."),
    "state": N_("Whether it waits, was sent, or was refused."),
    "tries": N_("How often it was sent."),
    "next_at": N_("When it is sent again."),
    "reason": N_("Why the course platform has not taken it."),
    "reason_values": N_("Values in that reason."),
    "sent_at": N_("When the course platform took it."),
}
LTI_TICKETS = {
    "purpose": N_("What the visit from a course platform was for."),
    "platform_id": N_("Number of the course platform."),
    "content": N_("Where the visit led."),
    "used_at": N_("When it was opened."),
}
LTI: Mapping[str, Mapping[str, str]] = {
    "lti_identities": LTI_IDENTITIES,
    "lti_scores": LTI_SCORES,
    "lti_tickets": LTI_TICKETS,
}

"""What every field of the tables that look after accounts means, for `export_descriptions`."""

from quizapp.errors import N_

ACCOUNT_EVENTS = {
    "event_id": N_("Number of the event in the log of all accounts."),
    "by_id": N_("Number of the account that did it; none for the operator of the server."),
    "is_by_operator": N_("Whether the operator of the server did it."),
    "kind": N_("What was done to your account."),
    "detail": N_("The circumstances, such as the role before and after."),
}
ACCOUNT_INVITATIONS = {
    "invitation_id": N_("Number of the invitation; its link itself is not stored."),
    "role": N_("The role of the account that it creates."),
    "note": N_("What was noted about the invited person."),
    "class_id": N_("Number of the class that the invited person joins."),
    "made_by_id": N_("Number of the account that invited."),
    "is_by_operator": N_("Whether the operator of the server did it."),
    "used_at": N_("When it was used."),
    "used_by_id": N_("Number of the account that was created with it."),
}
PASSWORD_RESETS = {
    "reset_id": N_("Number of the link that resets your password; the link itself is not stored."),
    "used_at": N_("When it was used."),
}
AUTHENTICATORS = {
    "confirmed_at": N_("Since when signing in asks for a code of your authenticator app."),
    "last_step": N_("The half minute of the last code that was accepted, counted from 1970."),
}
PASSKEYS = {
    "passkey_id": N_("Number of the passkey."),
    "credential_id": N_("Name by which your device finds the passkey."),
    "sign_count": N_("How often it was used, as far as the device counts."),
    "label": N_("Name that you gave the passkey."),
    "is_synced": N_("Whether the passkey is kept on several devices."),
    "last_used_at": N_("When you signed in with it last."),
}
RECOVERY_CODES = {
    "recovery_code_id": N_("Number of the recovery code; the code itself is not stored."),
    "used_at": N_("When it was used."),
}

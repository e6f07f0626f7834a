"""What every field of the exported files means, in the tables of topics, scenarios, and claims made in the browser."""

from collections.abc import Mapping

from quizapp.errors import N_

AUTHORED_ENTRIES = {
    "entry_id": N_("Number of the topic, scenario, or claim."),
    "room": N_("Whether it is a topic, a scenario, or a claim."),
    "slug": N_("Its URL name."),
    "body": N_("Its draft."),
    "latest_number": N_("Number of the version that was published last."),
    "is_built_in": N_("Whether it came with Nabla and was changed."),
    "author_id": N_("Number of the account that made it."),
    "saved_by_id": N_("Number of the account that saved it last."),
    "created_at": N_("When it was made."),
    "saved_at": N_("When it was saved last."),
    "retired_at": N_("When it was retired."),
}
AUTHORED_VERSIONS = {
    "entry_id": N_("Number of the topic, scenario, or claim."),
    "number": N_("Number of the version."),
    "body": N_("What was published."),
    "author_id": N_("Number of the account that published it."),
    "note": N_("What was said about the version."),
    "published_at": N_("When it was published."),
}
SEED_CHECKS = {
    "check_id": N_("Number of the check."),
    "entry_id": N_("Number of the scenario or claim."),
    "fingerprint": N_("Name of the test, which changes with it."),
    "first_seed": N_("The first of its seeds."),
    "seed_count": N_("Number of its seeds."),
    "run_ids": N_("The runs that computed it."),
    "record": N_("Its result."),
    "measured": N_("What was measured."),
    "asked_by_id": N_("Number of the account that started it."),
    "asked_at": N_("When it was started."),
}
MADE: Mapping[str, Mapping[str, str]] = {
    "authored_entries": AUTHORED_ENTRIES,
    "authored_versions": AUTHORED_VERSIONS,
    "seed_checks": SEED_CHECKS,
}

"""Who may do what: one table of all routes. An application with a route that is not in it does not start.

`Who` is checked here, before the view. `Whose` says whose object an address names; that is checked where the object is
read, since only there is it known, and a test asks for each of these objects as everybody else.
"""

import enum
from typing import NamedTuple

from flask import Flask, request

from quizapp.errors import NotAllowed
from quizapp.http.extensions import db, settings
from quizapp.http.identity import require_account
from quizapp.models import Role
from quizapp.services.second_steps.signing_in import require_second_step


class Who(enum.Enum):
    """The least role that an address needs; None: not even an account."""

    EVERYBODY = None
    ACCOUNT = Role.LEARNER
    INSTRUCTOR = Role.INSTRUCTOR
    ADMIN = Role.ADMIN


class Whose(enum.Enum):
    """Whose object is named by the address.

    NOBODYS: none, or one that everybody may see. OWN: the visitor's; for all others, also for instructors and admins,
    there is no such object. SHARED: of whoever was given its address, which cannot be guessed. ENDED_BY_STARTER: may
    be seen by all, and ended by whoever started it, or by an instructor. IN_CARE: an account; for an instructor there
    are only those that learn in classes of theirs, and for an admin all.
    """

    NOBODYS = enum.auto()
    OWN = enum.auto()
    SHARED = enum.auto()
    ENDED_BY_STARTER = enum.auto()
    IN_CARE = enum.auto()


class Permission(NamedTuple):
    who: Who
    whose: Whose = Whose.NOBODYS


_OPEN = Permission(Who.EVERYBODY)
_OWN = Permission(Who.EVERYBODY, Whose.OWN)
_SHARED = Permission(Who.EVERYBODY, Whose.SHARED)
_ENDED = Permission(Who.EVERYBODY, Whose.ENDED_BY_STARTER)
_ACCOUNT = Permission(Who.ACCOUNT)
_OWN_OF_ACCOUNT = Permission(Who.ACCOUNT, Whose.OWN)
_INSTRUCTOR = Permission(Who.INSTRUCTOR)
_IN_CARE = Permission(Who.INSTRUCTOR, Whose.IN_CARE)
_ADMIN = Permission(Who.ADMIN)


def _views(permission: Permission, blueprint: str, names: str) -> dict[str, Permission]:
    return {f"{blueprint}.{name}": permission for name in names.split()}


PERMISSIONS: dict[str, Permission] = {
    "static": _OPEN,
    # Accounts
    **_views(_OPEN, "accounts", "sign_in open_sign_in sign_up create_account sign_out"),
    **_views(_SHARED, "accounts", "setup create_first_instructor"),
    **_views(_ACCOUNT, "accounts", "show change_password create_token revoke_all_sign_ins"),
    **_views(_OWN_OF_ACCOUNT, "accounts", "revoke_sign_in revoke_token"),
    **_views(_ACCOUNT, "accounts", "revoke_other_sign_ins log"),
    **_views(_ACCOUNT, "confirmation", "show confirm"),
    **_views(_OPEN, "second_steps", "ask check"),
    **_views(_ACCOUNT, "second_steps", "show begin_app show_app confirm_app remove_app make_recovery_codes"),
    **_views(_OPEN, "passkeys", "options_to_sign_in sign_in"),
    **_views(_ACCOUNT, "passkeys", "options_to_add add confirm"),
    **_views(_OWN_OF_ACCOUNT, "passkeys", "rename remove"),
    **_views(_SHARED, "password_resets", "show reset"),
    **_views(_SHARED, "account_invitations", "show accept"),
    **_views(_INSTRUCTOR, "account_invitations", "index invite revoke"),
    **_views(_INSTRUCTOR, "people", "index"),
    **_views(_IN_CARE, "people", "show make_reset_link revoke_reset_link"),
    **_views(_ADMIN, "people", "set_role disable enable sign_out remove_second_step revoke_token log"),
    **_views(_OPEN, "languages", "switch"),
    # Practice
    **_views(_OPEN, "home", "show planned"),
    **_views(_OPEN, "plans", "show change"),
    **_views(_OPEN, "cards", "index"),
    **_views(_OWN, "cards", "show correct undo"),
    **_views(_OWN, "ratings", "correct"),
    **_views(_OPEN, "topics", "show"),
    **_views(_OPEN, "questions", "index show item answer_item model_answer"),
    **_views(_OWN, "questions", "show_answer answer_again"),
    **_views(_OWN, "attempts", "contest_points run_remedy"),
    **_views(_OPEN, "drafts", "save"),
    **_views(_OPEN, "practice", "new start"),
    **_views(_OWN, "practice", "show item answer answer_again again show_answer finish summary"),
    **_views(_OPEN, "offline", "show answer fallback manifest service_worker"),
    # Interviews
    **_views(_OPEN, "interviews", "show submit"),
    **_views(_OWN, "interviews", "points judge judged"),
    **_views(_OPEN, "mock_interviews", "index start"),
    **_views(
        _OWN, "mock_interviews", "show send keep points judge object_to_mark report share revoke look_again"
    ),
    **_views(_SHARED, "shared_interviews", "show"),
    # On call
    **_views(_OPEN, "oncall", "index take"),
    **_views(_OWN, "oncall", "show measure mark pin answer give_up prove open_in_lab try_fixes"),
    # Exams
    **_views(_OPEN, "exams", "index new create"),
    **_views(_SHARED, "exams", "show start"),
    **_views(_OWN, "exams", "retire"),
    **_views(_OWN, "sittings", "show item save state finish submit result"),
    # Classes: what a role in a class allows is checked where the class is read
    **_views(_ACCOUNT, "classes", "index join"),
    **_views(_INSTRUCTOR, "classes", "new create"),
    **_views(_SHARED, "classes", "invitation"),
    **_views(Permission(Who.ACCOUNT, Whose.SHARED), "classes", "accept"),
    **_views(
        _OWN_OF_ACCOUNT, "classes", "show gradebook_csv misconceptions package settings change archive leave"
    ),
    **_views(_OWN_OF_ACCOUNT, "class_exercises", "index"),
    **_views(
        _OWN_OF_ACCOUNT,
        "class_members",
        "index invite change_code withdraw show set_role remove readmit",
    ),
    **_views(
        _OWN_OF_ACCOUNT,
        "assignments",
        "new create show edit change remove begin reasons allow attempt",
    ),
    **_views(_OWN_OF_ACCOUNT, "live", "index new create show projector remote stage state step"),
    **_views(_OPEN, "live_room", "index find"),
    **_views(_SHARED, "live_room", "show join state stage answer"),
    # Course platforms: a launch says itself who comes, and a ticket stands for it
    **_views(_OPEN, "lti_launches", "public_keys login launch"),
    **_views(_SHARED, "lti_launches", "come open_tab choose"),
    **_views(_ADMIN, "lti_platforms", "index new create edit change remove renew_keys"),
    **_views(_OWN_OF_ACCOUNT, "lti_courses", "show choose fetch_members send_again"),
    # My work
    **_views(_OPEN, "work", "show topics questions skills list_mistakes interviews everything moved"),
    **_views(_OWN, "work", "attempt"),
    **_views(_OPEN, "data", "show fields export_json export_csv delete"),
    # Lab
    **_views(_OPEN, "lab", "index scenario run_scenario run settings_of_scenario settings_of_run"),
    **_views(_OPEN, "free_lab", "new run settings"),
    **_views(_OPEN, "inside", "show"),
    **_views(_OPEN, "surveys", "seeds map_of_settings doctor beside cell"),
    **_views(_ENDED, "surveys", "stop"),
    **_views(_OPEN, "claims", "index show refute test run_test"),
    **_views(_OPEN, "wheels", "show"),
    # Authoring
    **_views(_INSTRUCTOR, "authoring", "index new create names edit discard export"),
    **_views(_INSTRUCTOR, "editing", "save presence preview work_on"),
    **_views(_INSTRUCTOR, "yaml_view", "show save"),
    **_views(_INSTRUCTOR, "images", "index add change"),
    **_views(_OPEN, "images", "show"),  # those of drafts only for who writes questions
    **_views(_INSTRUCTOR, "question_states", "change"),
    **_views(_INSTRUCTOR, "question_checks", "show start"),
    **_views(_INSTRUCTOR, "question_people", "show change"),
    **_views(_INSTRUCTOR, "item_statistics", "show"),
    **_views(_INSTRUCTOR, "help", "index search show example copy"),
    **_views(_INSTRUCTOR, "imports", "index work_on"),
    **_views(_INSTRUCTOR, "versions", "history compare restore"),
    **_views(_INSTRUCTOR, "regrades", "choose preview show cancel apply undo"),
    **_views(_INSTRUCTOR, "exports", "index file sheet pdf"),
    **_views(_INSTRUCTOR, "shipped_updates", "show decide"),
    **_views(_INSTRUCTOR, "making_topics", "index new create edit change move delete"),
    **_views(_INSTRUCTOR, "making_scenarios", "index new create edit work_on change_state restore export"),
    **_views(_INSTRUCTOR, "making_claims", "index new create edit work_on change_state restore export"),
    # API
    **_views(_OPEN, "api_docs", "document page documents"),
    **_views(_OPEN, "api_health", "health ready metrics"),
    **_views(_OPEN, "api_questions", "list_questions get_question draw_variant"),
    **_views(_OPEN, "api_attempts", "list_attempts submit_attempt"),
    **_views(_OWN, "api_attempts", "show_answer submit_second_try"),
    **_views(_OPEN, "api_claims", "list_claims get_claim judge_run"),
    **_views(_OPEN, "api_scenarios", "list_scenarios get_scenario"),
    **_views(_OPEN, "api_inside", "step_inside step_inside_run"),
    **_views(
        _OPEN,
        "api_runs",
        "create_run estimate_run get_run follow_run get_events_so_far get_trace get_trace_csv get_trace_npz "
        "get_outcomes get_prediction get_script get_notebook get_unrolled",
    ),
    **_views(_ENDED, "api_runs", "cancel_run"),
    **_views(_OPEN, "api_progress", "show_progress export"),
    **_views(
        _OPEN,
        "api_reviews",
        "list_due forecast_reviews list_leeches list_log get_plan get_preferences put_preferences get_readiness",
    ),
    **_views(_OWN, "api_reviews", "draw_review correct_rating undo_review"),
    **_views(_OPEN, "api_sessions", "list_sessions start_session"),
    **_views(_OWN, "api_sessions", "get_session next_item finish_session"),
    **_views(_OPEN, "api_interviews", "list_interviews start_interview"),
    **_views(
        _OWN,
        "api_interviews",
        "get_interview keep_typed send_answer set_clock judge_points get_report share revoke",
    ),
    **_views(_OPEN, "api_oncall", "list_cases take_case"),
    **_views(
        _OWN,
        "api_oncall",
        "get_case list_measurements measure mark_board pin_evidence answer_case give_up_case get_case_result "
        "list_other_fixes try_other_fixes",
    ),
    **_views(
        _INSTRUCTOR,
        "api_authoring",
        "list_questions create_question get_question get_document put_document patch_document discard_draft "
        "check_question publish change_state rename_question",
    ),
    **_views(_INSTRUCTOR, "api_images", "list_images add_image get_image describe_image remove_image"),
    **_views(_INSTRUCTOR, "api_imports", "import_file"),
    **_views(_INSTRUCTOR, "api_statistics", "list_statistics get_statistics"),
    **_views(_INSTRUCTOR, "api_exports", "export_questions"),
    **_views(
        _INSTRUCTOR,
        "api_regrades",
        "list_versions get_version restore_version compare_versions list_regrades preview_regrade get_regrade "
        "cancel_preview apply undo",
    ),
    **_views(_INSTRUCTOR, "api_shipped_updates", "show_update accept decline"),
    **_views(_OPEN, "api_exams", "list_exams create_exam"),
    **_views(_SHARED, "api_exams", "get_exam start_sitting"),
    **_views(_OWN, "api_exams", "get_sitting save_answer submit_sitting get_result"),
    **_views(_ACCOUNT, "api_classes", "list_classes join_class"),
    **_views(_INSTRUCTOR, "api_classes", "create_class"),
    **_views(
        _OWN_OF_ACCOUNT,
        "api_classes",
        "get_class list_members add_list set_role list_assignments create_assignment change_assignment "
        "remove_assignment restore_assignment set_allowance begin_attempt get_gradebook",
    ),
}


def init_permissions(app: Flask) -> None:
    """Check every request against the table. Call it after all routes are registered.

    Raises LookupError naming the routes without an entry, and the entries without a route.
    """
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    if missing := sorted(routes - PERMISSIONS.keys()):
        raise LookupError(f"say in PERMISSIONS who may use {', '.join(missing)}")
    if unused := sorted(PERMISSIONS.keys() - routes):
        raise LookupError(f"no route is named {', '.join(unused)}")
    app.before_request(_refuse_others)


def _refuse_others() -> None:
    permission = PERMISSIONS.get(request.endpoint or "", _OPEN)
    role = permission.who.value
    if role is None:
        return
    account = require_account()
    if not account.role.includes(role):
        raise NotAllowed(role=role.value)
    if role is not Role.LEARNER and account.role is Role.ADMIN and settings().admins_need_second_step:
        require_second_step(db.session, account)

from typing import Any

from quizapp.api.class_documents import (
    allowance_of_body,
    assignment_shown,
    assignments_shown,
    class_shown,
    gradebook_shown,
    member_shown,
    rules_of_body,
    standings_shown,
)
from quizapp.api.class_schemas import (
    AllowanceBody,
    AllowancePath,
    AllowanceShown,
    AssignmentBody,
    AssignmentList,
    AssignmentPath,
    AssignmentShown,
    BegunShown,
    ClassBody,
    ClassList,
    ClassPath,
    ClassShown,
    GradebookShown,
    JoinBody,
    ListBody,
    ListedShown,
    ListResult,
    MemberList,
    MemberPath,
    MemberShown,
    RoleBody,
)
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import LanguageQuery
from quizapp.formats.oncall_files import read_catalog
from quizapp.http.extensions import db, limiter, settings, sign_ins_per_minute, variant_signer
from quizapp.http.identity import current_learner, require_account
from quizapp.models import ClassRole
from quizapp.services.classes import assignments, class_work, gradebook, invitations, membership
from quizapp.services.classes.membership import Seat

blueprint = api_blueprint("classes", "Classes")


@blueprint.get("/classes", responses=responses({200: ClassList}))
def list_classes(query: LanguageQuery) -> dict[str, Any]:
    """The classes in which my account is, with my role."""
    seats = membership.list_seats(db.session, require_account())
    return ClassList(classes=[class_shown(seat) for seat in seats]).model_dump(mode="json")


@blueprint.post("/classes", responses=responses({201: ClassShown}, 403))
def create_class(query: LanguageQuery, body: ClassBody) -> tuple[dict[str, Any], int]:
    """Open a class, which I own. Only instructors can."""
    account = require_account()
    made = membership.create_class(db.session, account, body.title, body.zone)
    seat = membership.get_seat(db.session, account, made.public_id)
    return class_shown(seat).model_dump(mode="json"), 201


@blueprint.post("/classes/join", responses=responses({200: ClassShown}, 409))
@limiter.limit(sign_ins_per_minute, deduct_when=lambda response: response.status_code in (404, 422))
def join_class(query: LanguageQuery, body: JoinBody) -> dict[str, Any]:
    """Join the class that a code leads to, as a learner. Who is in it already stays in it."""
    account = require_account()
    joined = invitations.join_by_code(db.session, account, body.code)
    seat = membership.get_seat(db.session, account, joined.public_id)
    return class_shown(seat).model_dump(mode="json")


@blueprint.get("/classes/<class_id>", responses=responses({200: ClassShown}))
def get_class(path: ClassPath, query: LanguageQuery) -> dict[str, Any]:
    """A class of mine."""
    return class_shown(_seat(path)).model_dump(mode="json")


@blueprint.get("/classes/<class_id>/members", responses=responses({200: MemberList}, 403))
def list_members(path: ClassPath, query: LanguageQuery) -> dict[str, Any]:
    """Everybody who is or was in the class; for those who teach it, and their assistants."""
    members = membership.list_members(db.session, _seat(path, ClassRole.ASSISTANT))
    return MemberList(members=[member_shown(member) for member in members]).model_dump(mode="json")


@blueprint.post("/classes/<class_id>/members", responses=responses({200: ListResult}, 403, 409))
def add_list(path: ClassPath, query: LanguageQuery, body: ListBody) -> dict[str, Any]:
    """Add a list of people, and learn of each line what became of it."""
    lines = invitations.invite_list(db.session, _seat(path, ClassRole.INSTRUCTOR), "\n".join(body.names))
    shown = [
        ListedShown(line=line.number, name=line.name, outcome=line.outcome, code=line.token) for line in lines
    ]
    return ListResult(lines=shown).model_dump(mode="json")


@blueprint.get("/classes/<class_id>/assignments", responses=responses({200: AssignmentList}))
def list_assignments(path: ClassPath, query: LanguageQuery) -> dict[str, Any]:
    """The assignments of a class, those due first first, with where I stand in each as a learner."""
    seat = _seat(path)
    book = gradebook.read_own_row(db.session, seat)
    mine = [] if seat.is_staff else standings_shown(book, book.rows[0].standings)
    return AssignmentList(assignments=assignments_shown(book), standings=mine).model_dump(mode="json")


@blueprint.post("/classes/<class_id>/assignments", responses=responses({201: AssignmentShown}, 403, 409))
def create_assignment(
    path: ClassPath, query: LanguageQuery, body: AssignmentBody
) -> tuple[dict[str, Any], int]:
    """Set an assignment: a practice session, an exam, or on-call cases."""
    rules, times = rules_of_body(body)
    made = assignments.create_assignment(
        db.session, _seat(path, ClassRole.INSTRUCTOR), body.title, rules, times
    )
    return assignment_shown(made, rules).model_dump(mode="json"), 201


@blueprint.put(
    "/classes/<class_id>/assignments/<assignment_id>", responses=responses({200: AssignmentShown}, 403, 409)
)
def change_assignment(path: AssignmentPath, query: LanguageQuery, body: AssignmentBody) -> dict[str, Any]:
    """Change an assignment. Scores follow the new rules at once; what is asked stays once a learner has begun."""
    rules, times = rules_of_body(body)
    seat = _seat(path, ClassRole.INSTRUCTOR)
    changed = assignments.change_assignment(db.session, seat, path.assignment_id, body.title, rules, times)
    return assignment_shown(changed, rules).model_dump(mode="json")


@blueprint.delete(
    "/classes/<class_id>/assignments/<assignment_id>", responses=responses({200: AssignmentShown}, 403, 409)
)
def remove_assignment(path: AssignmentPath, query: LanguageQuery) -> dict[str, Any]:
    """Take an assignment out of the class and its gradebook. Its answers and scores are kept."""
    return _removed(path, is_removed=True)


@blueprint.post(
    "/classes/<class_id>/assignments/<assignment_id>/restore",
    responses=responses({200: AssignmentShown}, 403, 409),
)
def restore_assignment(path: AssignmentPath, query: LanguageQuery) -> dict[str, Any]:
    """Bring a removed assignment back, with its answers and scores."""
    return _removed(path, is_removed=False)


@blueprint.put(
    "/classes/<class_id>/assignments/<assignment_id>/allowances/<int:member_id>",
    responses=responses({200: AllowanceShown}, 403, 409),
)
def set_allowance(path: AllowancePath, query: LanguageQuery, body: AllowanceBody) -> dict[str, Any]:
    """Set what differs for one learner, in place of what differed before."""
    seat = _seat(path, ClassRole.INSTRUCTOR)
    allowance = allowance_of_body(body)
    assignments.set_allowance(db.session, seat, path.assignment_id, path.member_id, allowance)
    shown = AllowanceShown(assignment=path.assignment_id, member=path.member_id, **vars(allowance))
    return shown.model_dump(mode="json")


@blueprint.put(
    "/classes/<class_id>/members/<int:member_id>/role", responses=responses({200: MemberShown}, 403, 409)
)
def set_role(path: MemberPath, query: LanguageQuery, body: RoleBody) -> dict[str, Any]:
    """Change the role of a member. Only the owner gives and takes the roles of those who teach."""
    seat = _seat(path, ClassRole.INSTRUCTOR)
    member = membership.set_role(db.session, seat, path.member_id, body.role)
    return member_shown(member).model_dump(mode="json")


@blueprint.post(
    "/classes/<class_id>/assignments/<assignment_id>/attempts", responses=responses({200: BegunShown}, 409)
)
def begin_attempt(path: AssignmentPath, query: LanguageQuery) -> dict[str, Any]:
    """Begin an attempt, or go on with the one that is open: a practice session, a sitting, or a case."""
    seat = _seat(path)
    assignment = assignments.get_assignment(db.session, seat, path.assignment_id)
    catalog = read_catalog(settings().content)
    begun = class_work.begin_work(db.session, seat, current_learner(), assignment, variant_signer(), catalog)
    return BegunShown(kind=begun.kind, id=begun.public_id).model_dump(mode="json")


@blueprint.get("/classes/<class_id>/gradebook", responses=responses({200: GradebookShown}, 403))
def get_gradebook(path: ClassPath, query: LanguageQuery) -> dict[str, Any]:
    """Every learner’s standing in every assignment, worked out from the attempts now."""
    book = gradebook.read_gradebook(db.session, _seat(path, ClassRole.ASSISTANT))
    return gradebook_shown(book).model_dump(mode="json")


def _removed(path: AssignmentPath, *, is_removed: bool) -> dict[str, Any]:
    seat = _seat(path, ClassRole.INSTRUCTOR)
    assignments.remove_assignment(db.session, seat, path.assignment_id, is_removed=is_removed)
    found = assignments.get_assignment(db.session, seat, path.assignment_id, is_removed=is_removed)
    return assignment_shown(found, assignments.rules_of(found)).model_dump(mode="json")


def _seat(path: ClassPath, least: ClassRole = ClassRole.LEARNER) -> Seat:
    return membership.get_seat(db.session, require_account(), path.class_id, least)

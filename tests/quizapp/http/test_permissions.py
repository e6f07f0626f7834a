"""Who may do what: every route is asked by everybody, and for things of somebody else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from quizapp.db.sessions import writing
from quizapp.db.tables import Base
from quizapp.http.permissions import PERMISSIONS, Who, Whose, init_permissions
from quizapp.models import (
    Account,
    ClassMember,
    ClassRole,
    LtiCourse,
    LtiLink,
    LtiPlatform,
    ReviewCard,
    ReviewEntry,
    Role,
    StudyClass,
)
from quizapp.services import (
    accounts,
    api_tokens,
    exams,
    interview_rooms,
    interviews,
    learners,
    oncall,
    practice_sessions,
)
from quizapp.services.classes import invitations, membership
from quizapp.services.interview_rooms import LENGTHS, ROLES
from quizapp.services.second_steps import passkeys
from tests.classes import assign, open_class, practice_of
from tests.classes import begin as begin_assigned
from tests.conftest import account_with
from tests.devices import Device
from tests.exams import STATIC, begin, rules
from tests.live import open_live
from tests.oncall import catalog
from tests.quizapp.services.answering import answer, quick_items
from tests.quizapp.web.test_accounts import enter

NOBODY = "nobody"  # who has no account
PEOPLE = (NOBODY, *Role)
RANK = {NOBODY: 0, Role.LEARNER: 1, Role.INSTRUCTOR: 2, Role.ADMIN: 3}
NEEDED = {Who.EVERYBODY: 0, Who.ACCOUNT: 1, Who.INSTRUCTOR: 2, Who.ADMIN: 3}
OWN = sorted(name for name, permission in PERMISSIONS.items() if permission.whose is Whose.OWN)
IN_CARE = sorted(name for name, permission in PERMISSIONS.items() if permission.whose is Whose.IN_CARE)
GUARDED = sorted(name for name, permission in PERMISSIONS.items() if permission.who is not Who.EVERYBODY)
NOT_FOR_OTHERS = {401, 403, 404}
RATING = {"rating": "good"}
BODIES: dict[str, dict[str, Any]] = {  # what the address wants to be sent, before it looks for the thing
    "api_attempts.submit_second_try": {"answer": "a"},
    "api_classes.add_list": {"names": ["ann"]},
    "api_classes.change_assignment": {"title": "Week 1", "kind": "oncall"},
    "api_classes.set_allowance": {},
    "api_classes.set_role": {"role": "learner"},
    "api_classes.create_assignment": {"title": "Week 1", "kind": "oncall"},
    "api_exams.save_answer": {"answer": "a", "sequence": 1, "seen": 0},
    "api_interviews.judge_points": {"points": {}},
    "api_interviews.keep_typed": {"position": 0, "answer": "a"},
    "api_interviews.send_answer": {"position": 0, "answer": "a"},
    "api_interviews.set_clock": {"action": "pause"},
    "api_oncall.answer_case": {"cause": "rate-high", "fix": "rate"},
    "api_oncall.mark_board": {"suspect": "rate-high", "measurement": "seeds", "state": None},
    "api_oncall.measure": {"measurement": "loss"},
    "api_oncall.pin_evidence": {"measurement": None},
    "api_reviews.correct_rating": RATING,
    "assignments.allow": {"is_excused": "1"},
    "cards.correct": RATING,
    "ratings.correct": {"rating": "3"},
    "mock_interviews.keep": {"position": 0, "answer": "a"},
}


@dataclass(frozen=True)
class Things:
    """One thing of each sort of a learner, by the names that addresses have for them."""

    of_any_route: dict[str, Any]
    of_blueprint: dict[str, dict[str, Any]]

    def address(self, rule: Rule) -> str:
        values = {**self.of_any_route, **self.of_blueprint.get(rule.endpoint.split(".")[0], {})}
        wanted = {name: values[name] for name in rule.arguments}
        built = rule.build(wanted)
        assert built is not None
        return built[1]


def furnish(session: Session, account: Account) -> Things:
    learner = learners.learner_of_account(session, account)
    attempt = answer(session, learner, quick_items(session)[0])
    interview_form = interviews.submit_interview(
        session, learner, "exploding-gradient-diagnosis", "It grows.", 60.0, "form"
    )
    mock = interview_rooms.start_interview(session, learner, next(iter(ROLES)), min(LENGTHS), (), "form")
    case = oncall.take_case(session, learner, catalog()).row
    sitting = begin(session, learner, rules(STATIC))
    practice = practice_sessions.start_session(session, learner)
    accounts.open_sign_in(session, account, "Firefox")
    api_tokens.create_api_token(session, account, "laptop")
    card = session.scalars(select(ReviewCard).filter_by(learner_id=learner.learner_id)).first()
    review = session.scalars(select(ReviewEntry)).first()
    exam = exams.list_exams(session, learner)[0].exam
    assert card is not None
    assert review is not None
    own_class = furnish_class(session, account)
    of_any_route = {
        **own_class,
        "attempt": attempt.attempt_id,
        "attempt_id": attempt.attempt_id,
        "item": attempt.item_id,
        "item_id": attempt.item_id,
        "card": card.card_id,
        "card_id": card.card_id,
        "review": review.review_id,
        "review_id": review.review_id,
        "session": practice.public_id,
        "interview": mock.public_id,
        "case": case.public_id,
        "sitting": sitting.public_id,
        "sitting_id": sitting.public_id,
        "exam_id": exam.public_id,
        "api_token_id": api_tokens.list_api_tokens(session, account)[0].api_token_id,
        "sign_in_id": accounts.list_sign_ins(session, account)[0].sign_in_id,
        "kind": "cloze",
        "page": "start",
        "position": 1,
        "regrade": 1,
        "regrade_id": 1,
        "number": 1,
        "name": account.name,
        "slug": "exploding-gradient-diagnosis",
    }
    of_blueprint = {
        "interviews": {"attempt_id": interview_form.interview_attempt_id},
        "mock_interviews": {"public_id": mock.public_id},
        "oncall": {"public_id": case.public_id},
        "practice": {"public_id": practice.public_id},
    }
    return Things(of_any_route, of_blueprint)


def furnish_passkey(session: Session, account: Account) -> int:
    site = passkeys.Site("localhost", "http://localhost")
    challenge = passkeys.new_challenge(session, account, is_to_add=True)
    made = Device().create(passkeys.options_to_add(session, account, site, challenge))
    return passkeys.add_passkey(session, account, site, challenge, made, "phone").passkey_id


def furnish_class(session: Session, account: Account) -> dict[str, Any]:
    """A class that the account teaches, in which it has also begun the assignment."""
    study_class = StudyClass(
        public_id="a-class", title="A class", zone="UTC", code="7KQM2XRT", is_course=True
    )
    platform = LtiPlatform(
        title="Moodle",
        issuer="https://moodle.example.org",
        client_id="nabla",
        deployment_ids=["1"],
        origins=[],
        **dict.fromkeys(("login_url", "token_url", "jwks_url"), "https://moodle.example.org/lti"),
    )
    with writing(session):
        session.add_all([study_class, platform])
        session.flush()
        names = {"deployment_id": "1", "context_id": "1", "platform_id": platform.platform_id}
        course = LtiCourse(**names, class_id=study_class.class_id, scopes=[])
        session.add(course)
        session.flush()
        link = LtiLink(course_id=course.course_id, resource_link_id="1", title="Week 1")
        session.add(link)
        member = ClassMember(
            class_id=study_class.class_id, account_id=account.account_id, role=ClassRole.OWNER
        )
        session.add(member)
    seat = membership.get_seat(session, account, study_class.public_id)
    assignment = assign(session, seat, practice_of(session))
    of = open_live(session, seat)
    begin_assigned(session, account, seat, assignment)
    return {
        "class_id": study_class.public_id,
        "code": study_class.code,
        "assignment_id": assignment.public_id,
        "live_id": of.public_id,
        "claim": "smaller-batch-helps",
        "member_id": member.member_id,
        "invitation_id": 1,
        "token": "no-such-token",
        "passkey_id": furnish_passkey(session, account),
        "link_id": link.link_id,
        "platform_id": platform.platform_id,
    }


@pytest.fixture
def things(session: Session, learner_account: Account) -> Things:
    found = furnish(session, learner_account)
    session.rollback()
    return found


def ask(client: FlaskClient, rule: Rule, address: str) -> Iterator[tuple[str, int]]:
    """The status of each method of a route."""
    page = client.get("/sign-in" if "account" not in address else "/questions").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"|name="csrf_token" value="([^"]+)"', page)
    sent = (token[1] or token[2]) if token else ""
    headers = {"X-CSRFToken": sent, "Sec-Fetch-Site": "same-origin"}
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        is_json = address.startswith("/api/") or rule.endpoint == "mock_interviews.keep"
        form = "json" if is_json else "data"
        body: dict[str, Any] = {form: BODIES.get(rule.endpoint, {})} if method != "GET" else {}
        yield method, client.open(address, method=method, headers=headers, **body).status_code


def rules_of(app: Flask, endpoint: str) -> list[Rule]:
    return list(app.url_map.iter_rules(endpoint))


def stored(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    counts = {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    session.rollback()
    return counts


@pytest.mark.parametrize("who", PEOPLE)
def test_a_role_opens_what_the_table_says_and_nothing_else(
    app: Flask, session: Session, things: Things, who: str
) -> None:
    client = app.test_client()
    if who != NOBODY:
        account_with(session, "visitor", Role(who))
        enter(client, "visitor")
    wrong = []
    for endpoint in sorted(GUARDED, key=lambda name: name == "accounts.revoke_all_sign_ins"):  # signs out
        is_enough = RANK[who] >= NEEDED[PERMISSIONS[endpoint].who]
        if is_enough and PERMISSIONS[endpoint].whose is Whose.OWN:
            continue  # the next test
        for rule in rules_of(app, endpoint):
            for method, status in ask(client, rule, things.address(rule)):
                is_refused = status in (401, 403) or (status == 302 and who == NOBODY)
                if is_refused == is_enough:
                    wrong.append((method, rule.rule, status))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("who", PEOPLE)
def test_the_things_of_others_do_not_exist(app: Flask, session: Session, things: Things, who: str) -> None:
    """Not for an instructor or an admin either; and asking changes nothing."""
    client = app.test_client()
    if who != NOBODY:
        account_with(session, "visitor", Role(who))
        enter(client, "visitor")
    before = {name: count for name, count in stored(session).items() if name not in ("learners", "sign_ins")}
    wrong = []
    for endpoint in OWN:
        for rule in rules_of(app, endpoint):
            for method, status in ask(client, rule, things.address(rule)):
                if status not in NOT_FOR_OTHERS and not (status == 302 and who == NOBODY):
                    wrong.append((method, rule.rule, status))
    assert not wrong, "\n".join(map(str, wrong))
    after = stored(session)
    assert {name: after[name] for name in before} == before


def test_accounts_are_in_the_care_of_admins_and_of_those_who_teach_them(
    app: Flask, session: Session, things: Things, learner_account: Account, instructor: Account
) -> None:
    """For other instructors, there is no such account."""
    seat = open_class(session, instructor)
    invitations.join_class(session, learner_account, seat.study_class.code)
    account_with(session, "stranger", Role.INSTRUCTOR)
    account_with(session, "ada", Role.ADMIN)
    session.rollback()
    for name, is_in_care in (("stranger", False), ("ines", True), ("ada", True)):
        client = app.test_client()
        enter(client, name)
        for endpoint in IN_CARE:
            for rule in rules_of(app, endpoint):
                for method, status in ask(client, rule, things.address(rule)):
                    assert (status == 404) is not is_in_care, (name, method, rule.rule, status)


def test_ones_own_things_do_exist(
    app: Flask, session: Session, things: Things, learner_account: Account
) -> None:
    passkeys.remove_passkey(
        session, learner_account, things.of_any_route["passkey_id"]
    )  # to sign in without it
    client = app.test_client()
    enter(client, "lea")
    missing = []
    for endpoint in sorted(OWN, key=lambda name: ("revoke" in name, "give_up" in name, "finish" in name)):
        for rule in rules_of(app, endpoint):
            if "GET" in (rule.methods or set()):
                address = things.address(rule)
                status = client.get(address).status_code
                if status in NOT_FOR_OTHERS and not _is_not_over(endpoint):
                    missing.append((rule.rule, status))
    assert not missing


def _is_not_over(endpoint: str) -> bool:
    """What there is only at the end of something."""
    return endpoint.split(".")[1] in (
        "report",
        "result",
        "get_report",
        "get_result",
        "get_case_result",
        "points",
    )


def test_an_application_with_a_route_that_the_table_does_not_name_does_not_start(own_app: Flask) -> None:
    own_app.add_url_rule("/forgotten", "forgotten.show", lambda: "")
    with pytest.raises(LookupError, match="forgotten"):
        init_permissions(own_app)

"""Pages of classes, without a script: from the invitation to the gradebook."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.db.sessions import writing
from quizapp.domain.classes.rules import AssignmentRules, PracticeWork
from quizapp.domain.exams.rules import FixedSet
from quizapp.domain.statistics.items import FEWEST_LEARNERS
from quizapp.models import Account, Exam, Role
from quizapp.services.classes import assignments
from quizapp.services.classes.membership import Seat, list_members
from quizapp.services.published_bank import published_bank
from tests.classes import answer_session, assign, begin, in_hours, join, open_class, practice_of, seat_of
from tests.conftest import account_with
from tests.exams import STATIC
from tests.quizapp.services.answering import quick_items
from tests.quizapp.web.test_accounts import enter

HEADERS = {"Accept-Language": "en"}


@pytest.fixture
def seat(session: Session, instructor: Account) -> Seat:
    return open_class(session, instructor)


@pytest.fixture
def home(session: Session, seat: Seat) -> str:
    """The address of the class, after which the session holds no lock."""
    address = f"/classes/{seat.study_class.public_id}"
    session.rollback()
    return address


@pytest.fixture
def teacher(app: Flask, home: str) -> FlaskClient:
    client = app.test_client()
    enter(client, "ines")
    return client


def pupil(app: Flask, session: Session, seat: Seat, name: str = "ann") -> tuple[Account, FlaskClient]:
    account = join(session, seat, name)
    session.rollback()
    client = app.test_client()
    enter(client, name)
    return account, client


def post(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    form = client.get("/classes", headers=HEADERS, follow_redirects=True).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    return client.post(path, data={"csrf_token": token[1], **fields}, headers=HEADERS)


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers=HEADERS)
    assert response.status_code == 200, (path, response.status_code)
    return response.text


FORM = {
    "title": "Week 1",
    "kind": "practice",
    "selection": "fixed",
    "items": [STATIC],
    "due_at": "2030-12-05T23:59",
    "points": "2.5",
    "counting": "best",
    "late_percent": "10",
}


def test_a_link_leads_a_guest_by_way_of_an_account_into_the_class(
    app: Flask, session: Session, seat: Seat
) -> None:
    code, home = seat.study_class.code, f"/classes/{seat.study_class.public_id}"
    session.rollback()
    link, client = f"/classes/join/{code}", app.test_client()
    text = page(client, link)
    assert "Deep learning" in text
    assert f"/sign-up?next=/classes/join/{code}" in text.replace("%2F", "/")
    made = post(client, "/sign-up", name="newcomer", password="a long passphrase", next=link)
    assert made.location == link
    assert post(client, link).location == home
    assert "Deep learning" in page(client, "/classes")
    assert '<a class="wide-only" href="/classes"' in page(client, "/")


def test_a_wrong_code_is_said_beside_its_field_and_kept(app: Flask, session: Session) -> None:
    account_with(session, "ann", Role.LEARNER)
    session.rollback()
    client = app.test_client()
    enter(client, "ann")
    refused = post(client, "/classes/join", code="7KQM-0000")
    assert refused.status_code == 422
    assert "No class has this code." in refused.text
    assert 'value="7KQM-0000"' in refused.text
    assert client.get("/classes/join/NOSUCHCODE").status_code == 404


def test_an_assignment_is_set_in_the_zone_of_the_class_and_shown_again_as_typed(
    session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    made = post(teacher, f"{home}/assignments", **FORM)
    assert made.status_code == 303, made.text
    (assignment,) = assignments.list_assignments(session, seat)
    assert assignment.due_at is not None
    assert assignment.due_at.isoformat() == "2030-12-05T15:59:00+00:00"
    session.rollback()
    assert "2030-12-05 23:59" in page(teacher, made.location)
    form = page(teacher, f"{made.location}/edit")
    for shown in ('value="2030-12-05T23:59"', 'value="2.5"', f'value="{STATIC}" checked'):
        assert shown in form
    changed = post(teacher, made.location, **{**FORM, "title": "Week one", "late_percent": ""})
    assert changed.status_code == 303, changed.text
    assert "Nothing is accepted after the due time" in page(teacher, made.location)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Give the assignment a title."),
        ({"items": []}, "Choose at least one exercise."),
        ({"points": "many"}, "Write a number, such as 10 or 2.5."),
        ({"points": "-1"}, "field-error"),
        ({"late_percent": "101"}, "field-error"),
        ({"attempts": "0"}, "field-error"),
        ({"due_at": "soon"}, "Write the time as 2026-11-29T14:30."),
        ({"opens_at": "2031-01-01T00:00"}, "The due time comes after the opening time."),
        ({"kind": "exam", "minutes": "9999", "grace": "60"}, "field-error"),
        ({"kind": "oncall", "cases": "99"}, "field-error"),
        ({"kind": "nothing"}, "field-error"),
        ({"selection": "mixed", "topics": ["no-such-topic"], "levels": ["1"], "count": "3"}, "field-error"),
    ],
)
def test_a_refused_assignment_says_why_and_loses_nothing(
    teacher: FlaskClient, home: str, fields: dict[str, str], said: str
) -> None:
    refused = post(teacher, f"{home}/assignments", **{**FORM, **fields})
    assert refused.status_code == 422
    assert said in refused.text
    title = fields.get("title", FORM["title"])
    assert f'name="title" type="text" value="{title}"' in refused.text


def test_a_learner_does_an_assignment_and_both_see_why_it_has_its_score(
    app: Flask, session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    assignment = assign(session, seat, practice_of(session), due_at=in_hours(-1))
    one = f"{home}/assignments/{assignment.public_id}"
    ann, client = pupil(app, session, seat)
    assert "/practice/" in post(client, f"{one}/begin").location
    assert re.search(r"missing", page(client, home))
    session.rollback()
    answer_session(session, ann, begin(session, ann, seat, assignment).public_id, [True, False])
    member = seat_of(session, ann, seat.study_class).member.member_id
    session.rollback()
    why = f"{one}/members/{member}"
    for reader in (client, teacher):
        text = page(reader, why)
        assert "45%" in text
        assert "Attempt 1 counts: 50% for its answers, less 5% because it was 1 day late." in text
    assert "Save the allowance" not in page(client, why)
    assert f"{why}/attempts/1" in page(teacher, why)
    assert page(teacher, f"{why}/attempts/1").count("chip-") == 2
    session_page = re.search(r'href="(/practice/[^"]+)"', page(client, why))
    assert session_page
    assert f'href="{one}"' in page(client, f"{session_page[1]}/summary")
    gradebook = page(teacher, home)
    assert re.search(rf'href="{why}"[^>]*><span class="grade-number">45</span>', gradebook)
    assert 'href="/practice/' in page(client, why)
    assert page(teacher, f"{home}/members/{member}").count("45%") >= 1
    answer = teacher.get(f"{home}/gradebook.csv", headers=HEADERS)
    assert answer.mimetype == "text/csv"
    assert "ann,ann,45.0,late" in answer.get_data(as_text=True)
    saved = post(teacher, why, due_at="2031-01-01T00:00")
    assert saved.status_code == 303
    assert "50%" in page(client, why)
    refused = post(teacher, why, attempts="0", due_at="2031-01-01T00:00")
    assert refused.status_code == 422
    assert 'value="2031-01-01T00:00"' in refused.text


def test_a_list_of_names_says_per_line_what_happened(teacher: FlaskClient, home: str) -> None:
    text = post(teacher, f"{home}/members", list="ines\n<b>Zoe</b>\nines").text
    assert "in the class already" in text
    assert "&lt;b&gt;Zoe&lt;/b&gt;" in text
    assert "the same as a line above; left out" in text
    assert text.count('value="http://localhost/classes/join/') == 3  # that of the class, and Zoe’s twice
    refused = post(teacher, f"{home}/members", list=" ")
    assert refused.status_code == 422
    assert "Write one name on each line." in refused.text


def test_the_exam_of_an_assignment_leads_to_the_assignment(
    app: Flask, session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    exam = {"kind": "exam", "minutes": "15", "grace": "60"}
    one = post(teacher, f"{home}/assignments", **{**FORM, **exam}).location
    _, client = pupil(app, session, seat)
    assert "/exams/" not in page(client, "/exams").split("<main")[1].replace("/exams/new", "")
    assert "Start: 15 minutes" in page(client, one)
    assert post(client, f"{one}/begin").location.startswith("/exams/sittings/")
    listed = re.search(r'href="(/exams/(?!new|sittings)[^"/]+)"', page(client, "/work/interviews"))
    address = session.scalars(select(Exam.public_id)).one()
    assert client.get(f"/exams/{address}").location == one
    assert listed is None


def test_the_map_of_misconceptions_leads_to_the_experiment_that_refutes_one(
    session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    assert "Once 5 learners have answered" in page(teacher, f"{home}/misconceptions")
    items = published_bank(session).items
    about = next(item for item in quick_items(session) if items[item].item.claims)
    rules = AssignmentRules(work=PracticeWork(selection=FixedSet(items=(about,))))
    assignment = assign(session, seat, rules)
    for number in range(5):
        learner = join(session, seat, f"learner-{number}")
        begun = begin(session, learner, seat, assignment)
        answer_session(session, learner, begun.public_id, [number == 0])
    claim = items[about].item.claims[0]
    session.rollback()
    text = page(teacher, f"{home}/misconceptions")
    assert "80% of the first answers to exercises about this claim are wrong." in text
    assert '<span class="grade-note">4 / 5</span>' in text
    assert f'href="/claims/{claim}' in text.split('class="lead"')[1].split("</section>")[0]
    assert "learner-0" not in text.split("<main")[1]
    package = page(teacher, f"{home}/misconceptions/{claim}")
    assert f'href="/claims/{claim}/refute"' in package
    for form in ("live/new", "assignments/new"):
        [address] = set(re.findall(rf'href="({home}/{form}\?[^"]+)"', package))
        asked = page(teacher, address.replace("&amp;", "&"))
        assert re.search(rf'name="items" value="{about}" checked', asked)


def test_the_exercises_of_a_class_are_shown_from_ten_learners_on_hardest_first(
    session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    assignment = assign(session, seat, practice_of(session))
    assert f"Once {FEWEST_LEARNERS} learners" in page(teacher, f"{home}/exercises")
    for number in range(FEWEST_LEARNERS):
        account = join(session, seat, f"learner-{number}")
        name = begin(session, account, seat, assignment).public_id
        answer_session(session, account, name, [True, number < 3] if number else [True])
    session.rollback()
    text = page(teacher, f"{home}/exercises")
    assert "1 exercise is not shown" in text  # nine answered it
    assert re.findall(r"<strong>(\d+)%</strong>", text) == ["100"]
    late = join(session, seat, "late")
    answer_session(session, late, begin(session, late, seat, assignment).public_id, [False, True])
    session.rollback()
    text = page(teacher, f"{home}/exercises")
    assert re.findall(r"<strong>(\d+)%</strong>", text) == ["30", "91"]
    assert "30% (" in page(teacher, home)  # beside the gradebook, with the interval


def test_the_gradebook_puts_those_first_who_need_help(
    session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    assignment = assign(session, seat, practice_of(session), due_at=in_hours(1))
    for name, right in {
        "Émile": [True, True],
        "zoë": [True, False],
        "李雷": [False, False],
        "安娜": [],
    }.items():
        account = join(session, seat, name)
        if right:
            answer_session(session, account, begin(session, account, seat, assignment).public_id, right)
    session.rollback()
    assert names_in(page(teacher, home)) == ["Émile", "zoë", "安娜", "李雷"]  # an, li
    assert names_in(page(teacher, f"{home}?order=total")) == ["李雷", "zoë", "Émile", "安娜"]
    assert names_in(page(teacher, f"{home}?order=last")) == ["安娜", "Émile", "zoë", "李雷"]
    assert "behind" not in page(teacher, home)
    with writing(session):
        assignment.due_at = in_hours(-1)
    assert names_in(page(teacher, f"{home}?behind=1")) == ["安娜"]


def test_who_teaches_sees_each_exercise_of_an_assignment_and_of_a_learner(
    session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    items = published_bank(session).items
    about = next(item for item in quick_items(session) if items[item].item.claims)
    other = next(item for item in quick_items(session) if item != about)
    rules = AssignmentRules(work=PracticeWork(selection=FixedSet(items=(other, about))))
    assignment = assign(session, seat, rules)
    for name, right in {"ann": [True, False], "bob": [True]}.items():
        account = join(session, seat, name)
        answer_session(session, account, begin(session, account, seat, assignment).public_id, right)
    claim = items[about].item.claims[0]
    member = next(each for each in list_members(session, seat) if each.shown_name == "ann").member_id
    session.rollback()
    text = page(teacher, f"{home}/assignments/{assignment.public_id}")
    rows = dict(re.findall(r'members/\d+">([^<]+)</a>(.*?)</tr>', text, re.DOTALL))
    assert [re.findall(r"hidden\">\d: ([^<]+)</span>", rows[name]) for name in ("ann", "bob")] == [
        ["100", "0"],
        ["100", "no answer"],
    ]
    assert f"#item-{about}" in text
    learner = page(teacher, f"{home}/members/{member}")
    assert f'href="/claims/{claim}/refute"' in learner
    assert "1 of 1 answers wrong" in learner


def names_in(gradebook: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/classes/[^"]+/members/\d+">([^<]+)</a>', gradebook)


def test_a_removed_assignment_is_brought_back_by_a_button(
    session: Session, teacher: FlaskClient, seat: Seat, home: str
) -> None:
    assignment = assign(session, seat, practice_of(session))
    session.rollback()
    address = f"{home}/assignments/{assignment.public_id}"
    session.rollback()
    post(teacher, f"{address}/remove")
    listed = page(teacher, home)
    assert "Removed assignments" in listed
    assert teacher.get(address).status_code == 404
    post(teacher, f"{address}/remove", back="1")
    assert teacher.get(address).status_code == 200
    assert "Removed assignments" not in page(teacher, home)


def test_a_member_of_one_class_finds_nothing_of_another(
    app: Flask, session: Session, seat: Seat, home: str
) -> None:
    _, client = pupil(app, session, seat)
    other = open_class(session, account_with(session, "otto", Role.INSTRUCTOR))
    assignment = assign(session, other, practice_of(session))
    theirs, inside = f"/classes/{other.study_class.public_id}", f"{home}/assignments/{assignment.public_id}"
    session.rollback()
    assert client.get(theirs).status_code == 404
    assert client.get(inside).status_code == 404
    for path in ("members", "misconceptions", "exercises", "settings", "gradebook.csv", "assignments/new"):
        assert client.get(f"{home}/{path}").status_code == 403

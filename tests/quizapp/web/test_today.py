"""The home of a learner, the plan page, and the review cards, as pages."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.http.extensions import db
from quizapp.kinds import right_answer, wrong_answers
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.models import DayPlan, MockInterview, ReviewCard, ReviewEntry, ReviewPreferences
from quizapp.services import question_bank, review_log
from quizapp.services.concepts import concept_of
from quizapp.services.review_cards import note_change
from tests.days import in_days, today

ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def items(session: Session) -> list[SingleChoice]:
    """One for each of several concepts."""
    found: dict[object, SingleChoice] = {}
    for published in question_bank.list_questions(session):
        for item in published.question.items:
            if isinstance(item, SingleChoice):
                found.setdefault(concept_of(item), item)
    session.rollback()
    return list(found.values())


def answer(client: FlaskClient, item: SingleChoice, *, is_right: bool = True) -> None:
    given = right_answer(item) if is_right else next(iter(wrong_answers(item)))
    sent = client.post(f"/api/v1/items/{item.id}/attempts", json={"answer": given}, headers=csrf_of(client))
    assert sent.status_code == 201, sent.text


def csrf_of(client: FlaskClient) -> dict[str, str]:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").text)
    assert found
    return {"X-CSRFToken": found[1]}


def set_back(session: Session, days: int) -> None:
    """As if everything had been answered so many days earlier."""
    with writing(session):
        for entry in session.scalars(select(ReviewEntry)):
            entry.day -= timedelta(days=days)
            session.flush()
            review_log.replay_log(entry.card)


def choose(client: FlaskClient, **fields: object) -> str:
    """The page after the form of the plan was sent."""
    sent = {"zone": "UTC", "boundary_hour": "4", "minutes_a_day": "20", "interview_on": "", **fields}
    token = csrf_of(client)["X-CSRFToken"]
    return client.post(
        "/plan", data={**sent, "csrf_token": token}, headers=ENGLISH, follow_redirects=True
    ).text


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found[1].strip()


def test_a_newcomer_sees_the_first_minute(client: FlaskClient) -> None:
    page = client.get("/", headers=ENGLISH).text
    assert "data-first-minute" in page
    assert "data-today-page" not in page


def test_who_has_answered_continues_with_the_next_exercise(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    answer(client, items[0])
    page = client.get("/", headers=ENGLISH).text
    question = question_bank.get_item(session, items[0].id).published.question
    place = [item.id for item in question.items].index(items[0].id)
    following = question.items[(place + 1) % len(question.items)]
    assert f"#item-{following.id}" in page.partition('class="lead"')[2].partition("</section>")[0]
    assert heading(page) == "Nothing is due today"


def test_what_is_due_is_named_in_minutes_in_both_languages(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    for item in items[:3]:
        answer(client, item)
    set_back(session, 10)
    assert re.fullmatch(r"\d exercises are due, about \d min", heading(client.get("/", headers=ENGLISH).text))
    assert re.fullmatch(r"\d 道小题待复习，约 \d 分钟", heading(client.get("/", headers=CHINESE).text))


def test_the_page_does_not_wait_for_the_plan_which_is_made_once_a_day(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    answer(client, items[0])
    on = in_days(30)
    with writing(session):
        owner = session.scalars(select(ReviewCard)).one().learner_id
        session.add(
            ReviewPreferences(
                learner_id=owner, zone="UTC", boundary_hour=4, minutes_a_day=60, interview_on=on, topics=[]
            )
        )
    first = client.get("/", headers=ENGLISH).text
    assert 'hx-get="/today"' in first
    assert re.fullmatch(r"\d+ days to go", heading(first))
    assert session.scalars(select(DayPlan)).all() == []
    session.rollback()
    part = client.get("/today", headers={**ENGLISH, "HX-Request": "true"}).text
    assert "<html" not in part
    assert re.fullmatch(r"\d+ days to go, and on plan", heading(part))
    session.rollback()
    assert len(session.scalars(select(DayPlan)).all()) == 1
    assert heading(client.get("/", headers=ENGLISH).text) == heading(part)


def test_a_plan_that_does_not_fit_offers_what_would_make_it_fit(client: FlaskClient) -> None:
    on = in_days(20).isoformat()
    page = choose(client, interview_on=on, minutes_a_day="3")
    short = re.fullmatch(r"\d+ days to go, (\d+) min a day short", heading(page))
    assert short
    minutes = re.search(r"<button class=\"button\">(\d+) minutes a day</button>", page)
    assert minutes
    assert int(minutes[1]) == 3 + int(short[1])
    fitting = choose(client, interview_on=on, minutes_a_day=minutes[1])
    assert heading(fitting).endswith("and on plan")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("interview_on", "10.12.2026", "Write the date as year, month, and day: 2026-12-10."),
        ("minutes_a_day", "a lot", "Choose 1 to 480 minutes a day."),
        ("minutes_a_day", "0", "Choose 1 to 480 minutes a day."),
        ("zone", "Mars/Olympus", "Choose a time zone by its IANA name, such as Asia/Shanghai."),
        ("boundary_hour", "23", "Choose an hour from 0 to 12."),
    ],
)
def test_a_refused_plan_keeps_what_was_typed(
    client: FlaskClient, field: str, value: str, message: str
) -> None:
    page = choose(client, **{field: value})
    assert message in page
    assert value in page
    assert "data-first-minute" in client.get("/").text  # nothing was stored


def test_an_undone_review_and_a_corrected_rating_schedule_the_card_anew(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    answer(client, items[0], is_right=False)
    token = csrf_of(client)["X-CSRFToken"]
    card = session.scalars(select(ReviewCard)).one()
    wrong_due, entry = card.due_on, card.reviews[0].review_id
    session.rollback()
    correction = {"rating": "good", "csrf_token": token}
    page = client.post(
        f"/plan/reviews/{entry}/rating", data=correction, headers=ENGLISH, follow_redirects=True
    ).text
    assert "(graded: Again)" in page
    session.expire_all()
    assert session.scalars(select(ReviewCard)).one().due_on > wrong_due
    session.rollback()
    undone = client.post(
        f"/plan/reviews/{entry}/undo", data={"csrf_token": token}, headers=ENGLISH, follow_redirects=True
    ).text
    assert "All reviews of this card have been undone" in undone
    assert client.post(f"/plan/reviews/{entry}/rating", data={"rating": "x"}).status_code == 400


def test_cards_are_found_by_their_words_and_those_of_others_are_not_found(
    app: Flask, client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    for item in items[:3]:
        answer(client, item)
    cards = session.scalars(select(ReviewCard)).all()
    number = cards[0].card_id
    session.rollback()
    page = client.get("/plan/cards", headers=ENGLISH).text
    assert page.count('class="card-due"') == 3
    assert "No card matches." in client.get("/plan/cards?q=zebra", headers=ENGLISH).text
    assert client.get("/plan/cards?only=forgotten", headers=ENGLISH).text.count('class="card-due"') == 0
    assert client.get(f"/plan/cards/{number}").status_code == 200
    other_client = app.test_client()
    answer(other_client, items[4])
    assert other_client.get(f"/plan/cards/{number}").status_code == 404


def test_dates_are_written_as_in_the_language_of_the_reader(client: FlaskClient) -> None:
    day = today()
    on = date(day.year + (day.month == 12), day.month % 12 + 1, 10)
    choose(client, interview_on=on.isoformat(), minutes_a_day="120")
    assert f"{on:%A}, {on:%B} 10" in client.get("/", headers=ENGLISH).text
    assert f"{on.month} 月 10 日，星期" in client.get("/", headers=CHINESE).text


def test_the_page_of_a_claim_says_how_well_its_reader_remembers_it(
    app: Flask, client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    item = next(item for item in items if item.claims)
    answer(client, item)
    address = f"/claims/{item.claims[0]}"
    assert "Your recall today: 100%" in client.get(address, headers=ENGLISH).text
    assert "今天记住的概率：100%" in client.get(address, headers=CHINESE).text
    assert "Your recall today" not in app.test_client().get(address, headers=ENGLISH).text


def test_the_review_button_begins_a_session_of_just_what_is_due_which_is_then_continued(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    for item in items[:3]:
        answer(client, item)
    set_back(session, 10)
    choose(client, interview_on=in_days(6).isoformat(), minutes_a_day="240")
    page = client.get("/", headers=ENGLISH).text
    form = page.partition('action="/practice"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert fields["scope"] == "due"
    started = client.post("/practice", data=fields)
    assert started.status_code == 303
    home = client.get("/", headers=ENGLISH).text
    assert "Continue your session" in home
    strip = home.partition("data-strip")[2].partition("</ol>")[0]
    assert strip.count("strip-cell") == int(fields["count"])


def test_the_plan_names_the_worst_leeches_and_leads_to_all_of_them(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    for item in items[:12]:
        answer(client, item)
    with writing(session):
        cards = list(session.scalars(select(ReviewCard).order_by(ReviewCard.card_id)))
        for number, card in enumerate(cards):
            card.lapse_count = 4 + number if number else 0
            note_change(card)
        mildest, worst = cards[1].card_id, cards[-1].card_id
    plan = client.get("/plan", headers=ENGLISH).text
    leeches = plan[plan.index("leeches-heading") :]
    assert leeches.count('class="repeated-title"') == 10
    assert f'/plan/cards/{worst}"' in leeches
    assert f'/plan/cards/{mildest}"' not in leeches
    assert 'href="/plan/cards?only=leeches">All 11 leeches</a>' in leeches
    assert client.get("/plan/cards?only=leeches", headers=ENGLISH).text.count('class="card-due"') == 11


def test_the_home_reads_little_and_no_card_twice(
    app: Flask, client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    for item in items[:3]:
        answer(client, item)
    set_back(session, 3)
    with app.app_context():
        engine = db.engine
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    client.get("/")
    event.listen(engine, "before_cursor_execute", listen)
    assert "data-today-page" in client.get("/").text
    event.remove(engine, "before_cursor_execute", listen)
    reading = [statement for statement in asked if statement.startswith("SELECT")]
    assert 5 < len(reading) <= 14, "\n".join(reading)
    assert not [statement for statement in reading if "review_cards.difficulty" in statement]


def test_a_plan_names_days_for_mock_interviews_and_leads_to_one(client: FlaskClient) -> None:
    on = in_days(12)
    page = choose(client, interview_on=on, minutes_a_day="20")
    assert "Mock interviews of 20 min are planned" in page
    assert page.count('class="bar-mock" x="0"') == 2
    prepared = re.search(r'href="(/interviews\?[^"]+)">Prepare one', page)
    assert prepared
    form = client.get(prepared[1].replace("&amp;", "&"), headers=ENGLISH).text
    assert re.search(r'name="minutes" value="20" checked', form)
    on = in_days(3)
    choose(client, interview_on=on)
    assert "Hold a mock interview" in client.get("/", headers=ENGLISH).text


def test_topics_are_planned_in_the_order_of_their_ranks(client: FlaskClient, session: Session) -> None:
    topics = [topic.slug for topic in question_bank.list_topics(session)]
    session.rollback()
    ranks = {f"rank-{slug}": str(len(topics) - place) for place, slug in enumerate(topics)}
    page = choose(client, topics=topics, **ranks)
    assert session.scalars(select(ReviewPreferences)).one().topics == topics[::-1]
    assert re.findall(r'name="rank-([^"]+)"', page) == topics[::-1]


def test_the_header_of_every_page_says_what_is_due_to_who_has_cards(
    client: FlaskClient, session: Session, items: list[SingleChoice]
) -> None:
    assert "nav-due" not in client.get("/claims").text
    answer(client, items[0])
    assert "nav-due" not in client.get("/claims").text  # it returns another day
    set_back(session, 90)
    for address in ("/", "/claims", "/plan"):
        shown = re.search(r'nav-due">(.*?)<', client.get(address, headers=ENGLISH).text)
        assert shown
        assert shown[1] == "1 min"


def test_the_weakest_skill_of_a_topic_leads_to_practice_of_it(
    client: FlaskClient, items: list[SingleChoice]
) -> None:
    for item in items[:12]:
        answer(client, item)
    links = re.findall(r'href="([^"]+topic=[^"]+skill=[^"]+)"', client.get("/", headers=ENGLISH).text)
    assert links
    page = client.get(links[0].replace("&amp;", "&"), headers=ENGLISH).text
    assert re.search(r'name="skill" value="\w+" checked', page)
    assert "No exercise fits" not in page


def test_an_interview_that_is_due_again_is_named(client: FlaskClient, session: Session) -> None:
    choose(client)
    learner = session.scalars(select(ReviewPreferences)).one().learner_id
    with writing(session):
        session.add(
            MockInterview(
                public_id="m1",
                learner_id=learner,
                form_name="f",
                role="engineer",
                minutes=10,
                topics=[],
                plan=[],
                ending="time",
                ended_at=datetime.now(UTC) - timedelta(days=8),
                clock_since=None,
            )
        )
    assert "A second look at your interview of" in client.get("/", headers=ENGLISH).text

"""The statistics page, with the answers of a simulated class."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.domain.statistics.items import FEWEST_LEARNERS
from quizapp.kinds import right_answer, wrong_answers
from quizapp.models import Account, Role
from quizapp.services import learners
from quizapp.services.published_bank import published_bank
from tests.classes import join, open_class
from tests.conftest import account_with
from tests.quizapp.services.test_item_statistics import choice_items, store, store_class
from tests.quizapp.web.test_accounts import enter


def test_a_doubted_key_is_named_with_its_rival(
    session: Session, client: FlaskClient, instructor: Account
) -> None:
    item_id = choice_items(session)[3]
    store_class(session, wrongly_keyed=item_id)
    slug = published_bank(session).facts[item_id].question
    name = instructor.name
    session.rollback()  # SQLite: the application writes now
    enter(client, name)
    page = client.get(f"/author/{slug}/statistics", headers={"Accept-Language": "en"}).text
    assert "check the answer" in page
    assert "The training loss is still near its initial level" in page
    assert "60 learners have answered." in page
    chinese = {"Accept-Language": "zh"}
    with_flags = client.get("/author?statistics=yes", headers=chinese).text
    assert "检查答案" in with_flags[with_flags.index('id="desk"') :]
    # The page that opens works nothing out, and asks for them.
    opened = client.get("/author", headers=chinese).text
    assert "检查答案" not in opened[opened.index('id="desk"') :]
    assert 'hx-get="/author?statistics=yes"' in opened
    assert f'/author/{slug}/statistics"' in opened


def test_a_class_has_statistics_of_its_own_for_those_who_teach_it(
    session: Session, client: FlaskClient, instructor: Account
) -> None:
    item_id = choice_items(session)[0]
    slug = published_bank(session).facts[item_id].question
    seat = open_class(session, instructor)
    pupils = [join(session, seat, f"pupil-{number}") for number in range(FEWEST_LEARNERS)]
    of_class = [learners.learner_of_account(session, pupil) for pupil in pupils]
    others = [learners.start_guest(session) for _ in range(FEWEST_LEARNERS)]
    item = published_bank(session).items[item_id].item
    with writing(session):
        for learner in of_class:
            store(session, learner, item_id, right_answer(item))
        for learner in others:
            store(session, learner, item_id, next(iter(wrong_answers(item))))
    other = open_class(session, account_with(session, "otto", Role.INSTRUCTOR)).study_class.public_id
    address, own, name = f"/author/{slug}/statistics", seat.study_class.public_id, instructor.name
    session.rollback()
    enter(client, name)
    english = {"Accept-Language": "en"}
    everybody = client.get(address, headers=english).text
    assert "20 learners have answered." in everybody
    assert "<strong>50%</strong>" in everybody
    assert f'<option value="{own}"' in everybody
    assert other not in everybody
    found = client.get(f"{address}?class={own}", headers=english).text
    assert "10 learners have answered." in found
    assert "<strong>100%</strong>" in found
    assert client.get(f"{address}?class={other}").status_code == 404


def test_learners_and_guests_do_not_see_it(
    session: Session, client: FlaskClient, learner_account: Account
) -> None:
    address = f"/author/{next(iter(published_bank(session).questions))}/statistics"
    name = learner_account.name
    session.rollback()
    assert client.get(address).status_code in (302, 401)
    enter(client, name)
    assert client.get(address).status_code == 403

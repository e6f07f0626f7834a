"""The statistics page, with the answers of a simulated class."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account
from quizapp.services.published_bank import published_bank
from tests.quizapp.services.test_item_statistics import choice_items, store_class
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
    assert "检查答案" in client.get("/author?statistics=yes", headers=chinese).text
    # The page that opens works nothing out, and asks for them.
    opened = client.get("/author", headers=chinese).text
    assert "检查答案" not in opened
    assert 'hx-get="/author?statistics=yes"' in opened
    assert f'/author/{slug}/statistics"' in opened


def test_learners_and_guests_do_not_see_it(
    session: Session, client: FlaskClient, learner_account: Account
) -> None:
    address = f"/author/{next(iter(published_bank(session).questions))}/statistics"
    name = learner_account.name
    session.rollback()
    assert client.get(address).status_code in (302, 401)
    enter(client, name)
    assert client.get(address).status_code == 403

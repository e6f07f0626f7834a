"""A formula beyond the bounds in the editor, and in a question that was published before there were any."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.models import Account, QuestionEntry
from tests.quizapp.web.test_accounts import enter
from tests.quizapp.web.test_authoring import SLUG, press, question_document, submit, text_of

DEEP = "$" + "x^{" * 4950 + "}" * 4950 + "$"
HANGING = "$" + "(" * 41 + "$"


def test_the_editor_names_the_field(client: FlaskClient, instructor: Account) -> None:
    enter(client, "ines")
    document = question_document()
    document["items"][0]["prompt"] = {"zh": DEEP[:3000] + "$", "en": HANGING}
    submit(client, "/author/new", document, "save")
    page = text_of(client.get("/author/my-question?part=item-my-first-item"))
    assert "at most 2000 are allowed. Split it." in page
    assert "leaves more than 8 brackets open. Close them." in page
    refused = press(client, "/author/my-question", "publish")
    assert refused.status_code == 422
    assert "leaves more than 8 brackets open. Close them." in text_of(refused)


def test_a_published_one_is_shown_as_its_source(client: FlaskClient, session: Session) -> None:
    with writing(session):
        entry = session.scalars(select(QuestionEntry).filter_by(slug=SLUG)).one()
        version = entry.versions[-1]
        version.body = {**version.body, "prompt": {"zh": DEEP, "en": HANGING}}
    for language, source in (("zh", DEEP), ("en", HANGING)):
        page = client.get(f"/questions/{SLUG}?lang={language}")
        assert page.status_code == 200
        assert source.strip("$") in text_of(page)

"""A walk through a copy of the product that has a fourteenth kind of answer; its argument is the instance folder."""

import os
import re
import sys

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.kinds import ITEM_KINDS
from quizapp.models import Role
from quizapp.services import accounts
from quizapp.services.runner import NoRunner

PASSWORD = "correct horse battery"
TEXT = {"zh": "裁剪会改变方向吗？", "en": "Does clipping turn it?"}
HEADERS = {"Accept-Language": "en", "HX-Request": "true"}


def send(client: FlaskClient, address: str, page: str | None = None, **fields: str) -> str:
    form = client.get(page or address).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token, form
    answer = client.post(
        address, data={"csrf_token": token[1], **fields}, headers=HEADERS, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    return answer.get_data(as_text=True)


def texts(*places: str) -> dict[str, str]:
    return {f"{place}.{language}": text for place in places for language, text in TEXT.items()}


def main() -> None:
    settings = settings_from({"QUIZAPP_INSTANCE": sys.argv[1]})
    app = create_app(settings, NoRunner())
    with Session(engine_for(settings.database_url), **session_options()) as session:
        accounts.create_account(session, "ines", PASSWORD, Role.INSTRUCTOR)
    assert ITEM_KINDS[-1] == "yes_no"

    author = app.test_client()
    send(author, "/sign-in", name="ines", password=PASSWORD)
    send(author, "/author/new", slug="a-new-one", topic="rnn", **texts("title"))
    address = "/author/a-new-one"
    offered = author.get(address).get_data(as_text=True)
    assert 'value="insert:yes_no"' in offered, "the editor does not offer it"
    empty = send(
        author, address, part="question", action="insert:yes_no", **texts("title", "prompt"), topic="rnn"
    )
    assert "Yes or no <code>" in empty, "the editor does not name the kind"
    assert 'name="items.0.key"' in empty, "the editor does not show its fields"
    send(author, address, part="answer", action="save", **texts("answer"))
    item = {"kind": "yes_no", "id": "new-1", "scenario.slug": "mlp-nan-loss", "key": "true"}
    item |= texts("prompt", "explanation")
    fields = {f"items.0.{name}": text for name, text in item.items()}
    send(author, address, part="item-a-new-one-1", action="save", **fields)
    assert "published" in send(author, address, part="item-new-1", action="publish", **fields)
    page = author.get(f"{address}?part=item-new-1").get_data(as_text=True)
    assert "yes, yes" in page, "no preview of its result"

    learner = app.test_client()
    page = learner.get("/questions/a-new-one", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert ">Yes or no</span>" in page
    assert '<input type="radio" name="answer" value="yes" required' in page
    graded = send(learner, "/items/new-1/attempts", "/questions/a-new-one", answer="no")
    assert "no, yes" in graded, graded

    script = app.test_client(use_cookies=False)
    shown = script.get("/api/v1/questions/a-new-one").get_json()["items"][0]
    assert (shown["kind"], shown["parts"]) == ("yes_no", [])
    answered = script.post("/api/v1/items/new-1/attempts", json={"answer": "yes"})
    assert (answered.status_code, answered.get_json()["score"]) == (201, 1.0), answered.text
    malformed = script.post("/api/v1/items/new-1/attempts", json={"answer": "perhaps"})
    assert malformed.status_code == 422
    answer_forms = str(script.get("/api/openapi.json").get_json()["components"]["schemas"]["AttemptRequest"])
    assert "yes_no: yes or no." in answer_forms


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()

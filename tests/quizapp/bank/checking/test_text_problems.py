"""The pages that the texts of a question may link to are pages of the service."""

from flask.testing import FlaskClient

from quizapp.bank.checking.text_problems import PAGES
from tests.bank import CLAIM_SLUGS, QUESTION_SLUGS, SCENARIO_SLUGS


def test_every_page_that_a_text_may_link_to_is_there(client: FlaskClient) -> None:
    rooms = {
        "questions": QUESTION_SLUGS[0],
        "claims": CLAIM_SLUGS[0],
        "lab": SCENARIO_SLUGS[0],
        "topics": "rnn",
    }
    for path in [*sorted(PAGES), *(f"/{room}/{slug}" for room, slug in rooms.items())]:
        assert client.get(path).status_code in (200, 302), path

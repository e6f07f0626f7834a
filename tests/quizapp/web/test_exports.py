"""Taking questions out at the desk: what is lost, the file, and the sheet to print."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient

from quizapp.models import Account
from tests.quizapp.web.test_accounts import enter

ALL = "questions=all&language=en&variants=1"
TOPIC = "questions=topic:lstm-shapes&language=en&variants=1"


@pytest.fixture
def desk(client: FlaskClient, instructor: Account) -> FlaskClient:
    enter(client, "ines")
    return client


def test_the_page_says_what_would_be_lost_before_the_download(desk: FlaskClient) -> None:
    form = desk.get("/author/export").get_data(as_text=True)
    assert "Download the file" not in form
    page = desk.get(f"/author/export?format=gift&{TOPIC}").get_data(as_text=True)
    assert "questions.gift" in page
    assert "This format has no exercises about an order; the exercise is left out." in page
    assert "<code>order-of-an-lstm-step</code>" in page or re.search(
        r"<details.*?<code>[a-z-]+</code>", page, re.S
    )
    link = re.search(r'href="(/author/export/file[^"]+)"', page)
    assert link
    file = desk.get(link[1].replace("&amp;", "&"))
    assert file.headers["Content-Disposition"] == 'attachment; filename="questions.gift"'
    assert file.get_data(as_text=True).startswith("$CATEGORY: ")


def test_a_package_has_every_exercise_of_the_topic_in_the_language(desk: FlaskClient) -> None:
    address = f"/author/export/file?format=qti-3.0&{TOPIC.replace('language=en', 'language=zh')}"
    archive = zipfile.ZipFile(io.BytesIO(desk.get(address).get_data()))
    items = [name for name in archive.namelist() if name.startswith("items/")]
    assert len(items) > 10
    assert 'xml:lang="zh-CN"' in archive.read(items[0]).decode()


def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays(desk: FlaskClient) -> None:
    answer = desk.get("/author/export?format=csv&questions=topic:lstm-shapes&variants=900&language=zh")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(r'name="variants"[^>]*value="900"[^>]*aria-invalid="true"', page)
    assert "Choose a number from 1 to 50." in page
    assert re.search(r'value="csv"\s+checked', page)
    assert re.search(r'value="topic:lstm-shapes"\s+selected', page)
    assert desk.get(f"/author/export/file?format=odt&{ALL}").status_code == 422
    assert desk.get("/author/export?format=csv&questions=topic:nothing").status_code == 404


def test_the_sheet_has_its_answers_only_if_they_are_asked_for(desk: FlaskClient) -> None:
    sheet = desk.get(f"/author/export/sheet?format=paper&{TOPIC}").get_data(as_text=True)
    answers = desk.get(f"/author/export/sheet?format=paper&answers=yes&{TOPIC}").get_data(as_text=True)
    assert "Choose all that apply." in sheet
    assert "<math" in sheet
    assert "sheet-answer" not in sheet
    assert answers.count("sheet-answer") > 10
    chinese = desk.get(f"/author/export/sheet?format=paper&{TOPIC.replace('=en', '=zh')}").get_data(
        as_text=True
    )
    assert "选出所有正确的选项。" in chinese


def test_only_instructors_take_questions_out(client: FlaskClient, learner_account: Account) -> None:
    enter(client, "lea")
    for place in ("", "/file", "/sheet"):
        assert client.get(f"/author/export{place}?format=gift&{ALL}").status_code == 403


def test_the_sheet_is_a_pdf_file_with_or_without_its_answers(desk: FlaskClient) -> None:
    sheet = desk.get(f"/author/export/sheet?format=paper&{TOPIC}").get_data(as_text=True)
    link = re.search(r'href="(/author/export/pdf[^"]+)"', sheet)
    assert link
    plain = desk.get(link[1].replace("&amp;", "&"))
    assert (plain.mimetype, plain.data[:5]) == ("application/pdf", b"%PDF-")
    assert "exercises.pdf" in plain.headers["Content-Disposition"]
    answered = desk.get(link[1].replace("&amp;", "&") + "&answers=yes")
    assert len(answered.data) > len(plain.data)
    refused = desk.get(f"/author/export/pdf?format=paper&{ALL}")
    assert refused.status_code == 422
    assert "at most 100 exercises" in refused.get_data(as_text=True)

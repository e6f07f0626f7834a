"""Images in the editor, and as learners see them."""

import io
import re
from typing import Any

from flask.testing import FlaskClient

from tests.images import animation, image_file
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import press, question_document, submit, text_of

ADDRESS = "/author/my-question"
WORDS = {"description.zh": "一条损失曲线", "description.en": "A loss curve"}
FIRST = "item-my-first-item"


def upload(desk: FlaskClient, data: bytes | None = None, headers: Any = None, **given: str) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', text_of(desk.get(f"{ADDRESS}/images")))
    sent = {"csrf_token": token[1] if token else "", "file": (io.BytesIO(data or image_file()), "curve.png")}
    return desk.post(f"{ADDRESS}/images", data=WORDS | given | sent, headers=headers)


def test_an_uploaded_image_stands_in_the_text_it_was_meant_for_and_learners_see_it_once_published(
    desk: FlaskClient, bare_client: FlaskClient
) -> None:
    submit(desk, "/author/new", question_document(), "save")
    to_images = press(desk, ADDRESS, "image:items.0.prompt", FIRST).location
    assert "place=items.0.prompt" in to_images
    assert "Exercise 1 › Prompt" in text_of(desk.get(to_images))
    inserted = upload(desk, part=FIRST, place="items.0.prompt")
    page = text_of(desk.get(inserted.location))
    (address,) = set(re.findall(r'src="(/images/[^"]+)"', page))
    assert f"![A loss curve](image:{address.removeprefix('/images/')})" in page
    assert "一条损失曲线" in page
    draft = desk.get(address)
    assert (draft.status_code, draft.mimetype) == (200, "image/png")
    assert "private" in draft.headers["Cache-Control"]
    assert bare_client.get(address).status_code == 404
    assert press(desk, ADDRESS, "publish").status_code == 302
    seen = bare_client.get(address)
    assert (seen.status_code, seen.data) == (200, draft.data)
    assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Content-Security-Policy"].startswith("default-src 'none'")
    shown = text_of(bare_client.get("/questions/my-question"))
    assert f'<img src="{address}" alt="A loss curve" width="320" height="200" loading="lazy"' in shown


def test_a_refused_upload_keeps_the_words_and_says_why(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "save")
    refused = upload(desk, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert refused.status_code == 422
    assert "SVG files are not stored" in text_of(refused)
    assert 'value="A loss curve"' in text_of(refused)
    script = upload(desk, headers={"Accept": "application/json"}, **{"description.zh": ""})
    assert (script.status_code, list(script.json["problems"])) == (422, ["description.zh"])
    assert "written" in upload(desk, headers={"Accept": "application/json"}).json


def test_an_animation_is_still_until_it_is_played(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "save")
    inserted = upload(desk, animation("GIF", 3), part=FIRST, place="items.0.prompt")
    page = text_of(desk.get(inserted.location))
    shown = re.search(
        r'<a class="played-image" href="(/images/\w+-40x30\.webp)"[^>]*><img src="([^"]+)"', page
    )
    assert shown
    assert shown[2] == f"{shown[1]}?still"
    moving, still = desk.get(shown[1]), desk.get(shown[2])
    assert (moving.mimetype, still.mimetype) == ("image/webp", "image/png")
    assert still.headers["Content-Disposition"].endswith('.png"')

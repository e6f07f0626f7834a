"""Images leave with their questions where a format has a place for them, and come in with a file."""

import base64
import io
import json
import zipfile
from typing import Any

import pytest

from quizapp.bank.images import names_in, written
from quizapp.bank.questions import Question
from quizapp.formats.exchange.drafts import Drafts
from quizapp.formats.exchange.export_formats import FORMATS, write_questions
from quizapp.formats.exchange.images import MOST_PIXELS
from quizapp.formats.exchange.losses import IMAGES
from quizapp.formats.exchange.reading import read_drafts
from quizapp.formats.image_files import write_anew
from tests.bank import bank
from tests.images import image_file

HOLDING = sorted(name for name, form in FORMATS.items() if form.holds_images)
OTHERS = sorted(set(FORMATS) - set(HOLDING))
IMAGE = write_anew(image_file())
FILES = {IMAGE.name: IMAGE.body}


def question() -> Question:
    """A question with an image in its prompt and in an explanation."""
    body: dict[str, Any] = bank().questions[0].model_dump(mode="json")
    for text in (body["prompt"], body["items"][0]["explanation"], body["answer"]):
        text["en"] += f"\n\n{written(IMAGE.name, 'A [rising] curve')}"
        text["zh"] += f"\n\n{written(IMAGE.name, '上升的曲线')}"
    return Question.from_publication(body)


def export(form: str) -> bytes:
    return write_questions(form, [question()], "en", 2, images=FILES).data


def names_of(read: Drafts) -> frozenset[str]:
    return names_in([draft.document for draft in read.drafts])


@pytest.mark.parametrize("form", HOLDING)
def test_what_was_written_with_images_is_read_with_them(form: str) -> None:
    read = read_drafts(FORMATS[form].file_name, export(form))
    assert names_of(read) == {IMAGE.name}
    assert [image.body for image in read.images] == [IMAGE.body]
    texts = json.dumps([draft.document for draft in read.drafts])
    assert r"![A \\[rising\\] curve](image:" in texts
    assert not [loss for loss in read.losses if IMAGE.name in str(loss)]


@pytest.mark.parametrize("form", OTHERS)
def test_a_format_without_images_says_so_and_keeps_what_they_show(form: str) -> None:
    done = write_questions(form, [question()], "en", 2, images=FILES)
    assert IMAGES in [loss.reason for loss in done.losses]
    assert b"image:" not in done.data


def moodle(source: str, file: bytes, name: str = "a b.png") -> Drafts:
    body = base64.b64encode(file).decode()
    return read_drafts(
        "q.xml",
        f"""<quiz><question type="essay"><name><text>T</text></name><questiontext format="html">
        <text><![CDATA[<p>Look: <img src="{source}" alt="A curve" /></p>]]></text>
        <file name="{name}" path="/" encoding="base64">{body}</file></questiontext></question></quiz>""".encode(),
    )


def test_an_image_that_cannot_be_taken_over_is_named_with_the_reason() -> None:
    taken = moodle("@@PLUGINFILE@@/a%20b.png", image_file())
    assert len(names_of(taken)) == 1
    assert not [loss for loss in taken.losses if "a b.png" in str(loss)]
    refused = moodle("@@PLUGINFILE@@/a%20b.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert not names_of(refused)
    assert any("SVG" in str(loss) for loss in refused.losses)
    large = moodle("@@PLUGINFILE@@/a%20b.png", image_file(size=(MOST_PIXELS // 1000 + 1, 1000)))
    assert not names_of(large)
    elsewhere = moodle("https://example.org/curve.png", image_file())
    assert not names_of(elsewhere)
    assert any("curve.png" in str(loss) for loss in elsewhere.losses)


def test_an_image_is_found_in_a_package_wherever_it_is_and_others_are_named() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("quiz/q.gift", '::T:: [html]<img src\\="media/a.png" alt\\="A"> What? {=x}')
        archive.writestr("quiz/media/a.png", image_file())
        archive.writestr("quiz/media/b.png", image_file())
    read = read_drafts("q.zip", data.getvalue())
    assert len(read.images) == 1
    assert any("b.png" in str(loss) for loss in read.losses)
    assert not any("a.png" in str(loss) for loss in read.losses)

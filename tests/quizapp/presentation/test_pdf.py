"""Exercises on paper as PDF: formulas are drawn on the baseline, images are the given ones, and nothing is fetched."""

import re
from dataclasses import replace

import pytest

from quizapp.bank.images import written
from quizapp.formats.exchange.leaving import Leaving, LeavingItem, LeavingQuestion
from quizapp.formats.image_files import write_anew
from quizapp.kinds.exchange import Essay
from quizapp.presentation import pdf
from tests.bank import bank
from tests.images import image_file

IMAGE = write_anew(image_file())


def sheet(prompt: str, answer: str = "The answer") -> Leaving:
    item = LeavingItem("an-item", prompt, Essay(answer))
    return Leaving((LeavingQuestion("a-question", "A title", "rnn", (item,)),), ())


def document(prompt: str) -> str:
    return pdf._document(sheet(prompt), {IMAGE.name: IMAGE.body}, has_answers=False)


def test_a_formula_is_drawn_and_can_be_heard() -> None:
    html = document(r"Let $h_t = \tanh(W h_{t-1})$ be.")
    assert "<math" not in html
    drawn = re.search(
        r'alt="([^"]+)" style="width:([\d.]+)em;height:([\d.]+)em;vertical-align:(-?[\d.]+)em"', html
    )
    assert drawn
    assert "tanh" in drawn[1]
    assert 3 < float(drawn[2]) < 20
    assert -1 < float(drawn[4]) < 0


def test_every_formula_of_the_bank_can_be_drawn() -> None:
    question = max(bank().questions, key=lambda each: each.answer.en.count("$"))
    html = document(question.answer.en)
    assert html.count('class="formula"') > 2
    assert "<math" not in html


def test_images_are_in_the_file_and_nothing_is_fetched() -> None:
    html = document(f"{written(IMAGE.name, 'A curve')}\n\n{written(IMAGE.name.replace('a', 'b'), 'Lost')}")
    assert "data:image/png;base64," in html
    assert set(re.findall(r'src="(\w+):', html)) == {"data"}
    assert 'src="/' not in html


def test_both_languages_and_the_answers_are_set() -> None:
    plain = pdf.write_pdf(sheet("中文 $x$"), {}, has_answers=False)
    answered = pdf.write_pdf(replace(sheet("中文"), language="zh"), {}, has_answers=True)
    assert plain.startswith(b"%PDF-")
    assert answered.startswith(b"%PDF-")
    assert "答案" in pdf._document(replace(sheet("中文"), language="zh"), {}, has_answers=True)


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    with pytest.raises(pdf.PdfNotInstalled, match="pip install"):
        pdf.write_pdf(sheet("x"), {}, has_answers=False)

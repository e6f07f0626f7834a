"""Texts with more blanks than an exercise holds become several exercises, and nothing of them is lost."""

import re

import pytest

from tests.quizapp.formats.exchange.reading import losses, read

BLANK = re.compile(r"\{\{(\d+)\}\}")


def cloze(*counts: int, sign: str = "\n\n") -> str:
    """Paragraphs with so many blanks each, whose answers are numbered through."""
    numbers = iter(range(1, sum(counts) + 1))
    return sign.join(
        " ".join(f"Word {{1:SA:=w{next(numbers)}}} ends." for _ in range(count)) for count in counts
    )


@pytest.mark.parametrize("counts", [(14,), (12, 1), (6, 7), (5, 5, 5), (30,), (1, 20, 1)])
def test_every_blank_stands_in_one_exercise_in_its_order(counts: tuple[int, ...]) -> None:
    drafts = read(cloze(*counts))
    (draft,) = drafts.drafts
    assert drafts.is_complete
    answers = []
    for item in draft.items:
        numbers = [int(number) for number in BLANK.findall(item["text"]["en"])]
        assert numbers == list(range(1, len(item["gaps"]) + 1))
        assert len(numbers) <= 12
        answers += [gap["accepted"]["en"][0] for gap in item["gaps"]]
    assert answers == [f"w{number}" for number in range(1, sum(counts) + 1)]
    words = " ".join(item["text"]["en"] for item in draft.items)
    assert words.count("Word") == words.count("ends.") == sum(counts)
    (said,) = losses(cloze(*counts))
    assert f"{sum(counts)} blanks" in said
    assert f"{len(draft.items)} exercises" in said


def test_parts_end_with_a_paragraph_where_they_can() -> None:
    first, second = read(cloze(7, 7)).drafts[0].items
    assert (len(first["gaps"]), len(second["gaps"])) == (7, 7)
    assert first["prompt"]["en"].endswith(" (1/2)")
    assert second["prompt"]["en"].endswith(" (2/2)")


def test_a_long_sentence_is_cut_after_a_blank() -> None:
    (draft,) = read(" and ".join(f"word {{1:SA:=w{number}}}" for number in range(14))).drafts
    assert [len(item["gaps"]) for item in draft.items] == [7, 7]


def test_a_text_of_twelve_blanks_stays_one_exercise() -> None:
    assert len(read(cloze(12)).drafts[0].items) == 1


def test_a_table_that_cannot_be_cut_is_left_out_and_named() -> None:
    cells = "".join(f"<td>{{1:SA:=w{number}}}</td>" for number in range(13))
    text = (
        f"<quiz><question type='cloze'><name><text>n</text></name><questiontext format='html'><text><![CDATA["
        f"<table><tr><th>a</th></tr><tr>{cells}</tr></table>]]></text></questiontext></question></quiz>"
    )
    drafts = read(text, "q.xml")
    assert drafts.drafts[0].is_left_out
    assert "at most 12 are possible" in str(drafts.losses[-1])
    assert "w12" in drafts.drafts[0].document["prompt"]["en"]

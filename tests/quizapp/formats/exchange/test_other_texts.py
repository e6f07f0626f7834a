"""Aiken, embedded answers, tables, texts of Anki, our own YAML, and how a format is recognized."""

import pytest

from quizapp.formats.content_files import write_question
from quizapp.formats.exchange.bounds import FileRefused
from tests.bank import bank
from tests.quizapp.formats.exchange.reading import kinds, losses, only_item, read, right_texts

AIKEN = """What is a gate?
A) A vector of factors
B. A kind of loss
ANSWER: A

Which is <b>right</b>?
A) this
B) that
ANSWER: B
"""


def test_aiken() -> None:
    drafts = read(AIKEN)
    assert kinds(drafts) == ["single_choice", "single_choice"]
    assert right_texts(drafts.drafts[0].items[0]) == ["A vector of factors"]
    assert drafts.drafts[1].document["prompt"]["en"] == "Which is <b>right</b>?"


def test_aiken_without_a_right_answer_is_named() -> None:
    drafts = read("What?\nA) a\nB) b\nANSWER: D\n\nAnd?\nA) a\nB) b\nANSWER: A\n")
    assert len(drafts.drafts) == 1
    assert not drafts.is_complete


def test_embedded_answers() -> None:
    text = (
        "Capital: {1:SHORTANSWER:%100%Paris#yes~%50%Marseille#no~*#no}, area: {1:NM:=105:5}, so {1:MC:a~=b}."
    )
    item = only_item(text)
    assert [gap["kind"] for gap in item["gaps"]] == ["words", "number", "choice"]
    assert item["gaps"][0]["feedback"] == {"en": "yes"}
    assert len([each for each in losses(text) if "50 percent" in each]) == 1


def test_a_table() -> None:
    text = (
        "question,option A,option B,option C,answer,explanation,tags\n"
        "Which?,one,two,three,B,because,rnn lstm\n"
        'Which all?,one,two,three,"A,C",,\n'
        "How many?,,,,3.5:0.1,,\n"
        "Is it?,,,,true,,\n"
        "What word?,,,,gate|valve,,\n"
    )
    drafts = read(text, "bank.csv")
    assert kinds(drafts) == ["single_choice", "multiple_choice", "numeric", "true_false", "short_text"]
    assert drafts.drafts[0].tags == ("rnn", "lstm")
    assert drafts.drafts[4].items[0]["accepted"] == {"en": ["gate", "valve"]}


def test_a_table_with_chinese_headings_in_gbk() -> None:
    text = "题目,选项A,选项B,答案,解析\n哪一个是门控？,遗忘门,损失,A,它控制记忆。\n"
    item = only_item(text.encode("gbk"), "bank.csv")
    assert item["options"][0]["text"] == {"zh": "遗忘门"}
    assert item["explanation"] == {"zh": "它控制记忆。"}


def test_texts_of_anki() -> None:
    drafts = read(
        "#separator:tab\n#html:true\n#tags column:3\nWhat is <b>BPTT</b>?\tIt unrolls.\trnn deep\nx\n"
    )
    (card,) = drafts.drafts
    assert card.items[0]["kind"] == "free_text"
    assert card.items[0]["model_answer"] == {"en": "It unrolls."}
    assert card.tags == ("rnn", "deep")
    assert not drafts.is_complete, "a line with too few fields is named"


def test_our_own_questions_come_back_complete() -> None:
    question = bank().questions[0]
    drafts = read(write_question(question), "question.yaml")
    assert drafts.is_complete
    assert not drafts.losses
    assert drafts.drafts[0].lacks == ()
    assert len(drafts.drafts[0].items) == len(question.items)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5"]
)
def test_encodings(encoding: str) -> None:
    text = "::題目::日本的首都是哪一個？{~巴黎 =東京 ~北京}\r\n\r\n::問題::這是對的。{T}\r\n"
    drafts = read(text.encode(encoding), "q.gift")
    assert [draft.document["title"]["zh"] for draft in drafts.drafts] == ["題目", "問題"]


def test_western_letters_of_one_byte() -> None:
    text = "::Été:: Où est né « Molière » ? {=à Paris ~à l’île}\n\n::Größe:: Ist es größer?{T}\n"
    assert [draft.title for draft in read(text.encode("cp1252"), "q.gift").drafts] == ["Été", "Größe"]


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\x00\x01\x02\x03" * 50, b"\xff\xfe\xff", b"Just a letter to you."]
)
def test_what_is_no_quiz_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read(data)


def test_several_letters_and_an_explanation_in_aiken_are_kept() -> None:
    text = (
        "Which are gates?\nA) input\nB) loss\nC) forget\nANSWER: A, C\nFEEDBACK: Two of three.\n\n"
        "Which is one?\nA) loss\nB) output\nANSWER: B (the last)\n"
    )
    several, one = read(text).drafts
    assert right_texts(several.items[0]) == ["input", "forget"]
    assert several.items[0]["explanation"] == {"en": "Two of three."}
    assert right_texts(one.items[0]) == ["output"]
    assert any("(the last)" in each for each in losses(text)), "what is not read is named"


def test_a_table_keeps_all_hints_and_the_feedback_on_pairs() -> None:
    text = (
        "question,type,option a,option b,option c,feedback a,answer,hint 1,hint 2\n"
        "Match,match,RNN -> loop,MLP -> layers,-> nothing,It repeats.,,Think.,Think again.\n"
    )
    (item,) = read(text, "q.csv").drafts[0].items
    assert [hint["en"] for hint in item["hints"]] == ["Think.", "Think again."]
    assert item["left"][0]["feedback"] == {"en": "It repeats."}
    assert len(item["right"]) == 3


def test_aiken_with_small_letters() -> None:
    assert right_texts(only_item("Which gate forgets?\n\na) input\nb) forget\nANSWER: B\n")) == ["forget"]


def test_a_table_made_for_a_spreadsheet_names_its_separator() -> None:
    assert only_item("sep=;\nquestion;answer\nWho, then?;Hinton\n")["accepted"] == {"en": ["Hinton"]}


def test_a_column_of_tags_that_only_its_name_tells() -> None:
    (draft,) = read("#separator:semicolon\n#columns:Front;Tags;Back\nWhat?;a b;That\n").drafts
    assert (draft.tags, draft.document["answer"]) == (("a", "b"), {"en": "That"})


def test_xml_is_read_as_xml_whatever_its_file_is_called() -> None:
    asked = "<questiontext><text>{1:SA:=x}</text></questiontext>"
    text = f'<quiz><question type="cloze"><name><text>n</text></name>{asked}</question></quiz>'
    assert [draft.title for draft in read(text, "export.txt").drafts] == ["n"]


def test_aiken_with_letters_in_brackets_small_letters_and_carriage_returns() -> None:
    text = "What?\r\n(A) one\r\n(B) two\r\nANSWER: (B)\r\n\r\nAnd?\r\na. one\r\nb. two\r\nAnswer: a.\r\n"
    drafts = read(text)
    assert [right_texts(draft.items[0]) for draft in drafts.drafts] == [["two"], ["one"]]
    assert drafts.losses == ()


def test_tables_of_other_quiz_programs() -> None:
    kahoot = (
        'Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75 characters,"Correct answer(s) - '
        'choose at least one"\nWhich?,one,two,2\n'
    )
    assert right_texts(only_item(kahoot, "q.csv")) == ["two"]
    quizizz = (
        "Question Text,Question Type,Option 1,Option 2,Correct Answer\nWord?,Fill-in-the-Blank,gate,valve,\n"
    )
    assert only_item(quizizz, "q.csv")["accepted"] == {"en": ["gate", "valve"]}

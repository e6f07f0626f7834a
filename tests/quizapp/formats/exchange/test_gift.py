import pytest

from tests.quizapp.formats.exchange.reading import kinds, losses, only_item, read, right_texts


def test_each_form_of_answer_makes_its_kind() -> None:
    text = """
One?{~no =yes}

Two?{~%50%a ~%50%b ~c}

Three {=three =3} words.

Four.{T}

Five?{#5:0.5}

Six.{=a -> 1 =b -> 2 =c -> 3}

Seven?{}
"""
    assert kinds(read(text)) == [
        "single_choice", "multiple_choice", "short_text", "true_false", "numeric", "matching", "free_text",
    ]  # fmt: skip


def test_a_missing_word_keeps_the_text_after_it() -> None:
    assert only_item("A gate {~opens =forgets} state.")["prompt"] == {"en": "A gate _____ state."}


def test_escaped_signs_are_text_and_show_themselves_in_markdown() -> None:
    item = only_item("Which sign?{~\\= ~\\~ ~\\# ~\\{ =\\\\}", "q.gift")
    assert [option["text"]["en"] for option in item["options"]] == ["=", "~", "\\#", "{", "\\"]
    assert right_texts(item) == ["\\"]


def test_numbers_have_tolerances_ranges_and_known_mistakes() -> None:
    item = only_item("How many?{#=3.141..3.142#good ~%0%3#too rough}")
    assert (item["key"], item["tolerance"]) == (3.1415, {"absolute": 0.0005})
    assert item["mistakes"] == [{"value": 3.0, "feedback": {"en": "too rough"}}]


def test_an_exact_number_gets_a_tolerance_and_a_word_about_it() -> None:
    assert only_item("How many?{#4}")["tolerance"] == {"absolute": 0.5}
    assert losses("How many?{#4}") == ["How many?: The number 4 was to be exact; the tolerance is now 0.5."]


def test_partial_credit_stays_as_a_known_mistake_and_is_named() -> None:
    text = "Who?{=Nazareth#yes =%75%Nazereth#nearly =%0%*#no}"
    item = only_item(text)
    assert item["accepted"] == {"en": ["Nazareth"]}
    assert item["mistakes"] == [{"given": ["Nazereth"], "feedback": {"en": "nearly"}}]
    said = losses(text)
    assert any("“Nazereth” counted 75 percent" in each for each in said)
    assert any("any other answer: “no”" in each for each in said)


def test_feedback_goes_to_options_and_explanation() -> None:
    item = only_item("What?{~a#not a =b#yes, b ####because\nof this}")
    assert {option["text"]["en"]: option["feedback"]["en"] for option in item["options"]} == {
        "a": "not a", "b": "yes, b",
    }  # fmt: skip
    assert item["explanation"] == {"en": "because of this"}


def test_a_text_without_answers_stays_and_lacks_an_exercise() -> None:
    (draft,) = read("::Note::Read this first, please.\n\n", "notes.gift").drafts
    assert draft.items == []
    assert "exercises" in draft.lacks
    assert not draft.is_left_out


def test_two_pairs_of_braces_make_blanks() -> None:
    item = only_item("I drink {~=hardly any ~a few} tea and {=much =a lot} milk")
    assert item["kind"] == "cloze"
    assert item["text"] == {"en": "I drink {{1}} tea and {{2}} milk"}
    assert [gap["kind"] for gap in item["gaps"]] == ["choice", "words"]


def test_embedded_answers_inside_gift_make_blanks_and_never_an_option_with_their_code() -> None:
    item = only_item("::t::He {1:MC:~=is~are} here, {1:SA:=isn't} he?", "q.gift")
    assert item["kind"] == "cloze"
    assert "1:MC" not in str(item)


def test_categories_tags_and_ids_are_named() -> None:
    drafts = read("$CATEGORY: a/b\n\n// [id:7] [tag:easy]\n::t::One?{=x}\n", "q.gift")
    assert (drafts.drafts[0].category, drafts.drafts[0].tags) == ("a/b", ("easy",))
    said = " ".join(map(str, drafts.losses))
    for word in ("a/b", "easy", "(7)"):
        assert word in said


def test_chinese_stands_in_its_own_field() -> None:
    drafts = read("谁被埋在墓里？{~格兰特 =没有人}\n\n")
    assert drafts.drafts[0].document["title"] == {"zh": "谁被埋在墓里？"}
    assert "english" in drafts.drafts[0].lacks


def test_formats_of_texts() -> None:
    assert only_item("::t::[html]<p>a <b>b</b></p>{T}")["prompt"] == {"en": "a **b**"}
    assert only_item("::t::[markdown]a **b**{T}")["prompt"] == {"en": "a **b**"}
    assert only_item("::t::[plain]a **b**{T}")["prompt"] == {"en": "a \\*\\*b\\*\\*"}


@pytest.mark.parametrize("text", ["::a::What {=b", "::a::What?{=x =y}}", "::a::What?{#abc}"])
def test_what_cannot_be_read_is_named_and_not_drafted(text: str) -> None:
    drafts = read(text)
    assert not drafts.is_complete
    assert not [draft for draft in drafts.drafts if draft.items]
    assert drafts.losses


def test_losses_of_questions_with_one_title_are_told_apart() -> None:
    said = losses("::t::One?{=a =%50%b}\n\n::t::Two?{=c =%20%d}\n")
    assert [each.split(": ")[0] for each in said] == ["t", "t (2)"]


def test_an_answer_without_a_sign_is_the_accepted_wording() -> None:
    assert only_item("What is the unit of a perceptron's output?{spike#as a neuron}")["accepted"] == {
        "en": ["spike"]
    }


def test_two_verdicts_in_one_question_are_no_wording() -> None:
    drafts = read("::Fun::Is it fun? {\nTRUE\nFALSE\n}\n")
    assert not drafts.is_complete


def test_several_right_options_are_all_right_and_the_change_is_named() -> None:
    text = "Which are gates?{=input =forget ~loss ~%50%cell}"
    item = only_item(text)
    assert (item["kind"], sorted(right_texts(item))) == ("multiple_choice", ["forget", "input"])
    assert any("Any one of 2 right options was enough" in each for each in losses(text))


def test_feedback_on_a_match_stays_with_its_entry() -> None:
    item = only_item("Match.{=tanh -> (-1, 1)#odd =ReLU -> [0, inf)}")
    assert [entry["feedback"] for entry in item["left"]] == [{"en": "odd"}, {}]


def test_a_comment_behind_a_line_is_no_text_unless_it_may_be_code() -> None:
    text = "::Sum:: // about sums\nOne and one are two. // easy\n{ // here it comes\n T // right\n}\n"
    item = only_item(text)
    assert (item["prompt"], item["key"]) == ({"en": "One and one are two."}, True)
    assert any("A comment in the text is dropped: “easy”" in each for each in losses(text))
    code = "[markdown]What does `x = 1 // 2` give? // and why {=0 ~1}"
    assert "// and why" in only_item(code)["prompt"]["en"]


def test_a_formula_with_spaces_inside_its_dollars_is_a_formula() -> None:
    assert only_item("[html]Let $ a \\\\neq b $ and pay $ 5 for it.{}")["prompt"] == {
        "en": "Let $a \\neq b$ and pay $ 5 for it."
    }


def test_a_star_that_stood_for_any_text_is_named() -> None:
    assert any("“*net*”" in each for each in losses("Which kind?{=*net* =network}"))


def test_a_question_may_follow_another_without_a_blank_line() -> None:
    drafts = read("::A::One?{T}\n::B::Two?{\n=x\n~y\n}\n$CATEGORY: c/d\n::C::\nThree?{F}\n").drafts
    assert [(draft.title, draft.category) for draft in drafts] == [("A", ""), ("B", ""), ("C", "c/d")]


def test_losses_of_questions_with_one_title_stay_apart() -> None:
    assert losses("A text.\n\nA text.\n", "q.gift") == [
        "A text.: This text asks nothing. It stays as a question without exercises.",
        "A text. (2): This text asks nothing. It stays as a question without exercises.",
    ]


def test_several_answers_in_one_text_keep_their_title_and_what_is_said_of_them() -> None:
    (draft,) = read("The {=cell#yes####It stays.} and the {=gate} state").drafts
    assert draft.title == "The"
    assert draft.items[0]["explanation"] == {"en": "yes\n\nIt stays."}


def test_an_entry_without_a_match_is_named() -> None:
    assert losses("Match.{=a -> 1 =b -> 2 =c -> }") == ["Match.: “c” has no match and is dropped."]

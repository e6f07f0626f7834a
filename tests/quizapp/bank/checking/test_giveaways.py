"""Options that give the key away by their form are found, in both languages, and sound ones are left alone."""

from typing import Any

import pytest

from quizapp.bank.checking import giveaways
from quizapp.bank.checking.giveaways import warnings_of_item, warnings_of_positions
from quizapp.bank.checking.printed_keys import prints_within
from quizapp.bank.questions import Question
from quizapp.kinds import Item
from quizapp.kinds.single_choice.model import SingleChoice
from tests.bank import bank
from tests.kinds import EXAMPLES, SHARED

Texts = tuple[str, str]  # Chinese, English


def choice(prompt: Texts, key: Texts, *wrong: Texts, item_id: str = "an-item") -> SingleChoice:
    options: list[dict[str, Any]] = [
        {
            "id": f"option-{'abcdef'[at]}",
            "text": {"zh": zh, "en": en},
            "correct": (zh, en) == key,
            "feedback": {"zh": "话", "en": "words"},
        }
        for at, (zh, en) in enumerate([key, *wrong])
    ]
    fields = SHARED | {"id": item_id, "prompt": {"zh": prompt[0], "en": prompt[1]}}
    return SingleChoice.model_validate({**fields, "kind": "single_choice", "options": options})


PROMPT = ("训练为什么停滞？", "Why does training stall?")
PLAIN = [("学习率太小", "The rate is low"), ("数据太少", "Too few samples"), ("层数太多", "Too many layers")]


def found(item: Item) -> set[tuple[str, str]]:
    return {(warning.message, warning.field) for warning in warnings_of_item(item)}


def messages(item: Item) -> set[str]:
    return {message for message, _ in found(item)}


def test_plain_options_are_left_alone() -> None:
    assert not found(choice(PROMPT, *PLAIN))


def test_a_key_that_is_much_longer_is_found_in_each_language() -> None:
    zh = "因为梯度在每一层都乘以一个小于一的数，传到前面几层时已经接近于零"
    en = "Because every layer multiplies the gradient by a number below one"
    item = choice(PROMPT, (zh, en), *PLAIN[1:])
    assert found(item) == {
        (giveaways.LONGEST, "options.0.text.zh"),
        (giveaways.LONGEST, "options.0.text.en"),
    }


def test_words_of_the_prompt_that_only_the_key_repeats_are_found() -> None:
    prompt = (
        "截断反向传播时，窗口之前的状态怎样处理？",
        "In truncated backpropagation, what happens to earlier states?",
    )
    key = ("截断反向传播把它当常数", "Truncated backpropagation fixes them")
    item = choice(prompt, key, ("它被清零", "They become zero"), ("它被平均", "They are averaged"))
    assert messages(item) == {giveaways.REPEATED}
    shared = choice(prompt, key, ("截断反向传播把它清零", "Truncated backpropagation clears them"), PLAIN[0])
    assert not found(shared)


def like(key: str) -> str:
    """Another option of the same grammatical form."""
    return f"{key.split()[0]}-like {key.split()[-1]}"


@pytest.mark.parametrize(
    ("prompt", "key", "wrong"),
    [
        ("The layer is called an", "output layer", "hidden layer"),
        ("The layer is called a ____", "hidden layer", "output layer"),
        ("What explodes here are", "gradients", "weight"),
        ("This unit is an", "LSTM", "GRU"),
    ],
)
def test_an_option_that_the_prompt_does_not_lead_to_is_found(prompt: str, key: str, wrong: str) -> None:
    item = choice(
        ("这是什么？", prompt), ("甲", key), ("乙", wrong), ("丙", f"{key.split()[0]}-like {key.split()[-1]}")
    )
    assert (giveaways.UNFIT, "options.1.text.en") in found(item)


@pytest.mark.parametrize(
    ("prompt", "key", "wrong"),
    [
        ("The layer is called a", "uniform layer", "hidden layer"),
        ("What explodes here are", "gradients", "weights"),
        ("This depends on a", "RNN-free unit", "GRU"),  # a key that does not fit either tells nothing
    ],
)
def test_options_that_fit_alike_are_left_alone(prompt: str, key: str, wrong: str) -> None:
    item = choice(
        ("这是什么？", prompt), ("甲", key), ("乙", wrong), ("丙", f"{key.split()[0]}-like {key.split()[-1]}")
    )
    assert giveaways.UNFIT not in messages(item)


def test_a_measure_word_that_an_option_cannot_have_is_found() -> None:
    item = choice(
        ("结果是一条", "It is"), ("平滑的曲线", "this"), ("彩色的图", "that"), ("下降的直线", "those")
    )
    assert found(item) == {(giveaways.UNFIT, "options.1.text.zh")}


def test_all_of_the_above_is_found_wherever_it_stands() -> None:
    item = choice(PROMPT, *PLAIN[:2], ("以上都对", "All of the above"))
    assert found(item) == {
        (giveaways.ALL_ABOVE, "options.2.text.zh"),
        (giveaways.ALL_ABOVE, "options.2.text.en"),
    }
    assert not found(choice(PROMPT, *PLAIN[:2], ("所有层都对齐", "All of the layers")))


def test_absolute_words_in_the_distractors_only_are_found() -> None:
    wrong = [("裁剪总是有害", "Clipping is always harmful"), ("裁剪从不起作用", "Clipping never works")]
    assert messages(choice(PROMPT, ("看情况", "It depends"), *wrong)) == {giveaways.ABSOLUTE}
    assert not found(choice(PROMPT, ("裁剪绝不改变方向", "Clipping never turns it"), *wrong))


def test_a_number_that_nobody_would_choose_is_found() -> None:
    item = choice(PROMPT, ("12", "12"), ("14", "14"), ("900000", "900000"))
    assert found(item) == {(giveaways.FAR_OFF, "options.2.text.zh")}
    spread = choice(PROMPT, ("$10^{6}$", "$10^{6}$"), ("$10^{2}$", "$10^{2}$"), ("1", "1"))
    assert not found(spread)


def test_keys_in_the_same_place_too_often_are_found() -> None:
    same = [choice(PROMPT, *PLAIN, item_id=f"item-{at}") for at in range(8)]
    assert [warning.message for warning in warnings_of_positions(same)] == [giveaways.SAME_PLACE]
    assert not warnings_of_positions(same[:3])


def test_a_hint_and_another_explanation_that_print_a_key_are_found() -> None:
    short = EXAMPLES["example-short-text"].model_dump(mode="json")
    words = short["accepted"]["en"][0]
    short["hints"] = [{"zh": "想一想", "en": f"Think of the {words}."}]
    numeric = EXAMPLES["example-numeric"].model_dump(mode="json")
    numeric["explanation"]["en"] += f" Unlike the {words}."
    question = bank().questions[0].model_dump(mode="json") | {"items": [short, numeric]}
    prints = list(prints_within(Question.model_validate(question | {"interview": None})))
    places = {each.place for each in prints}
    assert {"example-short-text: hints.0.en", "example-numeric: explanation.en"} <= places


def test_the_shipped_bank_has_none() -> None:
    """Of the options; what a text prints elsewhere may be marked as harmless."""
    warned = [
        *(
            f"{item.id}: {each}"
            for question in bank().questions
            for item in question.items
            for each in warnings_of_item(item)
        ),
        *(str(each) for question in bank().questions for each in warnings_of_positions(question.items)),
    ]
    assert warned == []

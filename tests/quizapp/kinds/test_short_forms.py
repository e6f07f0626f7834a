"""The forms in which a short answer may be written."""

import pytest

from quizapp.kinds.words import Wordings, WordsMistake, is_accepted, mistake_in_words
from tests.kinds import SAID

BPTT = Wordings(zh=("沿时间反向传播", "BPTT"), en=("backpropagation through time", "BPTT"))
GATE = Wordings(zh=("更新门",), en=("update gate", "z"))
DETACH = Wordings(zh=("detach",), en=("detach",))
FLAG = Wordings(zh=("return_sequences",), en=("return_sequences",))


@pytest.mark.parametrize(
    ("words", "accepted"),
    [
        ("Backpropagation Through Time (BPTT)", BPTT),
        ("沿时间反向传播（BPTT）", BPTT),
        ("沿時間反向傳播", BPTT),
        ("BPTT算法", BPTT),
        ("the BPTT algorithm", BPTT),
        ("它叫 BPTT。", BPTT),
        ("BPTT, backpropagation through time", BPTT),
        ("更新門", GATE),
        ("更新门（update gate）", GATE),
        ("the update gate z", Wordings(zh=("更新门",), en=("update gate z",))),
        ("x.detach()", DETACH),
        ("h = h.detach()", DETACH),
        ("torch.Tensor.detach()", DETACH),
        ("detach 方法", DETACH),
        ("the detach() method", DETACH),
        ("`return_sequences`", FLAG),
        ("return_sequences: True", FLAG),
        ("return_sequences=True", FLAG),
        ("LSTM(return_sequences=True)", FLAG),
        ("keras.layers.LSTM(64, return_sequences=True)", FLAG),
        ("return_sequences 参数", FLAG),
    ],
)
def test_the_usual_forms_of_a_term_are_accepted(words: str, accepted: Wordings) -> None:
    assert is_accepted(words, accepted)


@pytest.mark.parametrize(
    ("words", "accepted"),
    [
        ("return_sequence", FLAG),
        ("return_sequences=False", FLAG),
        ("LSTM(64, return_state=True, return_sequences=True)", FLAG),
        ("return_sequences or return_state", FLAG),
        ("x.clone()", DETACH),
        ("no detach", DETACH),
        ("not BPTT", BPTT),
        ("不是更新门", GATE),
        ("更新门和重置门", GATE),
        ("update gate (reset gate)", GATE),
        ("update gate or reset gate", GATE),
        ("BPTT (RTRL)", BPTT),
        ("truncated BPTT", BPTT),
        ("algorithm", BPTT),
        ("门", GATE),
    ],
)
def test_near_misses_and_negations_are_refused(words: str, accepted: Wordings) -> None:
    assert not is_accepted(words, accepted)


def test_a_mistake_is_recognized_in_its_forms() -> None:
    mistake = WordsMistake(given=("clone",), feedback=SAID)
    assert mistake_in_words("h = h.clone()", [mistake]) == mistake
    assert mistake_in_words("h.copy()", [mistake]) is None

"""The five-word sentences of the task `next_word`, in English and in Chinese.

No two sentences of a language begin with the same word, so every next word is determined by the words before
it, and a perfect model reaches accuracy 1. In the middle they share words ("in the", "喜欢 在"), so the last word alone
is not enough: the hidden state must remember the beginning of the sentence.
"""

from typing import Final

SENTENCE_LENGTH: Final = 5

SENTENCES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "she reads a good book",
        "he reads a long letter",
        "birds sing in the morning",
        "fish swim in the river",
        "we share a warm meal",
        "they share a small room",
    ),
    "zh": (
        "她 每天 读 一本 书",
        "他 每天 写 一封 信",
        "鸟儿 喜欢 在 树上 唱歌",
        "鱼儿 喜欢 在 河里 游泳",
        "我们 一起 喝 一壶 茶",
        "他们 一起 看 一场 电影",
    ),
}
END_OF_SENTENCE: Final = {"en": ".", "zh": "。"}


def words_of(language: str) -> tuple[tuple[str, ...], ...]:
    """The sentences of a language, each as its five words."""
    return tuple(tuple(sentence.split()) for sentence in SENTENCES[language])


def vocabulary_of(language: str) -> tuple[str, ...]:
    """Every word once, in order of first appearance, and the end mark last; the index of a word is its class."""
    words = dict.fromkeys(word for sentence in words_of(language) for word in sentence)
    return (*words, END_OF_SENTENCE[language])

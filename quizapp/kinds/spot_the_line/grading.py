"""An answer is {"lines": [4], "fix": "its-id"}; the fix only if fixes are offered."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.text import Label, Language
from quizapp.kinds.grade import Grade, MalformedAnswer, PartFeedback
from quizapp.kinds.in_words import BETWEEN
from quizapp.kinds.named import read_choice, read_named
from quizapp.kinds.options import key_of, part_feedback, wrong_ones
from quizapp.kinds.refutable import Wrong, chosen_in
from quizapp.kinds.spot_the_line.model import SpotTheLine

LINES = Label(zh="第 %s 行", en="line %s")


def grade(item: SpotTheLine, answer: Any) -> Grade:
    """Each wrong line found scores its share, each correct line marked costs one; with fixes, half the score is for
    the fix.
    """
    names = ("lines", "fix") if item.fixes else ("lines",)
    given = read_named(answer, names)
    blamed = _read_lines(given.get("lines", []), item)
    wrong = {remark.line for remark in item.wrong_lines}
    found = max(0.0, (len(blamed & wrong) - len(blamed - wrong)) / len(wrong))
    fix = read_choice(given["fix"], [each.id for each in item.fixes]) if "fix" in given else None
    key: dict[str, Any] = {"lines": sorted(wrong)}
    if item.fixes:
        key["fix"] = key_of(item.fixes)
    return Grade(
        score=found * (1.0 if fix == key.get("fix") else 0.5),
        key=key,
        parts=(*_lines(item, blamed), *part_feedback(item.fixes, {fix} if fix else set())),
    )


def _read_lines(lines: Any, item: SpotTheLine) -> set[int]:
    count = len(item.lines)
    if not isinstance(lines, list | tuple) or any(
        isinstance(line, bool) or not isinstance(line, int) or not 1 <= line <= count for line in lines
    ):
        raise MalformedAnswer("Enter line numbers from 1 to %(count)s.", count=count)
    return set(lines)


def _lines(item: SpotTheLine, blamed: set[int]) -> list[PartFeedback]:
    """The wrong lines and the marked ones, in order."""
    wrong = {remark.line: remark.feedback for remark in item.wrong_lines}
    innocent = {remark.line: remark.feedback for remark in item.mistakes}
    return [
        PartFeedback(f"line-{line}", "right" if line in blamed else "missed", wrong[line])
        if line in wrong
        else PartFeedback(f"line-{line}", "wrong", innocent.get(line))
        for line in sorted(blamed | wrong.keys())
    ]


def wrong_in(item: SpotTheLine, answer: Any) -> Wrong:
    lines = answer.get("lines") or [] if isinstance(answer, dict) else []
    blamed = [(f"line-{each.line}", each) for each in item.mistakes if each.line in lines]
    return [*blamed, *chosen_in(item, answer)]


def right_answer(item: SpotTheLine, language: Language = "en") -> dict[str, Any]:
    key: dict[str, Any] = {"lines": [remark.line for remark in item.wrong_lines]}
    return {**key, "fix": key_of(item.fixes)} if item.fixes else key


def in_words(item: SpotTheLine, answer: Any, language: Language, beside: Any = None) -> str:
    lines = ", ".join(str(line) for line in answer.get("lines", []))
    fixes = [fix.text.in_language(language) for fix in item.fixes if fix.id == answer.get("fix")]
    told = [LINES.in_language(language) % lines] if lines else []
    return BETWEEN[language].join([*told, *fixes])


def wrong_answers(item: SpotTheLine) -> Iterator[dict[str, Any]]:
    key = right_answer(item)
    yield from ({**key, "lines": [remark.line]} for remark in item.mistakes)
    yield from ({**key, "fix": fix} for fix in wrong_ones(item.fixes))

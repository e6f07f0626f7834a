"""Keys that never vary or are printed elsewhere, unbalanced statements, and words of the source, on made-up content."""

from typing import Any

import pytest

from quizapp.bank.checking.balance import balance_of, problems_of_balance
from quizapp.bank.checking.copying import copied, hashes_of_source
from quizapp.bank.checking.drawn_keys import problems_of_keys
from quizapp.bank.checking.printed_keys import PrintedKey, prints_in, problems_of_printed_keys
from quizapp.bank.parametric.drawing import draw
from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from quizapp.kinds.true_false.model import TrueFalse
from tests.kinds import EXAMPLES, changed


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def drawn_item(**fields: Any) -> ParametricItem:
    document = {
        "id": "drawn",
        "prompt": text("[[a]] times 2?"),
        "scenario": {"slug": "mlp-nan-loss"},
        "explanation": text("$2 \\times [[a]] = [[2 * a]]$."),
        "kind": "numeric",
        "parameters": [{"name": "a", "choices": [3, 4, 5]}],
        "key": "= 2 * a",
        "tolerance": {"absolute": 0.1},
    } | fields
    return ParametricItem.model_validate({name: each for name, each in document.items() if each is not None})


def problems_drawn(item: ParametricItem) -> list[str]:
    return [str(problem) for problem in problems_of_keys(item, [draw(item, seed).item for seed in range(20)])]


def test_a_key_that_varies_with_an_explanation_that_states_it_passes() -> None:
    assert problems_drawn(drawn_item()) == []


def test_a_key_that_never_varies_is_refused() -> None:
    [problem] = problems_drawn(drawn_item(key="= 7 + 0 * a", explanation=text("It is 7.")))
    assert problem == "parameters: All 20 variants drawn have the same correct answer: [7.0]."


def test_an_explanation_that_states_other_numbers_than_the_key_is_refused() -> None:
    [problem] = problems_drawn(drawn_item(explanation=text("It is [[3 * a]].")))
    assert problem.startswith("explanation: In a variant, the correct answer is")


def test_an_option_that_never_wins_is_refused() -> None:
    options = [
        {"id": name, "text": text(name), "correct": correct, "feedback": text("Because.")}
        for name, correct in (("small", "= a < 4"), ("medium", "= 4 <= a < 100"), ("large", "= a >= 100"))
    ]
    item = drawn_item(
        kind="single_choice", options=options, key=None, tolerance=None, explanation=text("See.")
    )
    assert problems_drawn(item) == [
        "options.2.correct: This option is never the correct one in 20 variants; change its condition, or the values."
    ]


GROWS, SHRINKS = "It grows in every layer.", "It shrinks in every layer."


def drawn_choice(
    explanation: str = "See.", grows: str = "Above 1.", shrinks: str = "Below 1.", **fields: Any
) -> Any:
    """The factor is 0.5 or 2, and decides which of two options is right; a third one never is."""
    options = [
        {"id": "grows", "text": text(GROWS), "correct": "= a > 1", "feedback": text(grows)},
        {"id": "shrinks", "text": text(SHRINKS), "correct": "= a < 1", "feedback": text(shrinks)},
        {"id": "adds", "text": text("It adds a fixed amount."), "feedback": text("It multiplies.")},
    ]
    return drawn_item(
        kind="single_choice",
        parameters=[{"name": "a", "choices": [0.5, 2]}],
        options=options,
        key=None,
        tolerance=None,
        explanation=text(explanation),
        **fields,
    )


@pytest.mark.parametrize(
    "explanation",
    [
        "The factor is [[a]].",
        "Above 1 it grows in every layer, below 1 it shrinks in every layer.",
        "It [[ 'grows' if a > 1 else 'shrinks' ]] by the factor [[a]].",
        "With the factor [[a]], it does not [[ 'shrink' if a > 1 else 'grow' ]].",
        "It adds a fixed amount only if the layers are added.",
    ],
)
def test_an_explanation_that_agrees_with_the_drawn_option_passes(explanation: str) -> None:
    assert problems_drawn(drawn_choice(explanation)) == []


@pytest.mark.parametrize(
    ("explanation", "said"),
    [
        ("So it grows in every layer.", "this names “it grows in every layer” only."),
        ("The gradient explodes.", "this says the opposite: “explodes”."),
        ("It [[ 'shrinks' if a > 1 else 'grows' ]] by the factor [[a]].", "this says the opposite: “grow"),
        ("It does not stay as it is: it vanishes.", "this says the opposite: “vanishes”."),
    ],
)
def test_an_explanation_that_contradicts_the_drawn_option_is_refused(explanation: str, said: str) -> None:
    problems = problems_drawn(drawn_choice(explanation))
    assert "explanation.en" in [problem.partition(":")[0] for problem in problems]
    assert any(said in problem for problem in problems)


def test_a_chinese_explanation_of_the_other_direction_is_refused() -> None:
    item = drawn_choice()
    options = [dict(option) for option in item.model_dump(mode="json")["options"]]
    options[0]["text"] = {"zh": "逐层增大", "en": "It rises"}
    options[1]["text"] = {"zh": "逐层减小", "en": "It falls"}
    explained = {"zh": "梯度逐层消失。", "en": "See."}
    changed_item = ParametricItem.model_validate(
        item.model_dump(mode="json") | {"options": options, "explanation": explained}
    )
    [problem] = problems_drawn(changed_item)
    assert problem.startswith("explanation.zh: In a variant, the correct option is “逐层增大”")


def test_feedback_that_contradicts_the_drawn_option_is_refused() -> None:
    assert problems_drawn(drawn_choice(grows="Then the gradient vanishes.")) == [
        "options.0.feedback.en: In a variant, the correct option is “it grows in every layer”, "
        "and this says the opposite: “vanishes”."
    ]
    called = problems_drawn(drawn_choice(grows="Right: above 1.", shrinks="Wrong, it is above 1."))
    assert sorted(called) == [
        "options.0.feedback.en: In a variant, this option is not the correct one, and its feedback says that it is.",
        "options.1.feedback.en: In a variant, this option is the correct one, and its feedback says that it is not.",
    ]


def statement(number: int, key: bool, right: str, wrong: str) -> TrueFalse:
    reasons = [
        {"id": f"r{at}", "text": text(words), "correct": at == 0, "feedback": text("Because.")}
        for at, words in enumerate((right, wrong, wrong + "."))
    ]
    example = EXAMPLES["example-true-false"]
    return changed(example, id=f"statement-{number}", key=key, reasons=reasons)  # type: ignore[no-any-return]


def test_about_half_of_the_statements_are_true() -> None:
    items = [statement(number, number % 2 == 0, "as long", "like it") for number in range(8)]
    assert list(problems_of_balance(items)) == []
    assert (balance_of(items).true, balance_of(items).statements) == (4, 8)
    one_sided = [statement(number, number == 0, "as long", "like it") for number in range(8)]
    assert [str(problem) for problem in problems_of_balance(one_sided)] == [
        "questions: reasons: 1 of 8 true-or-false statements are true; about half should be."
    ]


def test_the_right_reason_is_not_known_by_its_length() -> None:
    items = [statement(number, number % 2 == 0, "somewhat longer", "not so long") for number in range(8)]
    said = [str(problem) for problem in problems_of_balance(items)]
    assert said == [
        f"questions: reasons.{language}: Too often, the right reason of a true-or-false statement is the longest one."
        for language in ("zh", "en")
    ]
    [zh, en] = map(str, problems_of_balance([statement(0, True, "a reason of many words", "few words")]))
    assert zh.startswith("statement-0: reasons.zh: The right reason is 2.")
    assert en.startswith("statement-0: reasons.en: The right reason is 2.")


def question(*items: Any, slug: str = "made-up", prompt: str = "Why?") -> Question:
    return Question.model_validate(
        {
            "slug": slug,
            "topic": "rnn",
            "title": text("A question"),
            "prompt": text(prompt),
            "answer": text("Because."),
            "items": [item.model_dump(mode="json") for item in items],
        }
    )


def asking() -> Any:
    return changed(
        EXAMPLES["example-short-text"], id="asking", accepted={"zh": ["切断计算图"], "en": ["detaching"]}
    )


def printing(**fields: Any) -> Any:
    return changed(EXAMPLES["example-numeric"], id="printing", **fields)


def found_in(*questions: Question) -> list[tuple[str, str, str]]:
    return [(each.place, each.item, each.key) for each in prints_in(questions)]


@pytest.mark.parametrize("field", ["prompt", "explanation"])
@pytest.mark.parametrize("together", [True, False], ids=["of one question", "of two questions"])
def test_a_prompt_that_prints_the_key_of_another_exercise_is_refused_and_an_explanation_is_not(
    field: str, together: bool
) -> None:
    other = printing(**{field: text("After Detaching, what is left?")})
    questions = (
        [question(asking(), other)] if together else [question(asking()), question(other, slug="next")]
    )
    assert found_in(*questions) == (
        [("printing: prompt.en", "asking", "detaching")] if field == "prompt" else []
    )


def test_a_question_that_prints_the_key_of_an_exercise_is_refused() -> None:
    asked = question(asking(), prompt="What is detaching?")
    assert found_in(asked) == [("made-up: prompt.en", "asking", "detaching")]


def test_a_program_that_prints_the_key_of_another_exercise_is_refused() -> None:
    listing = EXAMPLES["example-spot-the-line"]
    printed = changed(listing, id="printing", listing=listing.listing + "# detaching")
    assert found_in(question(asking()), question(printed, slug="next")) == [
        ("printing: listing.en", "asking", "detaching")
    ]


@pytest.mark.parametrize(
    ("key", "printed", "is_found"),
    [
        (1728, "It has 1728 parameters.", True),
        (1728, "It has $1{,}728$ parameters.", True),
        (1728, "It has 17280, 1728.5, or 21728 parameters.", False),
        (190.05, "The product is 190.", True),
        (2.1213, "About 2.12 in each layer", True),
        (2.1213, "About 2.1 in each layer", False),
        (13, "It takes 13 layers.", False),
        (1000, "It takes 1000 layers.", False),
    ],
)
def test_a_number_of_three_digits_is_a_key_that_another_exercise_must_not_print(
    key: float, printed: str, is_found: bool
) -> None:
    number = changed(EXAMPLES["example-numeric"], id="asking", key=key, mistakes=[])
    said = found_in(question(number), question(printing(key=7, prompt=text(printed)), slug="next"))
    assert [item for _, item, _ in said] == ["asking", "asking"] * is_found


@pytest.mark.parametrize(
    ("right", "is_found"), [("it shrinks in every layer", True), ("it shrinks", False), ("no option", False)]
)
def test_a_right_option_that_states_something_must_not_be_printed_elsewhere(
    right: str, is_found: bool
) -> None:
    choice = EXAMPLES["example-single"]
    options = [each.model_dump(mode="json") for each in choice.options]
    for option in options:
        option["text"] = text(right.capitalize() + "." if option["correct"] else "It stays.")
    asked = changed(choice, id="asking", options=options)
    other = printing(prompt=text("Since it shrinks in every layer, how large is it? (It stays.)"))
    assert ("printing: prompt.en" in [place for place, _, _ in found_in(question(asked, other))]) == is_found


def test_a_marker_allows_a_printed_key_and_must_be_needed() -> None:
    bank = [question(asking(), printing(prompt=text("Detaching?")))]
    marker = PrintedKey(item="asking", key="detaching", because="it is the word of the field")
    assert list(problems_of_printed_keys(bank, [marker])) == []
    elsewhere = marker.model_copy(update={"within": ("another",)})
    assert len(list(problems_of_printed_keys(bank, [elsewhere]))) == 2


def test_runs_of_the_source_are_found_outside_quotation_marks_only() -> None:
    hashes = hashes_of_source(
        ["甲乙丙丁，戊己庚辛壬癸子丑寅卯。", "one two three four five six seven eight nine ten eleven"]
    )
    assert list(copied("他说：甲乙丙丁戊己庚辛壬癸子丑。", "zh", hashes)) == ["甲乙丙丁戊己庚辛壬癸子丑"]
    assert list(copied("甲乙丙丁戊己庚辛壬癸，别的话", "zh", hashes)) == []
    assert list(copied("原文是“甲乙丙丁戊己庚辛壬癸子丑”。", "zh", hashes)) == []
    assert list(copied("Two, three four five six seven eight nine TEN!", "en", hashes)) == [
        "two three four five six seven eight nine ten"
    ]
    assert list(copied("two three four five six seven eight nine eight", "en", hashes)) == []

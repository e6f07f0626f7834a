"""What partial credit becomes here, where an answer is right or wrong: options and mistakes that stay, and a loss."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.errors import N_
from quizapp.formats.exchange.markup import Lose
from quizapp.kinds.exchange import Amount, Chosen, OneOf, Phrase, SomeOf
from quizapp.kinds.wording import canonical

PARTIAL = N_("Partial credit is dropped: “%(text)s” counted %(percent)s percent; here it is wrong.")
PARTIAL_RIGHT = N_(
    "Weights are dropped: “%(text)s” counted %(percent)s percent; here every right option counts the same."
)
PENALTY = N_("A penalty is dropped: “%(text)s” counted %(percent)s percent.")
NO_KEY = N_("No answer is completely right, so that there is no key.")
EMPTY_OPTION = N_("An option without text is dropped.")
ANYTHING_ELSE = N_("There is no place for feedback on any other answer: “%(text)s”.")
SEVERAL_NUMBERS = N_("Only one right number can be kept: %(key)s. Left out: %(others)s.")
EXACT = N_("The number %(key)s was to be exact; the tolerance is now %(tolerance)s.")
SAME_WORDS = N_(
    "“%(text)s” counted %(percent)s percent, but differs from a right answer only in what is ignored here."
)
IN_TOLERANCE = N_(
    "“%(text)s” counted %(percent)s percent, but lies within the tolerance of the correct answer."
)
NO_MATCH = N_("“%(text)s” has no match and is dropped.")
NO_NUMBER = N_("“%(text)s” is not a number.")
ANY_RIGHT = N_("Any one of %(count)s right options was enough; here all of them must be chosen.")
WILDCARD = N_("A star that stood for any text is now only a sign: “%(text)s”.")
TOO_MANY_WORDINGS = N_("Only %(limit)s wordings can be kept; left out: %(text)s.")
TOO_MANY_MISTAKES = N_("Only %(limit)s common mistakes can be kept; left out: %(text)s.")
MOST_MISTAKES = 10
MOST_COMPARED = 100  # right numbers, each with each of the others


@dataclass(frozen=True)
class Weighed:
    """An answer of another program: its text, its share of the credit in percent, and its feedback.

    interval: the lowest and the highest number that it stands for.
    """

    text: str
    percent: float
    feedback: str = ""
    interval: tuple[float, float] | None = None

    @property
    def ends(self) -> tuple[float, float]:
        return self.interval or (0.0, 0.0)


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def spelled_percent(percent: float) -> str:
    return f"{percent:.6g}"


def one_of(answers: Iterable[Weighed], lose: Lose) -> OneOf | None:
    """A choice of one; None if no option is completely right."""
    answers = _with_text(answers, lose)
    best = max((each.percent for each in answers), default=0.0)
    if best < 99.9:
        return None
    is_given = False
    options = []
    for each in answers:
        is_key = each.percent >= 99.9 and not is_given
        is_given = is_given or is_key
        options.append(_chosen(each, lose, is_key=is_key))
    return OneOf(tuple(options))


def any_of(answers: Iterable[Weighed], lose: Lose) -> OneOf | SomeOf | None:
    """A choice of one; if several options are completely right, a choice of all of these."""
    answers = _with_text(answers, lose)
    right = [each for each in answers if each.percent >= 99.9]
    if len(right) < 2:
        return one_of(answers, lose)
    lose(ANY_RIGHT, count=len(right))
    return SomeOf(tuple(_chosen(each, lose, is_key=each.percent >= 99.9) for each in answers))


def _chosen(each: Weighed, lose: Lose, *, is_key: bool) -> Chosen:
    if not is_key and each.percent:
        message = PARTIAL if each.percent > 0 else PENALTY
        lose(message, text=short(each.text), percent=spelled_percent(each.percent))
    return Chosen(each.text, is_key, each.feedback)


def some_of(answers: Iterable[Weighed], lose: Lose) -> SomeOf | None:
    """A choice of several: each with a positive weight is right; None if none is."""
    answers = _with_text(answers, lose)
    right = [each for each in answers if each.percent > 0]
    if not right:
        return None
    are_even = max(each.percent for each in right) - min(each.percent for each in right) < 0.01
    for each in answers:
        if each.percent > 0 and not are_even:
            lose(PARTIAL_RIGHT, text=short(each.text), percent=spelled_percent(each.percent))
        elif each.percent < 0:
            lose(PENALTY, text=short(each.text), percent=spelled_percent(each.percent))
    if are_even and abs(right[0].percent * len(right) - 100) > 1 and right[0].percent < 99.9:
        lose(PARTIAL_RIGHT, text=short(right[0].text), percent=spelled_percent(right[0].percent))
    return SomeOf(tuple(Chosen(each.text, each.percent > 0, each.feedback) for each in answers))


def phrase(answers: Iterable[Weighed], lose: Lose, explain: list[str]) -> Phrase | None:
    """Accepted words and known mistakes; None without a right wording. Feedback without a place goes to `explain`."""
    accepted: list[str] = []
    wrong, rest = list[Weighed](), list[Weighed]()
    for each in _with_text(answers, lose):
        if each.text == "*" and each.percent < 99.9:
            rest.append(each)
        elif each.percent >= 99.9:
            accepted.append(each.text)
            if each.feedback:
                explain.append(each.feedback)
        else:
            wrong.append(each)
    for each in rest:
        lose(ANYTHING_ELSE, text=short(each.feedback))
    if not accepted:
        return None
    keys = {canonical(each) for each in accepted}
    mistakes: list[tuple[str, str]] = []
    for each in wrong:
        percent = spelled_percent(each.percent)
        if canonical(each.text) in keys:
            lose(SAME_WORDS, text=short(each.text), percent=percent)
            explain.append(each.feedback)
            continue
        mistakes.append((each.text, each.feedback))
        if each.percent:
            lose(PARTIAL, text=short(each.text), percent=percent)
    accepted = list(dict.fromkeys(accepted))
    if len(accepted) > 20:
        lose(TOO_MANY_WORDINGS, limit=20, text=", ".join(map(short, accepted[20:])))
    groups = list(dict.fromkeys(said for _, said in mistakes))
    left_out = [text for text, said in mistakes if said in groups[MOST_MISTAKES:]]
    if left_out:
        lose(TOO_MANY_MISTAKES, limit=MOST_MISTAKES, text=", ".join(map(short, left_out)))
    kept = tuple(each for each in mistakes if each[0] not in left_out)
    return Phrase(tuple(accepted[:20]), kept)


def without_wildcards(answers: Iterable[Weighed], lose: Lose) -> Iterable[Weighed]:
    """The answers as they are; those with a star in them, which Moodle reads as any text, are named."""
    for each in answers:
        if "*" in each.text.replace("\\*", "") and each.text != "*":
            lose(WILDCARD, text=short(each.text))
        yield each


def amount(answers: Iterable[Weighed], lose: Lose, explain: list[str]) -> Amount | None:
    """A number within a tolerance and known mistakes; None without a right number."""
    right, wrong = [], []
    for each in answers:
        if each.interval is None:
            is_rest = each.feedback or each.text in ("", "*")
            lose(ANYTHING_ELSE if is_rest else NO_NUMBER, text=short(each.feedback if is_rest else each.text))
        elif each.percent >= 99.9:
            right.append(each)
        else:
            wrong.append(each)
    if not right:
        return None
    tried = right[:MOST_COMPARED]
    best = max(tried, key=lambda each: sum(_covers(each, other) for other in tried))
    key, spread = _middle(best)
    others = [_spelled(each) for each in right if not _covers(best, each)]
    if others:
        lose(SEVERAL_NUMBERS, key=f"{key:.12g}", others=", ".join(others))
    explain += [each.feedback for each in right if each.feedback]
    if spread == 0:
        spread = 0.5 if float(key).is_integer() and abs(key) < 1e15 else abs(key) * 1e-6 or 1e-9
        lose(EXACT, key=f"{key:.12g}", tolerance=f"{spread:.6g}")
    return Amount(key, spread, 0.0, tuple(_number_mistakes(wrong, key, spread, lose, explain)))


def _number_mistakes(
    wrong: list[Weighed], key: float, spread: float, lose: Lose, explain: list[str]
) -> Iterable[tuple[float, str]]:
    if len(wrong) > MOST_MISTAKES:
        left_out = ", ".join(map(_spelled, wrong[MOST_MISTAKES:]))
        lose(TOO_MANY_MISTAKES, limit=MOST_MISTAKES, text=left_out)
    for each in wrong[:MOST_MISTAKES]:
        value, _ = _middle(each)
        percent = spelled_percent(each.percent)
        if abs(value - key) <= spread:
            lose(IN_TOLERANCE, text=_spelled(each), percent=percent)
            explain.append(each.feedback)
            continue
        if each.percent:
            lose(PARTIAL, text=_spelled(each), percent=percent)
        yield value, each.feedback


def _covers(wide: Weighed, other: Weighed) -> bool:
    return wide.ends[0] <= other.ends[0] and other.ends[1] <= wide.ends[1]


def _middle(each: Weighed) -> tuple[float, float]:
    """The middle of the interval and its half width, without the noise of floating point."""
    low, high = each.ends
    return float(f"{(low + high) / 2:.12g}"), float(f"{(high - low) / 2:.9g}")


def _spelled(each: Weighed) -> str:
    middle, half = _middle(each)
    return f"{middle:.12g} ± {half:.6g}" if half else f"{middle:.12g}"


def _with_text(answers: Iterable[Weighed], lose: Lose) -> list[Weighed]:
    kept = []
    for each in answers:
        if each.text.strip():
            kept.append(each)
        else:
            lose(EMPTY_OPTION)
    return kept

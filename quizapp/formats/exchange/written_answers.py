"""Keys and weights as other programs want them."""

from quizapp.kinds.exchange import Amount, Asked, Blanks, Chosen, SomeOf


def spread_of(asked: Amount) -> float:
    """The tolerance as one absolute distance."""
    return spread_at(asked, float(asked.key))


def spread_at(asked: Amount, value: float) -> float:
    """How far a number may be from this one, such as a common mistake."""
    return max(asked.absolute, asked.relative * abs(value))


def has_relative(asked: Asked) -> bool:
    """Whether a number in it has a tolerance relative to the key."""
    if isinstance(asked, Blanks):
        return any(has_relative(blank.asked) for blank in asked.blanks)
    return isinstance(asked, Amount) and asked.relative > 0


def shares(asked: SomeOf) -> list[float]:
    """The credit of each option in percent; choosing everything is worth nothing."""
    right = sum(each.correct for each in asked.options)
    wrong = len(asked.options) - right
    return [100 / right if each.correct else -100 / wrong for each in asked.options]


def key_of(options: tuple[Chosen, ...]) -> int:
    """The place of the right option."""
    return next(place for place, each in enumerate(options) if each.correct)

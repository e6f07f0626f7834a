"""Numbers as other programs write them."""

import math
import re

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")


def number_in(text: str) -> float | None:
    """The number; None for anything else, also for one without end."""
    text = text.strip().replace("\u2212", "-").replace(" ", "")
    if not _NUMBER.fullmatch(text) or len(text) > 60:
        return None
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else None


def interval_in(text: str) -> tuple[float, float] | None:
    """`3`, `3:0.5` or `1..5` as its lowest and its highest number."""
    low, dots, high = text.partition("..")
    if dots:
        ends = number_in(low), number_in(high)
        return None if ends[0] is None or ends[1] is None else (min(ends[0], ends[1]), max(ends[0], ends[1]))
    middle, _, spread = text.partition(":")
    center, distance = number_in(middle), number_in(spread) if spread.strip() else 0.0
    if center is None or distance is None:
        return None
    return center - abs(distance), center + abs(distance)

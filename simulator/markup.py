"""HTML for notebooks: tables, and charts as inline SVG without scripts. Every text is escaped."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, TOP = 400, 90, 16  # of a chart, and of its title, in pixels
MOST_POINTS: Final = 300  # of a line


def page(*parts: str) -> str:
    return f"<div>{''.join(parts)}</div>"


def heading(text: str) -> str:
    return f"<p><strong>{escape(text)}</strong></p>"


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def table(rows: Mapping[str, object] | Iterable[tuple[object, ...]], header: Iterable[str] = ()) -> str:
    """Rows of texts: a mapping has two columns, its names and its values."""
    lines = rows.items() if isinstance(rows, Mapping) else rows
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(_cell(value) for value in line)}</tr>" for line in lines)
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


def chart(title: str, values: NDArray[Any], counted: str = "steps") -> str:
    """A line over the steps, or what else is counted, on a logarithmic axis.

    Numbers that are not positive and finite leave gaps. Of a long line, the smallest and the largest number of each
    stretch are drawn. values: (steps,).
    """
    numbers = np.asarray(values, dtype=np.float64)
    drawable = numbers[np.isfinite(numbers) & (numbers > 0)]
    if not drawable.size:
        return f"<p>{escape(title)}: no positive finite number</p>"
    low, high = float(drawable.min()), float(drawable.max())
    lines = "".join(
        f'<polyline points="{line}" fill="none" stroke="currentColor"/>'
        for line in _lines(numbers, low, high)
    )
    label = escape(f"{title}: {low:.3g} to {high:.3g}, log axis, {len(numbers)} {counted}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" width="{WIDTH}" '
        f'height="{HEIGHT + TOP}" viewBox="0 0 {WIDTH} {HEIGHT + TOP}">'
        f'<text x="2" y="12" font-size="11" fill="currentColor">{label}</text>{lines}</svg>'
    )


def _cell(value: object) -> str:
    return f"<td>{escape(str(value))}</td>"


def _lines(numbers: NDArray[np.float64], low: float, high: float) -> Iterable[str]:
    """The points of each stretch without a gap, as SVG wants them."""
    steps = _extremes(numbers)
    kept = numbers[steps]
    is_drawn = np.isfinite(kept) & (kept > 0)
    spread = (np.log10(high) - np.log10(low)) or 1.0
    with np.errstate(all="ignore"):
        across = 2 + (WIDTH - 4) * steps / max(1, len(numbers) - 1)
        down = TOP + 2 + (HEIGHT - 4) * (np.log10(high) - np.log10(kept)) / spread
    gaps = np.flatnonzero(~is_drawn)
    for piece in np.split(np.arange(len(steps)), gaps):
        points = [f"{across[k]:.1f},{down[k]:.1f}" for k in piece if is_drawn[k]]
        if points:
            yield " ".join(points * 2 if len(points) == 1 else points)


def _extremes(numbers: NDArray[np.float64]) -> NDArray[np.intp]:
    """Steps that show the line: all of a short one; of a long one, the extremes and the gaps of each stretch."""
    if len(numbers) <= MOST_POINTS:
        return np.arange(len(numbers))
    kept: set[int] = {0, len(numbers) - 1}
    for stretch in np.array_split(np.arange(len(numbers)), MOST_POINTS // 3):
        is_drawn = np.isfinite(numbers[stretch]) & (numbers[stretch] > 0)
        if is_drawn.any():
            drawn = stretch[is_drawn]
            kept |= {int(drawn[numbers[drawn].argmin()]), int(drawn[numbers[drawn].argmax()])}
        if not is_drawn.all():
            kept.add(int(stretch[~is_drawn][0]))
    return np.array(sorted(kept))

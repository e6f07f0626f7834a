"""Drawing a walk: the stages of arrays, cells with comparable colors, and the size of the gradient."""

import math
from typing import TypeAlias

import numpy as np
from flask_babel import gettext

import simulator
from quizapp.web.inside.shapes import Arrow, Box, Cells, Dot, Graph, Square
from quizapp.web.inside.tables import level_of, number

CELL = 14
STRIP_HEIGHT = 96
SUBSCRIPTS = str.maketrans("-0123456789", "₋₀₁₂₃₄₅₆₇₈₉")
WIDEST = 6.0  # of the lines of the gradient
Place: TypeAlias = tuple[int | None, int | None]  # time and layer


class Drawing:
    """A walk being drawn: the stages of arrays, and the scale of the gradient norms."""

    def __init__(self, walk: simulator.Walk) -> None:
        self.walk, self.graph = walk, Graph()
        self.made_at = {line.made: at for at, stage in enumerate(walk.stages) for line in stage.lines}
        self.row = list(walk.arrays["x" if "x" in walk.arrays else "x[0]"].axes[0].shown).index(walk.sample)
        norms = [flow.norm for flow in walk.flow if math.isfinite(flow.norm) and flow.norm > 0]
        self.scale = _scale(norms)
        self.is_stacked = "s2[0]" in walk.arrays

    def stage(self, name: str) -> int:
        """Arrays given from the start exist before the first stage."""
        return self.made_at.get(name, 0)

    def back_stage(self, name: str) -> int | None:
        return self.made_at.get(f"d_{name}")

    def stages(self, time: int | None, layer: int) -> tuple[int, ...]:
        """The stages at one place, forward and backward."""
        return tuple(
            at
            for at, stage in enumerate(self.walk.stages)
            if (stage.time, stage.layer) == (time, layer) and stage.name != "parameters"
        )

    def values(self, name: str) -> np.ndarray:
        return np.asarray(self.walk.arrays[name].summary[self.row]).astype(float)

    def width_of_gradient(self, name: str) -> float:
        """The line of the gradient of an array."""
        if f"d_{name}" not in self.walk.arrays:
            return 1.5
        return 1.0 + (WIDEST - 1.0) * self.share(self.walk.arrays[f"d_{name}"].norm)

    def share(self, norm: float) -> float:
        """The position of a norm between the decades shown."""
        if not math.isfinite(norm):
            return 1.0
        low, high = self.scale
        return 0.0 if norm <= 0 else min(1.0, max(0.0, (math.log10(norm) - low) / (high - low)))

    def cells(
        self,
        name: str,
        letter: str,
        at: tuple[float, float],
        largest: float,
        size: float,
        is_upright: bool = False,
    ) -> Cells:
        """The numbers of an array for the chosen sample as squares, colored relative to the largest."""
        x, y = at
        labels = self.walk.arrays[name].axes[-1].labels
        shown = self.walk.arrays[name].axes[-1].shown
        squares = tuple(
            Square(
                x if is_upright else x + index * size,
                y + index * size if is_upright else y,
                size - 1.5,
                level_of(value, largest),
                f"{labels[shown[index]] + ': ' if labels else ''}{number(value)}",
            )
            for index, value in enumerate(self.values(name).tolist())
        )
        return Cells(letter, x - 5, y + size - 4, self.stage(name), squares)

    def largest(self, letter: str) -> float:
        """The scale of all arrays of one letter, so that their colors can be compared."""
        sizes = [
            float(np.abs(array.values[np.isfinite(array.values)]).max(initial=0.0))
            for name, array in self.walk.arrays.items()
            if name.rstrip("0123456789").partition("[")[0].rstrip("0123456789") == letter
        ]
        return max(sizes, default=0.0)

    def output_words(self, name: str, time: int | None) -> tuple[str, ...]:
        """The output and the target."""
        place = "" if time is None else f"[{time}]"
        asked = self.walk.target_words[-1 if time is None or len(self.walk.target_words) == 1 else time]
        if f"p{place}" not in self.walk.arrays:
            said = ", ".join(number(value) for value in self.values(name).tolist()[:2])
            return said, f"→ {_short(asked)}"
        chances = self.walk.arrays[f"p{place}"].values[self.walk.sample]
        labels = self.walk.arrays[f"p{place}"].axes[-1].labels
        best = int(np.argmax(chances)) if np.isfinite(chances).all() else None
        said = "NaN" if best is None else f"{labels[best]} {100 * float(chances[best]):.0f}%"
        return said, f"→ {asked}"

    def add_strip(self, x_of: dict[Place, float], top: float, width: float) -> None:
        graph, (low, high) = self.graph, self.scale
        graph.strip_top, graph.width, graph.height = top, width, top + STRIP_HEIGHT + 26

        def y_of(norm: float) -> float:
            return top + STRIP_HEIGHT * (1.0 - self.share(norm))

        step = max(1, math.ceil((high - low) / 5))
        graph.ticks = [
            (top + STRIP_HEIGHT * (1.0 - (decade - low) / (high - low)), number(10.0**decade))
            for decade in range(low, high + 1, step)
        ]
        last: dict[tuple[str, int | None], tuple[float, float]] = {}
        for flow in self.walk.flow:
            x, y = x_of[(flow.time, flow.layer)], y_of(flow.norm)
            series = (flow.letter, flow.layer if flow.time is not None else None)
            before = last.get(series)
            is_told = flow.letter != "c" and flow.layer == (1 if flow.time is not None else flow.layer)
            factor = f"×{_two_digits(flow.factor)}" if flow.factor is not None and is_told else ""
            told = f"‖d{flow.letter}‖ = {number(flow.norm)}"
            line = (before[0], before[1], x, y) if before and math.isfinite(flow.norm) else None
            middle = ((x + before[0]) / 2, min(y, before[1]) - 8) if before else (x, y)
            name = "" if before else f"d{_letter_of(flow, self.is_stacked)}"
            place = (middle[0], max(middle[1], top + 10))
            graph.dots.append(Dot(x, y, flow.stage, flow.letter, told, name, factor, *place, line))
            last[series] = (x, y)

    def add_loss(self, x: float, y: float, from_x: float) -> None:
        stage = self.stage("loss")
        words = gettext("loss"), number(self.walk.loss)
        self.graph.boxes.append(Box(x, y, 80, 40, "", stage, stage, (stage,), (), words))
        self.graph.arrows.append(Arrow(from_x, y + 20, x, y + 20, "", stage, stage + 1, 2.0))


def _letter_of(flow: simulator.Flow, is_stacked: bool) -> str:
    return indexed(flow.letter, flow.layer) if is_stacked and flow.layer is not None else flow.letter


def _scale(norms: list[float]) -> tuple[int, int]:
    """The decades that contain all norms."""
    if not norms:
        return -1, 1
    low, high = math.floor(math.log10(min(norms)) - 0.05), math.ceil(math.log10(max(norms)) + 0.05)
    return (low, high) if high > low else (low - 1, high)


def _two_digits(factor: float) -> str:
    return number(float(f"{factor:.2g}"))


def _short(text: str) -> str:
    return text if len(text) <= 12 else text.split(",")[0]


def indexed(letter: str, index: int) -> str:
    return f"{letter}{str(index).translate(SUBSCRIPTS)}"

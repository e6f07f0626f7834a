"""The graph of a pass: a recurrent network unrolled over time, or the layers of an MLP side by side."""

import numpy as np

import simulator
from quizapp.web.inside.drawing import CELL, SUBSCRIPTS, Drawing, Place, indexed
from quizapp.web.inside.shapes import Arrow, Box, Graph

LEFT, TOP, RIGHT = 58, 10, 92
ROW_GAP, LAYER_GAP, STRIP_GAP = 3, 42, 74
ROOM = 1180.0  # on a desktop; a phone scrolls
OUTPUT_HEIGHT = 40.0


def graph_of(walk: simulator.Walk) -> Graph:
    drawing = Drawing(walk)
    if "x" in walk.arrays:
        _draw_perceptron(drawing)
    else:
        RecurrentGraph(drawing).draw()
    return drawing.graph


class RecurrentGraph:
    """Time to the right, layers upwards: inputs below, states in the middle, outputs above."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing, self.walk, self.graph = drawing, drawing.walk, drawing.graph
        arrays = self.walk.arrays
        self.length = sum(1 for name in arrays if name.startswith("x["))
        self.depth = 2 if "s2[0]" in arrays else 1
        self.letters = self.walk.letters
        self.column = min(176.0, max(96.0, (ROOM - LEFT - RIGHT) / self.length))
        self.box_width = max(len(drawing.values("s1[0]")) * CELL + 24.0, 62.0)
        self.box_height = len(self.letters) * (CELL + ROW_GAP) + 8.0
        self.features = len(drawing.values("x[0]"))
        self.feature_size = min(float(CELL), 92 / self.features)
        self.largest = {letter: drawing.largest(letter) for letter in "sxc"}
        self.input_top = self._top(1) + self.box_height + LAYER_GAP

    def draw(self) -> None:
        places: dict[Place, float] = {}
        for time in range(self.length):
            self._draw_input(time)
            for layer in range(1, self.depth + 1):
                self._draw_layer(layer, time)
                places[(time, layer)] = self._middle(time)
            if f"o[{time}]" in self.walk.arrays:
                self._draw_output(time)
        end = LEFT + self.length * self.column
        last_output = self._middle(self.length - 1) + 46
        self.drawing.add_loss(max(end, last_output + 18), TOP, last_output)
        strip_top = self.input_top + self.feature_size + STRIP_GAP
        self.drawing.add_strip(places, strip_top, end + RIGHT)

    def _middle(self, time: int) -> float:
        return LEFT + (time + 0.5) * self.column

    def _top(self, layer: int) -> float:
        return TOP + OUTPUT_HEIGHT + LAYER_GAP + (self.depth - layer) * (self.box_height + LAYER_GAP)

    def _draw_input(self, time: int) -> None:
        name, x, width = f"x[{time}]", self._middle(time), self.features * self.feature_size
        at = x - width / 2, self.input_top + 4
        cells = self.drawing.cells(name, "", at, self.largest["x"], self.feature_size)
        word = self.walk.words[time]
        self.graph.boxes.append(
            Box(
                x - width / 2 - 4, self.input_top, width + 8, self.feature_size + 7, indexed("x", time), 0,
                self.drawing.back_stage(name), self.drawing.stages(time, 0), (cells,), (),
                word if len(word) <= 12 else "",
            )
        )  # fmt: skip

    def _draw_layer(self, layer: int, time: int) -> None:
        drawing, x, top = self.drawing, self._middle(time), self._top(layer)
        left = x - self.box_width / 2
        rows = tuple(
            drawing.cells(
                f"{letter}{layer}[{time}]",
                letter,
                (left + 18, top + 5 + index * (CELL + ROW_GAP)),
                self.largest.get(letter, 1.0),
                CELL,
            )
            for index, letter in enumerate(self.letters)
        )
        state = f"s{layer}[{time}]"
        stages = drawing.stages(time, layer)
        back = drawing.back_stage(state)
        self.graph.boxes.append(
            Box(left, top, self.box_width, self.box_height, "", stages[0], back, stages, rows)
        )
        below = self.input_top if layer == 1 else self._top(layer - 1)
        source = f"x[{time}]" if layer == 1 else f"s{layer - 1}[{time}]"
        name = f"U{str(layer).translate(SUBSCRIPTS) if self.depth > 1 else ''}"
        self._connect((x, below, x, top + self.box_height), name, stages[0], source)
        self._connect_in_time(layer, time, stages[0], top + 5 + CELL / 2)

    def _connect_in_time(self, layer: int, time: int, stage: int, y: float) -> None:
        name = f"W{str(layer).translate(SUBSCRIPTS) if self.depth > 1 else ''}"
        right = self._middle(time) - self.box_width / 2
        if time == 0:
            self.graph.arrows.append(Arrow(right - 30, y, right, y, name, stage, starts_at="0"))
            return
        left = self._middle(time - 1) + self.box_width / 2
        is_cut = any(
            each.is_cut and (each.time, each.layer) == (time - 1, layer) for each in self.walk.stages
        )
        self._connect((left, y, right, y), name, stage, f"s{layer}[{time - 1}]", is_cut)
        if "c" in self.letters:
            y += CELL + ROW_GAP + 5
            made = self.drawing.stage(f"c{layer}[{time}]")
            self._connect((left, y, right, y), "", made, f"c{layer}[{time - 1}]", is_cut)

    def _draw_output(self, time: int) -> None:
        drawing, name, x = self.drawing, f"o[{time}]", self._middle(time)
        stage, back, words = drawing.stage(name), drawing.back_stage(name), drawing.output_words(name, time)
        stages = drawing.stages(time, self.depth + 1)
        self.graph.boxes.append(Box(x - 46, TOP, 92, OUTPUT_HEIGHT, "", stage, back, stages, (), words))
        ends = x, self._top(self.depth), x, TOP + OUTPUT_HEIGHT
        self._connect(ends, "V", stage, f"s{self.depth}[{time}]")

    def _connect(
        self,
        ends: tuple[float, float, float, float],
        name: str,
        stage: int,
        source: str,
        is_cut: bool = False,
    ) -> None:
        """An arrow from the source, and the line of the gradient back to it."""
        back, width = self.drawing.back_stage(source), self.drawing.width_of_gradient(source)
        self.graph.arrows.append(Arrow(*ends, name, stage, back, width, is_cut))


def _draw_perceptron(drawing: Drawing) -> None:
    """Layers from left to right, each a column of units."""
    walk, graph = drawing.walk, drawing.graph
    depth = max(stage.layer or 1 for stage in walk.stages if stage.name == "hidden")
    names = ["x", *(f"h{layer}" for layer in range(1, depth + 1)), "y"]
    column = min(176.0, max(96.0, (ROOM - LEFT - RIGHT) / len(names)))
    tallest = max(len(drawing.values(name)) for name in names) * CELL + 8.0
    center = TOP + tallest / 2
    places: dict[Place, float] = {}
    for index, name in enumerate(names):
        x, height = LEFT + (index + 0.5) * column, len(drawing.values(name)) * CELL + 8.0
        largest = drawing.largest("h") if name.startswith("h") else float(np.abs(drawing.values(name)).max())
        at = x - CELL / 2, center - height / 2 + 5
        cells = drawing.cells(name, "", at, largest, CELL, is_upright=True)
        words = " ".join(drawing.output_words("y", None)) if name == "y" else ""
        label = indexed("h", index) if name.startswith("h") else name
        back = drawing.back_stage(name)
        stage, stages = drawing.stage(name), drawing.stages(None, index)
        graph.boxes.append(
            Box(x - 14, center - height / 2, 28, height, label, stage, back, stages, (cells,), (), words)
        )
        if index:
            source, weights = names[index - 1], f"W{str(index).translate(SUBSCRIPTS)}"
            back, width = drawing.back_stage(source), drawing.width_of_gradient(source)
            graph.arrows.append(Arrow(x - column + 14, center, x - 14, center, weights, stage, back, width))
        if name.startswith("h"):
            places[(None, index)] = x
    end = LEFT + len(names) * column
    drawing.add_loss(end + 4, center - 20, end - column / 2 + 14)
    drawing.add_strip(places, TOP + tallest + STRIP_GAP, end + RIGHT)

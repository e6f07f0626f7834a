"""The stages of a pass as shown on a page: each equation, and below it its input and output arrays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

import simulator
from quizapp.presentation.markdown import to_formula
from quizapp.web.inside.tables import Table, number, table_of, transposed
from quizapp.web.inside.wording import place_of, sentence_of, title_of

NAME = re.compile(r"[A-Za-z_]\w*(?:\[-?\d+\])?(?:\.T)?")
SIGNS = {" ** 2": "²", "@": "", "*": "⊙", "-": "−", "sigmoid": "σ"}


@dataclass(frozen=True)
class Part:
    """The text before it, and a table, or the symbol of an array that the stage already shows."""

    sign: str = ""
    table: Table | None = None
    symbol: Markup | None = None


@dataclass(frozen=True)
class LineView:
    """parts: the right side of the equation, or only its tables that have not been shown.

    is_short: it computes its array from arrays that the stage already shows.
    """

    equation: Markup
    made: Table
    parts: tuple[Part, ...]
    is_short: bool
    is_list: bool


@dataclass(frozen=True)
class StageView:
    """flow: the effect of the stage on the gradient, in words; empty if there is none."""

    number: int
    title: str
    place: str
    sentence: str
    direction: str
    lines: tuple[LineView, ...]
    flow: Markup


def stage_views(walk: simulator.Walk) -> list[StageView]:
    is_stacked = any(stage.name in ("state", "d_state") and stage.layer == 2 for stage in walk.stages)
    return [
        StageView(
            position,
            title_of(stage),
            place_of(stage, is_stacked),
            sentence_of(stage),
            stage.direction,
            tuple(_lines(walk, stage)),
            _flow(walk, position),
        )
        for position, stage in enumerate(walk.stages)
    ]


def _lines(walk: simulator.Walk, stage: simulator.Stage) -> Iterator[LineView]:
    shown: set[str] = set()
    for line in stage.lines:
        parts = () if line.is_long else tuple(_parts(walk, line.expression, shown))
        shown.add(line.made)
        is_list = line.expression.startswith("concatenate")
        if is_list:
            parts = tuple(Part(table=part.table) for part in parts if part.table)
        is_short = not any(part.table for part in parts)
        yield LineView(
            to_formula(line.latex), table_of(walk, line.made), () if is_short else parts, is_short, is_list
        )


def _parts(walk: simulator.Walk, expression: str, shown: set[str]) -> Iterator[Part]:
    """The expression in pieces: arrays already shown in the stage are symbols only."""
    end = 0
    for found in NAME.finditer(expression):
        plain = found[0].removesuffix(".T")
        if plain not in walk.arrays:
            continue
        sign, end = _sign(expression[end : found.start()]), found.end()
        if found[0] in shown or _is_part_of_shown(plain, shown):
            latex = walk.arrays[plain].latex
            yield Part(sign, symbol=to_formula(transposed(latex) if found[0] != plain else latex))
        else:
            shown.add(found[0])
            yield Part(sign, table=table_of(walk, plain, found[0] != plain))
    if sign := _sign(expression[end:]):
        yield Part(sign)


def _is_part_of_shown(name: str, shown: set[str]) -> bool:
    """A block such as z1_i[0] of a table such as z1[0]."""
    whole = re.sub(r"_[a-z]+\[", "[", name)
    return whole in shown


def _sign(text: str) -> str:
    for said, sign in SIGNS.items():
        text = text.replace(said, sign)
    return text.strip().replace("one_hot", "1")


def _flow(walk: simulator.Walk, position: int) -> Markup:
    """The size of the gradient, and the factor from its previous size."""
    said = []
    for flow in walk.flow:
        if flow.stage != position:
            continue
        norm = to_formula(rf"\lVert {walk.arrays[flow.name].latex} \rVert") + f" = {number(flow.norm)}"
        if flow.factor is None:
            said.append(norm)
        elif flow.time is None:
            said.append(
                norm + gettext(", %(factor)s times that of the layer above", factor=number(flow.factor))
            )
        else:
            said.append(
                norm + gettext(", %(factor)s times that of the next time step", factor=number(flow.factor))
            )
    return Markup("; ").join(said)

"""Names of arrays, how formulas write them, and expressions as formulas.

`s1[2]` is s of layer 1 at time 2, `z1_i[2]` one block of it; `d_` before a name is the loss's gradient of it.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

Named: TypeAlias = tuple[str, str]  # the name of an array, and how a formula writes it

_TOKEN = re.compile(r"\s*([A-Za-z_]\w*(?:\[-?\d+\])?(?:\.T)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\*\*|.)")
_FUNCTIONS: Final = {
    "tanh": (r"\tanh(", ")"),
    "sigmoid": (r"\sigma(", ")"),
    "identity": ("(", ")"),
    "relu": (r"\mathrm{relu}(", ")"),
    "leaky_relu": (r"\mathrm{lrelu}(", ")"),
    "gelu": (r"\mathrm{gelu}(", ")"),
    "softmax": (r"\mathrm{softmax}(", ")"),
    "normalize": (r"\mathrm{N}(", ")"),
    "one_hot": (r"\mathbf{1}[", "]"),
    "concatenate": ("[", "]"),
    "": ("(", ")"),
}
_SIGNS: Final = {"@": r"\,", "*": r"\odot ", "**": "^", "-": "-", "+": "+", "/": "/", ",": r",\;"}


def at(letter: str, layer: int, time: int | str, is_stacked: bool) -> Named:
    """An array of one layer and one time step; the letter may name a block of it, as `z_i` does."""
    stem, _, block = letter.partition("_")
    lower = ",".join(part for part in (block, str(time)) if part)
    name = f"{stem}{layer}{'_' + block if block else ''}[{time}]"
    return name, f"{stem}_{{{lower}}}{_upper(layer, is_stacked)}"


def of(letter: str, layer: int, is_stacked: bool) -> Named:
    """A parameter of one layer; the letter may name a block of it, as `U_n` does."""
    stem, _, block = letter.partition("_")
    lower = f"_{{{block}}}" if block else ""
    return f"{stem}{layer}{'_' + block if block else ''}", f"{stem}{lower}{_upper(layer, is_stacked)}"


def gradient_of(named: Named) -> Named:
    name, latex = named
    return f"d_{name}", rf"\mathrm{{d}}{latex}"


def _upper(layer: int, is_stacked: bool) -> str:
    return f"^{{({layer})}}" if is_stacked else ""


def formula(expression: str, written: Mapping[str, str]) -> str:
    """Convert an expression in NumPy's notation to a formula. written: the notation of each array, by its name."""
    parts: list[str] = []
    closing: list[str] = []
    tokens = _TOKEN.findall(expression)
    for position, token in enumerate(tokens):
        after = tokens[position + 1] if position + 1 < len(tokens) else ""
        if token == "(":
            is_call = position > 0 and tokens[position - 1] in _FUNCTIONS
            opening, close = _FUNCTIONS[tokens[position - 1] if is_call else ""]
            parts.append(opening)
            closing.append(close)
        elif token == ")":
            parts.append(closing.pop())
        elif token in _FUNCTIONS and after == "(":
            continue
        elif token in _SIGNS:
            is_number = _is_number(after) or (position > 0 and _is_number(tokens[position - 1]))
            parts.append(r"\," if token == "*" and is_number else _SIGNS[token])
        elif token.endswith(".T"):
            parts.append(transposed(written[token[:-2]]))
        else:
            parts.append(written.get(token, token))
    return "".join(parts)


def _is_number(token: str) -> bool:
    return token[:1].isdigit()


def transposed(latex: str) -> str:
    """With the sign in the upper index that may be there already."""
    if latex.endswith(")}"):
        return latex[:-1] + r"\top}"
    return latex + r"^{\top}"

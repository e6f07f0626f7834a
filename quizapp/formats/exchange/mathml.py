"""MathML as TeX: the annotation if it has one, otherwise the presentation elements that quiz items use."""

import re

from quizapp.formats.exchange.xml_trees import Node

_SYMBOLS = {
    "×": r"\times ", "·": r"\cdot ", "÷": r"\div ", "±": r"\pm ", "∓": r"\mp ", "≤": r"\le ", "≥": r"\ge ",
    "≠": r"\ne ", "≈": r"\approx ", "∞": r"\infty ", "→": r"\to ", "⇒": r"\Rightarrow ", "∂": r"\partial ",
    "∇": r"\nabla ", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "∈": r"\in ", "−": "-", "⋅": r"\cdot ",
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "ζ": r"\zeta ",
    "η": r"\eta ", "θ": r"\theta ", "Θ": r"\Theta ", "λ": r"\lambda ", "μ": r"\mu ", "π": r"\pi ",
    "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ", "φ": r"\varphi ", "ϕ": r"\phi ", "ω": r"\omega ",
    "Ω": r"\Omega ", "Δ": r"\Delta ", "Σ": r"\Sigma ", "Φ": r"\Phi ", "ℎ": "h",
    "\u2061": "", "\u2062": "", "\u2063": ",", "\u2064": "",
}  # fmt: skip
_FUNCTIONS = {"sin", "cos", "tan", "sec", "csc", "cot", "log", "ln", "exp", "lim", "max", "min", "tanh", "sinh", "cosh",
              "det", "dim", "arg", "sup", "inf"}  # fmt: skip
_SPECIAL = re.compile(r"([#$%&_{}])")
_SPACES = re.compile(r"\s+")


def tex_of(math: Node) -> str | None:
    """The TeX of a formula, without dollar signs. None if it has an element that is not known here."""
    for annotation in math.deep("annotation"):
        if re.search("tex", annotation.get("encoding"), re.IGNORECASE):
            return bare_tex(annotation.text)
    try:
        return _SPACES.sub(" ", _of(math)).strip()
    except KeyError:
        return None


def bare_tex(text: str) -> str:
    """TeX without the delimiters around it."""
    text = text.strip()
    for start, end in ((r"\[", r"\]"), (r"\(", r"\)"), ("$$", "$$"), ("$", "$")):
        if text.startswith(start) and text.endswith(end) and len(text) >= len(start) + len(end):
            text = text[len(start) : -len(end)]
            break
    return _SPACES.sub(" ", text).strip()


def _of(node: Node) -> str:
    children = [each for each in node.children if isinstance(each, Node)]
    inside = [_of(each) for each in children if each.name not in ("annotation", "annotation-xml")]
    match node.name.lower():
        case "math" | "mrow" | "mstyle" | "semantics" | "mpadded" | "mphantom":
            return "".join(inside)
        case "mi":
            return _named(node.line)
        case "mn" | "ms":
            return _SPECIAL.sub(r"\\\1", node.line)
        case "mo":
            return f" {node.line} " if node.line in ("=", "<", ">") else _signs(node.line)
        case "mtext":
            return r"\text{" + _SPECIAL.sub(r"\\\1", node.line) + "}" if node.line else " "
        case "mspace":
            return " "
        case "mfrac":
            return rf"\frac{{{inside[0]}}}{{{inside[1]}}}" if len(inside) > 1 else "".join(inside)
        case "msqrt":
            return rf"\sqrt{{{''.join(inside)}}}"
        case "mroot":
            return rf"\sqrt[{inside[1]}]{{{inside[0]}}}" if len(inside) > 1 else "".join(inside)
        case "msup" | "msub" | "munder" | "mover" | "msubsup" | "munderover":
            return _scripts(node.name.lower(), inside)
        case "mfenced":
            return f"{node.get('open', '(')}{','.join(inside)}{node.get('close', ')')}"
        case "mtable":
            return r"\begin{matrix}" + r" \\ ".join(inside) + r"\end{matrix}"
        case "mtr":
            return " & ".join(inside)
        case "mtd":
            return "".join(inside)
    raise KeyError(node.name)


def _scripts(name: str, inside: list[str]) -> str:
    if len(inside) < 2:
        return "".join(inside)
    base = inside[0] if len(inside[0].strip()) == 1 or inside[0].startswith("\\") else f"{{{inside[0]}}}"
    if name in ("msup", "mover"):
        return f"{base}^{{{inside[1]}}}"
    if name in ("msub", "munder"):
        return f"{base}_{{{inside[1]}}}"
    upper = f"^{{{inside[2]}}}" if len(inside) > 2 else ""
    return f"{base}_{{{inside[1]}}}{upper}"


def _named(text: str) -> str:
    if text in _FUNCTIONS:
        return rf"\{text} "
    if len(text) > 1 and text.isascii() and text.isalpha():
        return rf"\mathrm{{{text}}}"
    return _signs(text)


def _signs(text: str) -> str:
    return "".join(_SYMBOLS.get(sign, _SPECIAL.sub(r"\\\1", sign)) for sign in text)

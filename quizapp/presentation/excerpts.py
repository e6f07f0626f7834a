"""The beginning of a Markdown text, on one line and never cut inside a formula or code."""

import re

_ATOMS = re.compile(r"```.*?```|\$\$.*?\$\$|\$[^$]+\$|`[^`]+`|\*\*|\s+|[A-Za-z0-9’'-]+|.", re.DOTALL)
_WEIGHT_OF_FORMULA = 6


def excerpt(text: str, longest: int) -> str:
    """At most about `longest` letters; a full-width character counts as two. Ends with … if something is left out."""
    taken: list[str] = []
    width, is_bold = 0, False
    for atom in _ATOMS.findall(text.strip()):
        if atom.startswith(("```", "$$")) or "\n\n" in atom:
            if taken:
                return _closed(taken, is_bold)
            continue
        if atom.isspace():
            atom = " "
        width += _width(atom)
        if width > longest and taken:
            return _closed(taken, is_bold)
        is_bold ^= atom == "**"
        taken.append(atom)
    return "".join(taken).strip()


def _width(atom: str) -> int:
    if atom == "**":
        return 0
    if atom.startswith("$"):
        return min(len(atom), _WEIGHT_OF_FORMULA)
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in atom)


def _closed(taken: list[str], is_bold: bool) -> str:
    return "".join(taken).rstrip(" ,;:，；：、") + ("**" if is_bold else "") + " …"

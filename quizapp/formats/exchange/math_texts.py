"""The formulas of a text in the project's own spelling: between dollar signs, whatever stood around them."""

import re
from collections.abc import Callable

from quizapp.formats.exchange.mathml import bare_tex

# In the order in which they are tried at each place. None runs past a blank line or its own beginning, so that the time
# to search grows in proportion to the text.
_FORMULA = re.compile(
    r"\[\$\](?P<anki>(?:(?!\[/?\$\]|\n\n).){1,4000})\[/\$\]"
    r"|\[latex\](?P<latex>(?:(?!\[/?latex\]|\n\n).){1,4000})\[/latex\]"
    r"|(?<!\\)\\\((?P<round>(?:(?!\\[()]|\n\n).){1,4000})\\\)"
    r"|(?<!\\)\\\[(?P<square>(?:(?!\\[\[\]]|\n\n).){1,4000})\\\]"
    r"|\$\$(?P<double>(?:(?!\$\$|\n\n).){1,4000})\$\$"
    r"|(?<![\\$\w])\$[ ](?=[^$\n]{0,300}\\[A-Za-z])(?P<spaced>[^$\n]{1,300})[ ]\$(?![\w$])"
    r"|(?<![\\$\w])\$(?P<single>(?![\s$])(?:(?!\n\n)[^$\\]|\\[^\n]){1,1000}(?<![\s\\]))\$(?![\w$])",
    re.DOTALL,
)
_ANKI_BLOCK = re.compile(r"\[\$\$\](?P<body>(?:(?!\[/?\$\$\]|\n\n).){1,4000})\[/\$\$\]", re.DOTALL)
_BLOCKS = ("square", "double")
_MARKS = ("\ue010", "\ue011")
_KEPT = re.compile(f"{_MARKS[0]}(\\d{{1,6}}){_MARKS[1]}")


def with_formulas_kept(text: str, convert: Callable[[str], str], decode: Callable[[str], str] = str) -> str:
    """The text converted, except for its formulas, which come out between dollar signs.

    decode: what turns a formula as it is written, such as `a &lt; b`, into TeX.
    """
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        name = found.lastgroup or ""
        tex = bare_tex(decode(found[name]))
        if not tex or "$" in tex.replace(r"\$", ""):
            return found[0]
        kept.append(f"$${tex}$$" if name in _BLOCKS else f"${tex}$")
        return f"{_MARKS[0]}{len(kept) - 1}{_MARKS[1]}"

    text = _ANKI_BLOCK.sub(lambda found: f"$${found['body']}$$", text)
    converted = convert(_FORMULA.sub(keep, text))
    return _KEPT.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", converted)

"""The Markdown of an exercise as other programs show it: HTML or plain text, with its formulas in their delimiters."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from math_core import LatexError

from quizapp.bank.formula_process import ConverterDied, converter
from quizapp.bank.formulas import beyond_bounds, markdown_reader

Formula = Callable[[str, bool], str]  # the HTML of a formula; whether it stands on a line of its own

MATHML = "http://www.w3.org/1998/Math/MathML"
_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]+;")  # entities that XML does not know
_LINE_END = re.compile(r"\s*\n\s*")


def tex_formula(latex: str, is_block: bool) -> str:
    r"""Between `\(…\)` or `\[…\]`, as MathJax in Moodle, Canvas, and Anki reads it."""
    tex = _LINE_END.sub(" ", escape(latex.strip(), quote=False))
    return rf"\[{tex}\]" if is_block else rf"\({tex}\)"


def mathml_formula(latex: str, is_block: bool) -> str:
    """MathML that carries its TeX along; only the TeX if it cannot be converted."""
    tex = _LINE_END.sub(" ", escape(latex.strip(), quote=False))
    shown = _mathml(latex, is_block)
    if shown is None:
        return rf"\[{tex}\]" if is_block else rf"\({tex}\)"
    start, _, inside = shown.partition(">")
    inside = inside.removesuffix("</math>")
    return (
        f'{start} xmlns="{MATHML}"><semantics><mrow>{inside}</mrow>'
        f'<annotation encoding="application/x-tex">{tex}</annotation></semantics></math>'
    )


@lru_cache(maxsize=4096)
def _mathml(latex: str, is_block: bool) -> str | None:
    try:
        if beyond_bounds(latex) is not None:
            return None
        return _NAMED.sub(lambda found: unescape(found[0]), converter.convert(latex, is_block))
    except (LatexError, ConverterDied):
        return None


@dataclass(frozen=True)
class Writing:
    """How a format writes a text. formula: the HTML of a formula."""

    formula: Formula

    def html(self, text: str) -> str:
        """Blocks, in well-formed HTML."""
        html: str = _reader_of(self.formula).render(text)
        return html.strip()

    def inline(self, text: str) -> str:
        """What stands in a line, such as an option; a text of several blocks keeps them."""
        html = self.html(text)
        only = _PARAGRAPH.fullmatch(html)
        return only[1] if only else html


TEX = Writing(tex_formula)
WITH_MATHML = Writing(mathml_formula)


@lru_cache(maxsize=8)
def _reader_of(formula: Formula) -> MarkdownIt:
    reader = markdown_reader(
        xhtmlOut=True, renderer=lambda latex, options: formula(latex, bool(options.get("display_mode")))
    )
    for name in ("math_block", "math_block_label"):
        reader.add_render_rule(name, _block)
    for name in ("math_inline", "math_inline_double"):
        reader.add_render_rule(name, _inline)
    for name in ("td_open", "th_open"):
        reader.add_render_rule(name, _cell)
    if formula is mathml_formula:  # QTI has no element for a text that is struck through
        reader.add_render_rule("s_open", lambda *_: "<span>")
        reader.add_render_rule("s_close", lambda *_: "</span>")
    reader.options["formula"] = formula
    return reader


def _block(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f"<p>{options['formula'](tokens[index].content, True)}</p>\n"


def _inline(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    html: str = options["formula"](token.content, token.type == "math_inline_double")
    return html


def _cell(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f"<{tokens[index].tag}>"


_plain_reader = markdown_reader()


def plain(text: str, formula: Formula = tex_formula) -> tuple[str, bool]:
    """The text without Markdown, line by line, and whether formatting was lost."""
    lines, is_lossy = list[str](), False
    for token in _plain_reader.parse(text):
        if token.type == "inline":
            said, lost = _plain_line(token.children or [], formula)
            lines.append(said)
            is_lossy = is_lossy or lost
        elif token.type == "math_block":
            lines.append(_unescaped(formula(token.content, True)))
        elif token.content:
            lines.append(token.content.strip())
            is_lossy = True
        elif token.type not in ("paragraph_open", "paragraph_close"):
            is_lossy = True
    return "\n".join(lines), is_lossy


def _plain_line(tokens: Sequence[Token], formula: Formula) -> tuple[str, bool]:
    said, is_lossy = "", False
    for token in tokens:
        if token.type == "text":
            said += token.content
        elif token.type.startswith("math_"):
            said += _unescaped(formula(token.content, token.type == "math_inline_double"))
        elif token.type in ("softbreak", "hardbreak"):
            said += "\n" if token.type == "hardbreak" else " "
        else:
            said += token.content
            is_lossy = True
    return said, is_lossy


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

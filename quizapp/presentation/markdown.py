"""Convert Markdown with math to safe HTML: no raw HTML, MathML for formulas, no JavaScript."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape
from math_core import LatexError, LatexToMathML
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from quizapp.bank.formula_process import ConverterDied, converter
from quizapp.bank.formulas import beyond_bounds, markdown_reader
from quizapp.bank.images import ADDRESS, SCHEME, STILL, is_animated, size_of, words_of
from quizapp.domain.text import GAP

_MATHML_TAGS = {
    "math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "msup", "msub", "msubsup",
    "mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded",
    "mphantom", "menclose", "merror", "mmultiscripts", "mprescripts",
}  # fmt: skip
_MATHML_ATTRIBUTES = {
    "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "symmetric", "fence", "separator", "form",
    "lspace", "rspace", "minsize", "maxsize", "width", "height", "depth", "voffset", "linethickness", "accent",
    "accentunder", "movablelimits", "columnalign", "rowspacing", "columnspacing", "columnspan", "rowspan",
    "notation", "encoding", "largeop", "rowalign", "columnlines", "rowlines", "frame",
}  # fmt: skip
_TAGS = {
    "p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h2", "h3", "h4", "h5", "h6", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "span", "div", "s", "sub", "sup", "figure", "figcaption", "img",
} | _MATHML_TAGS  # fmt: skip
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "th": {"scope"},
    **{tag: _MATHML_ATTRIBUTES | {"class"} for tag in _MATHML_TAGS},
}

PLAYED = "played-image"  # an animation, which is still until somebody plays it
_LONE_IMAGE = re.compile(
    rf'<p>((?:<a class="{PLAYED}" [^>]*>)?<img (?:[^">]|"[^"]*")*?)(?: title="([^"]*)")?'
    r'( loading="lazy"[^>]*>(?:</a>)?)</p>'
)
_IMAGE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
CLAIM_SCHEME, CLAIM_PAGE = "claim:", "/claims/"
_CLAIM_LINK = re.compile(rf'<a href="{CLAIM_PAGE}([^"]*)"[^>]*>.*?</a>', re.DOTALL)

LONGEST_KEPT = 4000  # characters of a text whose HTML is kept; those of the question bank are shorter
_FORMULA_IN_TEXT = re.compile(
    r"([（《“‘(\[]*)(<math(?![^>]*display=\"block\")[^>]*>.*?</math>)([，。；：！？、）》”’,.;:!?)\]%…]*)",
    re.DOTALL,
)
_GAP_WORD = "qgapq{}qpagq"
_own_math = LatexToMathML(max_expansions=0, fancy_error=False)
_formatter = HtmlFormatter(nowrap=True)


def _formula(latex: str, options: dict[str, bool]) -> str:
    """The MathML of a formula, or its source text if it cannot be read, is beyond a bound, or kills its converter."""
    try:
        if beyond_bounds(latex) is None:
            return converter.convert(latex, bool(options.get("display_mode")))
    except (LatexError, ConverterDied):
        pass
    return f'<code class="math-error">{escape(latex)}</code>'


# The lexers of other languages take four times as long for twice the text, or longer.
LANGUAGES_OF_CODE = {"python", "pycon", "text", "bash", "json", "diff", "toml"}


def _code(source: str, language: str, _attributes: str) -> str:
    language = language or "text"
    if language not in LANGUAGES_OF_CODE:
        return ""
    lexer = get_lexer_by_name(language)
    return f'<pre class="code" tabindex="0"><code>{highlight(source, lexer, _formatter)}</code></pre>'


def _link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Render a link; `claim:slug` leads to the page of that claim."""
    address = str(tokens[index].attrGet("href") or "")
    if address.startswith(CLAIM_SCHEME):
        tokens[index].attrSet("href", CLAIM_PAGE + address.removeprefix(CLAIM_SCHEME))
    return renderer.renderToken(tokens, index, options, env)


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Render an image that is stored here; of others, only what they show."""
    token = tokens[index]
    words, address = words_of(token), str(token.attrGet("src") or "")
    name = address.removeprefix(SCHEME)
    width, height = size_of(name)
    if not address.startswith(SCHEME) or not width:
        return str(escape(words))
    caption = token.attrGet("title")
    titled = Markup(' title="{}"').format(caption) if caption else ""
    shown = ADDRESS + name + (STILL if is_animated(name) else "")
    image = Markup('<img src="{}" alt="{}" width="{}" height="{}"{} loading="lazy" decoding="async">').format(
        shown, words, width, height, titled
    )
    return (
        Markup('<a class="{}" href="{}">{}</a>').format(PLAYED, ADDRESS + name, image)
        if STILL in shown
        else image
    )


def _with_figures(html: str) -> str:
    """An image that is a paragraph of its own is a figure, whose caption is its title."""
    return _LONE_IMAGE.sub(_figure, html)


def _figure(found: re.Match[str]) -> str:
    start, caption, end = found.groups()
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="figure">{start}{end}{below}</figure>'


def _reader() -> MarkdownIt:
    reader = markdown_reader(highlight=_code, renderer=_formula)
    reader.add_render_rule("link_open", _link)
    reader.add_render_rule("image", _image)
    return reader


_markdown = _reader()


Render = Callable[[str], Markup]


def _kept(render: Render) -> Render:
    """Keep the HTML of texts that are not long, so that what is kept needs a bounded amount of memory."""
    kept = lru_cache(maxsize=2048)(render)

    @wraps(render)
    def rendered(text: str) -> Markup:
        return kept(text) if len(text) <= LONGEST_KEPT else render(text)

    return rendered


@_kept
def to_html(text: str) -> Markup:
    """Block HTML. Headings start at the third level, below a page's own."""
    return _safe(_with_figures(_markdown.render(text)))


@_kept
def to_inline_html(text: str) -> Markup:
    """HTML without paragraphs, for a line such as the text of an option; a text of several blocks keeps them."""
    html = _markdown.render(text).strip()
    if (
        html.startswith("<p>")
        and html.endswith("</p>")
        and html.count("<p>") == 1
        and html.count("<pre") == 0
    ):
        html = html[3:-4]
    return _safe(_with_figures(html))


def opening_of(text: str) -> tuple[Markup, Markup]:
    """The first sentence as a line, and what follows it as blocks."""
    end = _end_of_sentence(text)
    rest = text[end:].strip()
    return (to_inline_html(text[:end].strip()), to_html(rest)) if rest else (to_inline_html(text), Markup(""))


def _end_of_sentence(text: str) -> int:
    """Outside of formulas and code; the end of the text if it has no second sentence."""
    inside = ""
    for place, character in enumerate(text):
        if inside:
            inside = "" if character == inside else inside
        elif character in "$`":
            inside = character
        elif character == "。" or (character in ".!?" and text[place + 1 : place + 2] in (" ", "\n")):
            return place + 1
    return len(text)


_LINK_TAG = re.compile(r"</?a\b[^>]*>")


@_kept
def to_line_html(text: str) -> Markup:
    """HTML of the first paragraph, without links and images, for a line that stands for the whole text."""
    first = next((part for part in re.split(r"\n\s*\n", text.strip()) if not part.startswith("```")), "")
    return Markup(_LINK_TAG.sub("", _IMAGE.sub(r"\1", to_inline_html(first))))


def with_claims(html: Markup, marks: Mapping[str, Markup]) -> Markup:
    """The HTML with a mark, by slug, after every link to a claim."""
    return Markup(_CLAIM_LINK.sub(lambda link: link[0] + str(marks.get(link[1], "")), html))


def to_html_with_gaps(text: str, gaps: Mapping[str, Markup]) -> Markup:
    """Block HTML of a text with `{{id}}` blanks, each replaced by the given HTML; in code blocks too.

    Markdown, Pygments, and the sanitizer see a plain word instead of each blank.
    """
    found = [gap_id for gap_id in GAP.findall(text) if gap_id in gaps]
    marked = text
    for number, gap_id in enumerate(found):
        marked = marked.replace(f"{{{{{gap_id}}}}}", _GAP_WORD.format(number), 1)
    html = str(to_html(marked))
    for number, gap_id in enumerate(found):
        html = html.replace(_GAP_WORD.format(number), str(gaps[gap_id]), 1)
    return Markup(html)


@lru_cache(maxsize=64)
def highlighted_lines(listing: str) -> tuple[Markup, ...]:
    """The lines of a Python listing with syntax colors; each is complete HTML."""
    lexer = get_lexer_by_name("python", stripnl=False)
    return tuple(
        _safe(line) for line in highlight(listing.rstrip(), lexer, _formatter).rstrip("\n").split("\n")
    )


@lru_cache(maxsize=8192)
def to_formula(latex: str) -> Markup:
    """Inline MathML of a formula of our own. It is not sanitized, so never use it for user input."""
    return Markup(_own_math.convert_with_local_state(latex, displaystyle=False))


def _safe(html: str) -> Markup:
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        link_rel="noopener noreferrer",
        url_schemes={"https", "http"},
    )
    return Markup(_FORMULA_IN_TEXT.sub(_kept_together, clean))


def _kept_together(found: re.Match[str]) -> str:
    """A line neither begins with the punctuation after a formula nor ends with the bracket before it."""
    before, formula, after = found.groups()
    return f'<span class="kept-together">{before}{formula}{after}</span>' if before or after else found[0]

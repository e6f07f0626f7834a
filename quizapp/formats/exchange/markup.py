"""HTML as Markdown: what a text says stays, and everything that Markdown cannot hold is named."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser

from quizapp.bank.images import written
from quizapp.errors import N_, Problem
from quizapp.formats.exchange.bounds import DEEPEST_XML, MOST_ELEMENTS, FileRefused
from quizapp.formats.exchange.images import take_image
from quizapp.formats.exchange.markdown_texts import escaped_inline
from quizapp.formats.exchange.math_texts import with_formulas_kept
from quizapp.formats.exchange.mathml import tex_of
from quizapp.formats.exchange.xml_trees import TOO_DEEP, TOO_MANY_ELEMENTS, Node
from quizapp.formats.image_files import StoredImage

MEDIA = N_("The file “%(name)s” is not taken over; its description stays: “%(text)s”.")
MEDIA_BARE = N_("The file “%(name)s” is not taken over; it has no description.")
STYLES = N_("Formatting without a counterpart is dropped: %(names)s.")
COMMENT = N_("A comment in the text is dropped: “%(text)s”.")
RUBY = N_("Reading aids above the text (ruby) stand in brackets behind it.")
ADDRESS = N_("The link to “%(name)s” leads nowhere outside its course; its text stays.")
NO_FORMULA = N_("A formula could not be read; its signs stay as text: “%(text)s”.")
SCRIPT = N_("A script or style sheet in the text is dropped.")

Lose = Callable[..., None]  # a message with its values
HIGHEST_HEADING = 3  # within a text; the levels above belong to the page
GAP = "gap"  # a node for a blank of the text; its attribute `id` names it

_VOID = {
    "br",
    "img",
    "hr",
    "input",
    "meta",
    "link",
    "source",
    "track",
    "embed",
    "wbr",
    "col",
    "area",
    "param",
}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "var": "*", "dfn": "*", "s": "~~", "del": "~~",
          "strike": "~~"}  # fmt: skip
_BLOCKS = {"p", "div", "section", "article", "blockquote", "pre", "ul", "ol", "li", "table", "h1", "h2", "h3", "h4",
           "h5", "h6", "hr", "figure", "figcaption", "header", "footer", "main", "dl", "dt", "dd", "center", "address",
           "prompt", "rubricblock", "itembody", "fieldset"}  # fmt: skip
_MEDIA = {"img": "src", "audio": "src", "video": "src", "source": "src", "object": "data", "embed": "src",
          "iframe": "src", "svg": "src"}  # fmt: skip
_DROPPED = {"script", "style", "head", "noscript", "template"}
_SILENT = {"span", "div", "p", "font", "a", "td", "tr", "th", "table"}
_WEB = re.compile(r"^(https?:|mailto:)", re.IGNORECASE)
_MEDIA_FILE = re.compile(r"\.(mp3|mp4|wav|ogg|webm|m4a|mov|avi|png|jpe?g|gif|svg)(\?|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"\blanguage-([a-z0-9+]{1,20})\b")
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--)|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]\w*);")


class _Tree(HTMLParser):
    """Builds nodes from HTML as people write it, with tags left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise FileRefused(TOO_MANY_ELEMENTS, limit=MOST_ELEMENTS)
        names = [node.name for node in self._open]
        if tag in ("p", "li") and tag in names and (tag == "p" or names[-1] not in ("ul", "ol")):
            self._close(tag, stops=("ul", "ol", "td", "th", "div", "blockquote"))
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            if len(self._open) > DEEPEST_XML:
                raise FileRefused(TOO_DEEP, limit=DEEPEST_XML)
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self._open[-1].children.append(Node("#comment", {}, [data]))

    def _close(self, tag: str, stops: tuple[str, ...] = ()) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].name == tag:
                del self._open[place:]
                return
            if self._open[place].name in stops:
                return


def looks_like_html(text: str) -> bool:
    return _TAG.search(text) is not None


def markdown_of_html(html: str, lose: Lose) -> str:
    """The Markdown of an HTML text. `lose` is told what it cannot hold."""

    def convert(text: str) -> str:
        tree = _Tree()
        tree.feed(text)
        tree.close()
        return markdown_of(tree.root, lose)

    return with_formulas_kept(html, convert, unescape)


def markdown_of(node: Node, lose: Lose) -> str:
    """The Markdown of what is inside a node."""
    writer = _Writer(lose)
    text = writer.inside(node)
    if writer.styles:
        lose(STYLES, names=", ".join(sorted(writer.styles)))
    return _tidy(text)


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]+\n", lambda found: "  \n" if found[0].startswith("  ") else "\n", text)
    text = re.sub(r"\n(?:[ \t]*\n)+", "\n\n", text.strip("\n"))
    text = re.sub(r"^(?: {2}\n)+", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _code_in(node: Node) -> Iterator[str]:
    for each in node.children:
        if isinstance(each, str):
            yield each
        elif each.name == GAP:
            yield f"{{{{{each.get('id')}}}}}"
        elif each.name == "br":
            yield "\n"
        else:
            yield from _code_in(each)


class _Writer:
    def __init__(self, lose: Lose) -> None:
        self._lose = lose
        self.styles: set[str] = set()

    def inside(self, node: Node, *, keeps_space: bool = False) -> str:
        """The Markdown of what is inside. keeps_space: with the space that it begins with."""
        text, last = "", ""
        for each in node.children:
            piece = self._text(each) if isinstance(each, str) else self._element(each)
            is_start = not text and not keeps_space
            if (is_start or text[-1:] in ("\n", " ")) and not piece.startswith("  \n"):
                piece = piece.lstrip(" ")
            mark = _MARKS.get(each.name, "") if isinstance(each, Node) else ""
            if mark and mark == last and text.endswith(mark) and piece.startswith(mark):
                text, piece = text.removesuffix(mark), piece.removeprefix(mark)  # one emphasis, not two
            last = mark if piece else last
            text += piece
        return text

    def _text(self, text: str) -> str:
        return escaped_inline(_SPACE.sub(" ", text).replace("\u200b", ""))

    def _element(self, node: Node) -> str:
        name = node.name
        self._note_styles(node)
        if name in _BLOCKS:
            return self._block(node)
        if name in _MARKS:
            return self._wrapped(node, _MARKS[name])
        match name:
            case "#comment":
                self._lose(COMMENT, text=" ".join(node.text.split())[:60])
                return ""
            case "br":
                return "  \n"
            case "code" | "tt" | "kbd" | "samp":
                return f"`{node.line}`" if node.line and "`" not in node.line else self.inside(node)
            case "sup" | "sub":
                return self._script(node)
            case "a":
                return self._link(node)
            case "math":
                return self._formula(node)
            case "ruby":
                return self._ruby(node)
            case "gap":
                return f"{{{{{node.get('id')}}}}}"
            case "q":
                return f"“{self.inside(node)}”"
        if name in _MEDIA:
            return self._media(node)
        if name in _DROPPED:
            self._lose(SCRIPT)
            return ""
        if name in ("u", "small", "big", "mark", "ins", "font"):
            self.styles.add(name)
        return self.inside(node, keeps_space=True)

    def _block(self, node: Node) -> str:
        if node.name == "hr":
            return "\n\n---\n\n"
        if node.name == "pre":
            return self._listing(node)
        if node.name in ("ul", "ol"):
            return f"\n\n{self._list(node)}\n\n"
        if node.name == "table":
            return f"\n\n{self._table(node)}\n\n"
        text = _tidy(self.inside(node))
        if not text:
            return ""
        if node.name == "blockquote":
            return "\n\n" + "\n".join(f"> {line}" if line else ">" for line in text.split("\n")) + "\n\n"
        if re.fullmatch("h[1-6]", node.name):
            mark = "#" * max(HIGHEST_HEADING, int(node.name[1]))
            return f"\n\n{mark} {text}\n\n" if "\n" not in text else f"\n\n{text}\n\n"
        return f"\n\n{text}\n\n"

    def _listing(self, node: Node) -> str:
        """A block of code, in the language that its class names; with the blanks in it."""
        code = "".join(_code_in(node)).strip("\n")
        names = " ".join(each.get("class") for each in (node, *node.deep("code")))
        language = _LANGUAGE.search(names)
        return f"\n\n```{language[1] if language else 'text'}\n{code}\n```\n\n" if code.strip() else ""

    def _list(self, node: Node) -> str:
        lines = []
        for number, each in enumerate(node.all("li"), start=1):
            mark = f"{number}. " if node.name == "ol" else "- "
            text = _tidy(self.inside(each)).replace("\n\n", "\n")
            lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
        return "\n".join(lines)

    def _table(self, node: Node) -> str:
        rows = [
            [_tidy(self.inside(cell)).replace("\n", " ").replace("|", "\\|") for cell in row.all("td", "th")]
            for row in node.deep("tr")
        ]
        rows = [row for row in rows if row]
        if not rows:
            return self.inside(node)
        if all(sum(bool(cell) for cell in row) <= 1 for row in rows) and not any(node.deep("th")):
            return "\n\n".join(cell for row in rows for cell in row if cell)  # it only places a text
        width = max(map(len, rows))
        captions = [f"{text}\n" for each in node.all("caption") if (text := _tidy(self.inside(each)))]
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        return "\n".join([*captions, lines[0], "|" + " --- |" * width, *lines[1:]])

    def _wrapped(self, node: Node, mark: str) -> str:
        text = self.inside(node, keeps_space=True)
        core = text.strip()
        if not core or "\n\n" in core or mark in core or core.startswith("*") or core.endswith("*"):
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}{mark}{core}{mark}{after}"

    def _script(self, node: Node) -> str:
        text = node.line
        sign = "^" if node.name == "sup" else "_"
        return (
            f"${sign}{{{text}}}$"
            if re.fullmatch(r"[\w+\-.,= ]+", text) and text.isascii()
            else self.inside(node)
        )

    def _link(self, node: Node) -> str:
        text, address = self.inside(node), node.get("href").strip()
        if not address:
            return text
        name = address.rpartition("/")[2][:80]
        if _MEDIA_FILE.search(address):
            self._lose(MEDIA, name=name, text=" ".join(text.split())[:80])
            return text
        if not _WEB.match(address) or re.search(r"[\s()<>\\]", address):
            self._lose(ADDRESS, name=address[:80])
            return text
        return f"[{text.strip()}]({address})" if text.strip() else ""

    def _formula(self, node: Node) -> str:
        tex = tex_of(node)
        if tex is None:
            self._lose(NO_FORMULA, text=node.line[:60])
            return escaped_inline(node.line)
        sign = "$$" if node.get("display") == "block" else "$"
        return f"{sign}{tex}{sign}" if tex else ""

    def _ruby(self, node: Node) -> str:
        self._lose(RUBY)
        aid = "".join(each.line for each in node.deep("rt"))
        base = "".join(each.line for each in node.deep("rb"))
        if not base:
            base = "".join(each for each in node.children if isinstance(each, str)).strip()
        return f"{base}（{aid}）" if aid else base

    def _media(self, node: Node) -> str:
        if tex := " ".join(node.get("data-equation-content").split()):  # of Canvas
            return f"${tex}$"
        address = node.get(_MEDIA[node.name]) or next(
            (each.get("src") for each in node.deep("source") if each.get("src")), ""
        )
        name = "data" if address.startswith("data:") else (address.rpartition("/")[2][:80] or node.name)
        text = " ".join((node.get("alt") or node.get("aria-label") or node.get("title")).split())
        if node.name in ("img", "object") and (found := take_image(address)) is not None:
            return self._image(found, text, name)
        inside = (
            ""
            if node.name == "svg"
            else self.inside(
                Node(
                    "",
                    {},
                    [
                        each
                        for each in node.children
                        if not (isinstance(each, Node) and each.name in ("source", "track", "param"))
                    ],
                )
            )
        )
        if text:
            self._lose(MEDIA, name=name, text=text[:80])
        else:
            self._lose(MEDIA_BARE, name=name)
        return f"[{escaped_inline(text)}] " if text else inside

    def _image(self, found: StoredImage | Problem, text: str, name: str) -> str:
        """An image that is taken over, or what it shows."""
        if isinstance(found, Problem):
            self._lose(found.message, **found.values)
            self._lose(MEDIA if text else MEDIA_BARE, name=name, **({"text": text[:80]} if text else {}))
            return f"[{escaped_inline(text)}] " if text else ""
        for note in found.notes:
            self._lose(note.message, **note.values)
        return written(found.name, text)

    def _note_styles(self, node: Node) -> None:
        if node.get("style") and node.name not in _MEDIA:
            self.styles.add("style")
        if node.get("class") and node.name in ("span", "div", "p", "font"):
            self.styles.add("class")

"""The texts of QTI 1.2: HTML, plain text, and elements, as Markdown."""

from collections.abc import Iterator

from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import MEDIA_BARE, Lose, looks_like_html, markdown_of, markdown_of_html
from quizapp.formats.exchange.xml_trees import Node

RESPONSES = (
    "response_lid",
    "response_str",
    "response_num",
    "response_grp",
    "response_xy",
    "response_extension",
)
_MEDIA = ("matimage", "mataudio", "matvideo", "matapplet", "matapplication")


def texts_in(node: Node, lose: Lose) -> Iterator[str]:
    """The texts of all materials inside, but not of those inside a response."""
    for each in node.children:
        if not isinstance(each, Node) or each.name in RESPONSES:
            continue
        if each.name in ("mattext", "matemtext"):
            yield text_of(each, lose)
        elif each.name in _MEDIA:
            lose(MEDIA_BARE, name=(each.get("uri").rpartition("/")[2] or each.name)[:80])
        elif each.name == "mat_formattedtext":  # of Blackboard
            yield (
                markdown_of_html(each.text, lose)
                if looks_like_html(each.text)
                else markdown_of_plain(each.text)
            )
        elif each.name == "mat_extension" and each.first("mat_formattedtext") is None:
            yield markdown_of(each, lose)
        else:
            yield from texts_in(each, lose)


def material_in(node: Node, lose: Lose) -> str:
    return joined(list(texts_in(node, lose)))


def text_of(node: Node, lose: Lose) -> str:
    """The Markdown of a `mattext`."""
    if any(isinstance(each, Node) for each in node.children):
        return markdown_of(node, lose)
    text, form = node.text.strip(), node.get("texttype").lower()
    if form in ("text/html", "text/xhtml", "html", "text/rtf") or (
        form != "text/plain" and looks_like_html(text)
    ):
        return markdown_of_html(text, lose)
    return markdown_of_plain(text)

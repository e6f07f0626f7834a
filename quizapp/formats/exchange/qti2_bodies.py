"""The body of an item of QTI 2 or 3: its interactions, the feedback in it, and the text around them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.formats.exchange.markup import GAP, Lose, markdown_of
from quizapp.formats.exchange.xml_trees import Node

BLOCKS = {
    "choiceinteraction", "orderinteraction", "associateinteraction", "matchinteraction", "gapmatchinteraction",
    "hottextinteraction", "extendedtextinteraction", "sliderinteraction", "uploadinteraction", "drawinginteraction",
    "hotspotinteraction", "graphicorderinteraction", "graphicassociateinteraction", "graphicgapmatchinteraction",
    "selectpointinteraction", "positionobjectinteraction", "positionobjectstage", "mediainteraction",
    "custominteraction", "portablecustominteraction",
}  # fmt: skip
BUTTON = "endattemptinteraction"  # asks for a hint or the solution
INLINE = {"inlinechoiceinteraction", "textentryinteraction"}
CHOICES = {"simplechoice", "simpleassociablechoice", "gaptext", "gapimg", "inlinechoice"}
FEEDBACK = {"feedbackinline", "feedbackblock", "modalfeedback"}
_NOT_TEXT = {"stylesheet", "catalog-info", "cataloginfo", "companionmaterialsinfo"}


@dataclass
class Body:
    """What an item body consists of. text: what stands around its interactions, with a gap node for each inline one.

    feedback: the text of each feedback by its identifier. hidden: interactions inside feedback, which only some answers
    show.
    """

    text: Node
    blocks: list[Node] = field(default_factory=list)
    inline: list[Node] = field(default_factory=list)
    feedback: list[Node] = field(default_factory=list)
    buttons: list[Node] = field(default_factory=list)
    hidden: list[Node] = field(default_factory=list)


def body_of(item: Node) -> Body:
    found = Body(Node("div"))
    for each in item.all("itembody"):
        found.text.children.append(_without_interactions(each, found))
    found.feedback += list(item.all("modalfeedback"))
    for each in found.feedback:
        found.buttons += each.deep(BUTTON)
        found.hidden += each.deep(*BLOCKS, *INLINE)
    return found


def _without_interactions(node: Node, body: Body) -> Node:
    copied = Node(node.name, node.attributes)
    for each in node.children:
        if isinstance(each, str):
            copied.children.append(each)
        elif each.name in BLOCKS:
            body.blocks.append(each)
        elif each.name == BUTTON:
            body.buttons.append(each)
        elif each.name in INLINE:
            body.inline.append(each)
            copied.children.append(Node(GAP, {"id": str(len(body.inline))}))
        elif each.name in FEEDBACK or (
            each.name == "rubricblock" and each.get("view", "candidate") not in ("candidate", "")
        ):
            body.feedback.append(each)
        elif each.name not in _NOT_TEXT:
            copied.children.append(_without_interactions(each, body))
    return copied


def _is_for_graders(node: Node) -> bool:
    return node.name == "rubricblock" and "candidate" not in node.get("view", "candidate")


def split_feedback(node: Node) -> tuple[Node, list[Node]]:
    """A node without the feedback inside it, and that feedback."""
    copied, found = Node(node.name, node.attributes), list[Node]()
    for each in node.children:
        if isinstance(each, str):
            copied.children.append(each)
        elif each.name in FEEDBACK:
            found.append(each)
        else:
            inside, deeper = split_feedback(each)
            copied.children.append(inside)
            found += deeper
    return copied, found


def all_of(node: Node) -> Node:
    """An interaction as a text: its prompt, a list of its choices, and what else it shows."""
    copied = Node("div" if node.name in BLOCKS else node.name, node.attributes)
    for each in node.children:
        if isinstance(each, str):
            copied.children.append(each)
        elif each.name in CHOICES:
            last = copied.children[-1] if copied.children else None
            while isinstance(last, str) and not last.strip():
                copied.children.pop()
                last = copied.children[-1] if copied.children else None
            if not isinstance(last, Node) or last.name != "ul":
                last = Node("ul")
                copied.children.append(last)
            last.children.append(Node("li", {}, each.children))
        elif each.name == "gap":
            copied.children.append("_____")
        elif each.name not in FEEDBACK:
            copied.children.append(all_of(each))
    return copied


def texts_of(nodes: Iterator[Node] | list[Node], lose: Lose) -> list[str]:
    return [text for node in nodes if (text := markdown_of(node, lose))]

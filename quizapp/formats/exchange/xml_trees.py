"""XML without entities, of bounded depth and size, as plain nodes.

A document type is ignored, as old quiz files name one; anything it declares is refused. Names lose their namespaces.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from quizapp.errors import N_
from quizapp.formats.exchange.bounds import DEEPEST_XML, MOST_ELEMENTS, FileRefused

NO_XML = N_("This is not valid XML: %(reason)s.")
ENTITIES = N_("The XML declares entities, which are not read.")
TOO_DEEP = N_("The XML is nested more than %(limit)s levels deep.")
TOO_MANY_ELEMENTS = N_("The XML has more than %(limit)s elements.")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Node:
    """An element: its name without a namespace, and its texts and elements in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def all(self, *names: str) -> Iterator["Node"]:
        """The elements directly inside with one of these names."""
        return (each for each in self.children if isinstance(each, Node) and each.name in names)

    def first(self, *names: str) -> "Node | None":
        return next(self.all(*names), None)

    def deep(self, *names: str) -> Iterator["Node"]:
        """The elements at any depth with one of these names, in order."""
        for each in self.children:
            if isinstance(each, Node):
                if each.name in names:
                    yield each
                yield from each.deep(*names)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        """Every text inside, as it is written."""
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    @property
    def line(self) -> str:
        """Every text inside, as one line."""
        return _SPACE.sub(" ", self.text).strip()


class _Builder:
    """Builds nodes from the events of a parser, within bounds."""

    def __init__(self, named: Callable[[str], str]) -> None:
        self._named = named
        self._open = [Node("")]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise FileRefused(TOO_MANY_ELEMENTS, limit=MOST_ELEMENTS)
        if len(self._open) > DEEPEST_XML:
            raise FileRefused(TOO_DEEP, limit=DEEPEST_XML)
        node = Node(self._named(name), {self._named(each): value for each, value in attributes.items()})
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        inside = self._open[-1].children
        if inside and isinstance(inside[-1], str) and len(inside[-1]) < 1000:
            inside[-1] += text
        else:
            inside.append(text)

    def close(self) -> Node:
        root = self._open[0].first(*(each.name for each in self._open[0].children if isinstance(each, Node)))
        assert root is not None
        return root


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _folded(name: str) -> str:
    """One spelling for the names of QTI 2 and 3: `choiceInteraction` and `qti-choice-interaction`."""
    return _local(name).removeprefix("qti-").replace("-", "").lower()


def read_xml(text: str, *, folds_names: bool = False) -> Node:
    """The root element of an XML text. Raises FileRefused."""
    target: Any = _Builder(_folded if folds_names else _local)
    parser: Any = DefusedXMLParser(
        target=target, forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(_DECLARATION.sub("", text, count=1).lstrip())
        root: Node = parser.close()
    except DefusedXmlException:
        raise FileRefused(ENTITIES) from None
    except (ParseError, ValueError) as error:
        raise FileRefused(NO_XML, reason=str(error)) from None
    return root

"""Parts of templates that are the same for every reader of a language: `{% kept … %}`, rendered once.

    {% kept versions(claim) %} … {% endkept %}

keeps the part as long as its documents stay the same. Without documents, a part has only texts of the interface. A part
must not depend on anything else: neither on the person nor on the request.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from quizapp.domain.same import Same
from quizapp.domain.text import ContentModel

MOST_KEPT = 1000  # parts of a language; the whole bank has fewer


def versions(*documents: object) -> tuple[object, ...]:
    """The documents and values that a part shows, as the key under which it is kept. What is neither a document nor a
    plain value is the same only as itself.
    """
    return tuple(Same(each) if isinstance(each, ContentModel) else each for each in documents)


class KeptFragments(Extension):
    """The tag. Each environment, and so each language, keeps its own parts."""

    tags = {"kept"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._parts: OrderedDict[object, Markup] = OrderedDict()
        self._lock = Lock()

    def bind(self, environment: Environment) -> "KeptFragments":
        return KeptFragments(environment)

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        has_key = parser.stream.current.type != "block_end"
        key = parser.parse_expression() if has_key else nodes.Const(None)
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        call = self.call_method("_kept", [nodes.Const(f"{parser.name}:{line}"), key], lineno=line)
        return nodes.CallBlock(call, [], [], body, lineno=line)

    def _kept(self, place: str, key: object, caller: Callable[[], str]) -> Markup:
        with self._lock:
            found = self._parts.get((place, key))
            if found is not None:
                self._parts.move_to_end((place, key))
                return found
        part = Markup(caller())
        with self._lock:
            self._parts[place, key] = part
            if len(self._parts) > MOST_KEPT:
                self._parts.popitem(last=False)
        return part

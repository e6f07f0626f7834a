"""Templates compiled once for each language, with their translations written into them.

Looking up a constant text in a catalog at each rendering took a quarter of the time of a page.
"""

from collections.abc import Callable, MutableMapping
from functools import cache
from typing import Any, cast

from flask import Flask
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import BytecodeCache, Template, nodes
from jinja2.bccache import Bucket
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from quizapp.domain.text import Language
from quizapp.presentation.language import current_language

_CALLS = {"_", "gettext"}


def compile_templates_by_language(app: Flask) -> None:
    """Before anything asks for the application's Jinja environment."""
    app.jinja_environment = _Environment  # type: ignore[assignment]


class _Environment(Environment):
    """The environment of the application, which hands each template to that of the reader's language."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._of_language = cache(self._for_language)

    def get_template(self, name: str | Template, *options: Any, **named: Any) -> Template:
        return self._of_language(current_language()).get_template(name, *options, **named)

    def _for_language(self, language: Language) -> "_LanguageEnvironment":
        """Made by the first request in that language, when the application is complete."""
        found = cast(_LanguageEnvironment, self.overlay())
        found.__class__ = _LanguageEnvironment
        found.bind(language)
        return found


class _LanguageEnvironment(Environment):
    def bind(self, language: Language) -> None:
        translations = get_translations()
        self.translate: Callable[[str], str] = translations.ugettext
        if self.bytecode_cache is not None:
            self.bytecode_cache = _LanguageCache(self.bytecode_cache, language)

        def gettext(text: str, **values: Any) -> Markup:
            return Markup(translations.ugettext(text)) % values

        def ngettext(one: str, many: str, num: int, **values: Any) -> Markup:
            return Markup(translations.ungettext(one, many, num)) % {"num": num, **values}

        self.globals = {**self.globals, "_": gettext, "gettext": gettext, "ngettext": ngettext}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As a plain dictionary, which each context copies faster than the chain that Jinja makes."""
        return d if isinstance(d, dict) and d else {**self.globals, **(d or {})}

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(_Translation(self.translate).visit(source), name, filename, defer_init)


class _Translation(NodeTransformer):
    """Replaces each call that translates a constant text by the translation."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        is_marked = isinstance(node.node, nodes.Name) and node.node.name in _CALLS
        if not is_marked or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
            return node
        text = node.args[0]
        if not isinstance(text, nodes.Const):
            return node
        said = Markup(self._translate(text.value))
        if not node.kwargs:
            return nodes.Const(said % {}, lineno=node.lineno)
        values = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        return nodes.Mod(nodes.Const(said), nodes.Dict(values), lineno=node.lineno)


class _LanguageCache(BytecodeCache):
    """Keeps compiled templates where another cache keeps its own, under names of this language."""

    def __init__(self, kept: BytecodeCache, language: Language) -> None:
        self._kept = kept
        self._language = language

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{super().get_cache_key(name, filename)}-{self._language}"

    def load_bytecode(self, bucket: Bucket) -> None:
        self._kept.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept.dump_bytecode(bucket)

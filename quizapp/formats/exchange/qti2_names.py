"""The names of QTI: as in 2.1 and 2.2, and as in 3.0, where `choiceInteraction` is `qti-choice-interaction`."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")


@dataclass(frozen=True)
class Version:
    """A version of QTI. is_3: whether its names are those of 3.0."""

    number: str
    namespace: str
    item_type: str
    test_type: str

    @property
    def is_3(self) -> bool:
        return self.number == "3.0"

    def element(self, name: str, *inside: str, **attributes: object) -> str:
        """An element; its attributes are named as in 2.1."""
        named = f"qti-{self._spelled(name)}" if self.is_3 else name
        said = "".join(
            f" {self._spelled(each.strip('_'))}={quoteattr(str(value))}"
            for each, value in attributes.items()
            if value != ""
        )
        return f"<{named}{said}>{''.join(inside)}</{named}>" if inside else f"<{named}{said}/>"

    def root(self, name: str, *inside: str, **attributes: object) -> str:
        """A document."""
        element = self.element(name, *inside, **attributes)
        start, _, rest = element.partition(" ")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{start} xmlns="{self.namespace}" {rest}\n'

    def body(self, html: str) -> str:
        """Blocks inside feedback or a rubric, which 3.0 wraps once more."""
        return self.element("contentBody", html) if self.is_3 else html

    def value(self, text: str) -> str:
        return self.element("value", escape(text))

    def base(self, kind: str, text: str) -> str:
        return self.element("baseValue", escape(text), baseType=kind)

    def variable(self, name: str) -> str:
        return self.element("variable", identifier=name)

    def set(self, name: str, *inside: str) -> str:
        return self.element("setOutcomeValue", *inside, identifier=name)

    def when(self, condition: str, *then: str) -> str:
        return self.element("responseCondition", self.element("responseIf", condition, *then))

    def _spelled(self, name: str) -> str:
        return _CAPITAL.sub(lambda found: f"-{found[1].lower()}", name) if self.is_3 else name


QTI_21 = Version(
    "2.1", "http://www.imsglobal.org/xsd/imsqti_v2p1", "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"
)
QTI_22 = Version(
    "2.2", "http://www.imsglobal.org/xsd/imsqti_v2p2", "imsqti_item_xmlv2p2", "imsqti_test_xmlv2p2"
)
QTI_30 = Version(
    "3.0", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"
)

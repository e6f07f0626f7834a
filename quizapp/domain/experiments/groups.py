"""The groups of scenarios in the lab's list, in their order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from quizapp.errors import N_


@dataclass(frozen=True)
class Group:
    title: str
    summary: str


GROUPS: Final[dict[str, Group]] = {
    "failures": Group(N_("How training fails"), N_("what goes wrong, and at which step")),
    "fixes": Group(N_("What fixes it"), N_("the same network with one change")),
    "advice": Group(
        N_("Common advice, tested"), N_("it does not help, or something else deserves the credit")
    ),
    "memory": Group(N_("Memory and gates"), N_("what is still known many time steps later")),
    "shapes": Group(N_("Shapes and unrolling"), N_("which array has which axes")),
    "others": Group(N_("Other scenarios"), ""),
}
if TYPE_CHECKING:
    GroupName: TypeAlias = str
else:
    GroupName = Literal[tuple(GROUPS)]

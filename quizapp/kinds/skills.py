"""What an answer trains: each item has exactly one skill. Its author may name it; otherwise its kind does."""

from typing import Literal

from quizapp.errors import N_

Skill = Literal["compute", "shapes", "diagnose", "fix", "code", "explain"]
SKILLS: dict[Skill, str] = {  # in the order in which pages show them
    "compute": N_("Compute"),
    "shapes": N_("Shapes"),
    "diagnose": N_("Diagnose"),
    "fix": N_("Fix"),
    "code": N_("Code"),
    "explain": N_("Explain"),
}
